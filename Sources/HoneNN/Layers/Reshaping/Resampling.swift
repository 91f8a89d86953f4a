internal import HoneCore
internal import HoneGraph

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A function by which the places around a point share in its value: by their distance from it.
///
/// ```text
/// output[o] = Σ kernel(i − p) · input[i] / Σ kernel(i − p)     p = (o + ½) / factor − ½
/// ```
///
/// The sums are over the places that exist; so at the edges the others share alone. Enlarging only:
/// the kernel is as wide as the input's steps.
enum Resampling {
  /// 1 − |x| up to 1: straight lines.
  case triangle
  /// Keys's cubic with a = −½, up to 2.
  case cubic
  /// sinc(x) · sinc(x / radius), up to the radius.
  case lanczos(radius: Double)

  /// From where on the kernel is 0.
  var radius: Double {
    switch self {
    case .triangle: 1
    case .cubic: 2
    case .lanczos(let radius): radius
    }
  }

  /// The share of a place at distance `x`, before the division by the sum.
  func callAsFunction(_ x: Double) -> Double {
    let x = x.magnitude
    guard x < radius else { return 0 }
    switch self {
    case .triangle: return 1 - x
    case .cubic:
      return x < 1 ? (1.5 * x - 2.5) * x * x + 1 : ((-0.5 * x + 2.5) * x - 4) * x + 2
    case .lanczos(let radius):
      // Nearer, sin(πx) / πx is 1 to all digits of float32.
      guard x > 1e-3 else { return 1 }
      return radius * sin(.pi * x) * sin(.pi * x / radius) / (.pi * .pi * x * x)
    }
  }

  /// The share of each of `count` places in each of `count · factor`: `[count · factor, count]`.
  func weights(_ count: Int, _ factor: Int, dtype: DType) -> Tensor {
    var weights = [Double](repeating: 0, count: count * factor * count)
    for output in 0..<count * factor {
      let place = (Double(output) + 0.5) / Double(factor) - 0.5
      let shares = (0..<count).map { self(Double($0) - place) }
      let sum = shares.reduce(0, +)
      for input in 0..<count { weights[output * count + input] = shares[input] / sum }
    }
    return Tensor(
      HostTensor(unchecked: weights, shape: [count * factor, count]).converted(to: dtype))
  }
}
