internal import HoneCore

/// How a picture of another size is computed.
public enum ResizingFilter: String, Sendable, CaseIterable {
  /// The nearest pixel.
  case nearest
  /// By distance, between two pixels of each axis.
  case bilinear
  /// A cubic over four pixels of each axis, a = −½ (Keys), as Keras.
  case bicubic
  /// The mean of the area that a new pixel covers, as TensorFlow's `area` and torchvision's
  /// reduction by whole numbers.
  case area
  /// Windowed sines over six and ten pixels.
  case lanczos3, lanczos5
}

/// For each new pixel of one axis, which old ones it is made of, in which shares.
///
/// ```text
/// centre = (i + ½)·old/new        weight of pixel j = k((j + ½ − centre)/s) / Σ k
/// ```
///
/// k is the filter's kernel and s its stretch: 1, or, where pictures shrink with antialiasing,
/// old/new, so that every old pixel counts. Kernels that reach beyond an edge use the pixels there
/// are.
struct ResizingWeights {
  /// The old pixels of each new one: the first, and how many.
  var starts: [Int32] = []
  var counts: [Int32] = []
  /// The shares, `width` for each new pixel.
  var weights: [Float] = []
  var width = 0
  /// Whether each new pixel is made of exactly two old ones.
  let isPairs: Bool

  init(old: Int, new: Int, filter: ResizingFilter, antialias: Bool) {
    let ratio = Double(old) / Double(new)
    let stretch = antialias ? max(ratio, 1) : 1
    let reach = filter.reach(ratio) * stretch
    width = min(Int(reach.rounded(.up)) * 2 + 2, old)
    isPairs = filter == .bilinear && !antialias && old > 1
    if filter == .nearest { width = 1 }
    if filter == .bilinear, !antialias { width = min(2, old) }
    starts.reserveCapacity(new)
    counts.reserveCapacity(new)
    weights.reserveCapacity(new * width)
    for place in 0..<new {
      let centre = (Double(place) + 0.5) * ratio
      switch filter {
      case .nearest:
        append(min(Int(centre), old - 1))
      case .area:
        appendArea(Double(place) * ratio, Double(place + 1) * ratio, old)
      case .bilinear where !antialias:
        // The places of pixels that are missing are the edge's.
        let at = min(max(centre - 0.5, 0), Double(old - 1))
        let first = min(Int(at), max(old - 2, 0))
        append(first)
        guard old > 1 else { continue }
        weights[weights.count - 2] = Float(1 - (at - Double(first)))
        weights[weights.count - 1] = Float(at - Double(first))
        counts[place] = 2
      default:
        let first = max(Int((centre - reach - 0.5).rounded(.up)), 0)
        let last = min(Int((centre + reach - 0.5).rounded(.down)), old - 1)
        guard first <= last else {
          append(min(max(Int(centre), 0), old - 1))
          continue
        }
        let shares = (first...last).map {
          filter.kernel((Double($0) + 0.5 - centre) / stretch)
        }
        append(first, shares)
      }
    }
  }

  private mutating func appendArea(_ low: Double, _ high: Double, _ old: Int) {
    let first = min(max(Int(low.rounded(.down)), 0), old - 1)
    let last = min(max(Int(high.rounded(.up)) - 1, first), old - 1)
    append(first, (first...last).map { min(high, Double($0 + 1)) - max(low, Double($0)) })
  }

  /// One old pixel alone.
  private mutating func append(_ start: Int) {
    starts.append(Int32(start))
    counts.append(1)
    weights.append(1)
    for _ in 1..<max(width, 1) { weights.append(0) }
  }

  private mutating func append(_ start: Int, _ shares: [Double]) {
    let sum = shares.reduce(0, +)
    let kept = shares.prefix(width)
    starts.append(Int32(start))
    counts.append(Int32(kept.count))
    for share in kept { weights.append(Float(sum == 0 ? share : share / sum)) }
    for _ in kept.count..<width { weights.append(0) }
  }
}

extension ResizingFilter {
  /// How far the kernel reaches on either side, in old pixels.
  fileprivate func reach(_ ratio: Double) -> Double {
    switch self {
    case .nearest: 0.5
    case .bilinear: 1
    case .bicubic: 2
    case .area: max(ratio, 1) / 2 + 1
    case .lanczos3: 3
    case .lanczos5: 5
    }
  }

  fileprivate func kernel(_ signed: Double) -> Double {
    let x = abs(signed)
    switch self {
    case .nearest, .area: return x <= 0.5 ? 1 : 0
    case .bilinear: return max(1 - x, 0)
    case .bicubic:
      if x < 1 { return (1.5 * x - 2.5) * x * x + 1 }
      return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0
    case .lanczos3: return Self.lanczos(x, 3)
    case .lanczos5: return Self.lanczos(x, 5)
    }
  }

  private static func lanczos(_ x: Double, _ radius: Double) -> Double {
    if x >= radius { return 0 }
    if x < 1e-3 { return 1 }
    let whole = PortableMath.sineAndCosine(degrees: 180 * x).sine
    let slow = PortableMath.sineAndCosine(degrees: 180 * x / radius).sine
    return radius * whole * slow / (Double.pi * Double.pi * x * x)
  }
}
