internal import HoneCore

/// Functions that the C library has too, but whose last bits there differ from system to system:
/// made of sums and products alone, they give the same bits on every machine.
enum PortableMath {
  /// Sine and cosine of an angle in degrees, |error| < 1e-15; exact at multiples of 90°.
  ///
  /// The angle is taken to within 45° of a multiple of 90°, then the Taylor series serve.
  static func sineAndCosine(degrees: Double) -> (sine: Double, cosine: Double) {
    guard degrees.isFinite else { return (0, 1) }
    let turns = (degrees / 90).rounded()
    let x = (degrees - turns * 90) * (Double.pi / 180)
    let square = x * x
    var sine = 0.0
    var cosine = 0.0
    for (s, c) in zip(sineTerms, cosineTerms) {
      sine = sine * square + s
      cosine = cosine * square + c
    }
    sine = sine * square * x + x
    cosine = cosine * square + 1
    let quarter = (turns - 4 * (turns / 4).rounded(.down))
    switch quarter {
    case 0: return (sine, cosine)
    case 1: return (cosine, -sine)
    case 2: return (-sine, -cosine)
    default: return (-cosine, sine)
    }
  }

  /// (−1)ᵏ / (2k + 1)! and (−1)ᵏ / (2k)!, the highest first.
  private static let sineTerms = seriesTerms(from: 1)
  private static let cosineTerms = seriesTerms(from: 0)

  private static func seriesTerms(from first: Int) -> [Double] {
    var factorial = 1.0
    var sign = 1.0
    var terms: [Double] = []
    for k in 1...8 {
      let n = Double(2 * k + first)
      factorial *= n * (n - 1)
      sign = -sign
      terms.append(sign / factorial)
    }
    return terms.reversed()
  }

  /// eˣ, relative error < 1e-15.
  static func exponential(_ x: Double) -> Double {
    guard x > -745 else { return x.isNaN ? x : 0 }
    guard x < 709 else { return .infinity }
    let power = (x * 1.442_695_040_888_963_4).rounded()
    let rest = (x - power * 0.693_147_180_369_123_8) - power * 1.908_214_929_270_587_7e-10
    var sum = 1.0
    for k in stride(from: 14.0, to: 0, by: -1) { sum = sum * rest / k + 1 }
    // In two steps, as the smallest results have no normal exponent.
    let half = (power / 2).rounded(.towardZero)
    return sum * Double(sign: .plus, exponent: Int(half), significand: 1)
      * Double(sign: .plus, exponent: Int(power - half), significand: 1)
  }

  /// ln x for x > 0.
  static func logarithm(_ x: Double) -> Double { Normal.logarithm(x) }
}
