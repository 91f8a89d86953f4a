internal import HoneCore

/// Random host tensors: element `i` is a function of (key, i).
enum Draw {
  static func uniform(
    from low: Double, to high: Double, shape: Shape, dtype: DType, key: RandomKey
  ) -> HostTensor {
    fill(shape, dtype) { low + (high - low) * Double(key.uniform(at: $0)) }
  }

  static func normal(
    mean: Double = 0, deviation: Double, shape: Shape, dtype: DType, key: RandomKey
  ) -> HostTensor {
    fill(shape, dtype) { mean + deviation * key.normal(at: $0) }
  }

  /// Normal draws within two deviations: the quantile of a uniform draw of that middle part.
  static func truncatedNormal(
    mean: Double = 0, deviation: Double, shape: Shape, dtype: DType, key: RandomKey
  ) -> HostTensor {
    let tail = 0.022_750_131_948_179_21  // Φ(−2)
    return fill(shape, dtype) { index in
      let u = (Double(key.bits(at: index)) + 0.5) * 0x1p-32
      return mean + deviation * Normal.quantile(tail + (1 - 2 * tail) * u)
    }
  }

  private static func fill(
    _ shape: Shape, _ dtype: DType, _ draw: (UInt64) -> Double
  ) -> HostTensor {
    if dtype == .float64 {
      return HostTensor(
        unchecked: (0..<UInt64(shape.count)).map { draw($0) }, shape: shape)
    }
    return HostTensor(
      unchecked: (0..<UInt64(shape.count)).map { Float(draw($0)) }, shape: shape
    ).converted(to: dtype)
  }
}
