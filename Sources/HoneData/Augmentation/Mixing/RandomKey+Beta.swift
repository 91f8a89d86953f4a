package import HoneCore

extension RandomKey {
  /// A draw of Beta(α, β), from draws of the key's own stream.
  ///
  /// ```text
  /// x = Gamma(α) / (Gamma(α) + Gamma(β)),  from their logarithms, so that small α don't underflow
  /// ```
  ///
  /// Sums, products, roots and our own logarithm only: the same bits on every machine.
  package func beta(_ alpha: Double, _ beta: Double) -> Double {
    let first = folding(0).logarithmOfGamma(max(alpha, 1e-3))
    let second = folding(1).logarithmOfGamma(max(beta, 1e-3))
    return 1 / (1 + PortableMath.exponential(second - first))
  }

  /// Shares that sum to 1, of Dirichlet(α, …, α).
  package func dirichlet(_ alpha: Double, count: Int) -> [Double] {
    let logarithms = (0..<count).map { folding(UInt64($0)).logarithmOfGamma(max(alpha, 1e-3)) }
    let highest = logarithms.max() ?? 0
    let shares = logarithms.map { PortableMath.exponential($0 - highest) }
    let sum = shares.reduce(0, +)
    return shares.map { $0 / sum }
  }

  /// The natural logarithm of a draw of Gamma(shape, 1).
  ///
  /// The draw for shape + 1 times u^(1 / shape), which is a draw for shape; the former by rejection,
  /// whose tries take draws 3k, 3k + 1, 3k + 2.
  ///
  /// Reference: Marsaglia and Tsang, "A simple method for generating gamma variables", TOMS 2000.
  private func logarithmOfGamma(_ shape: Double) -> Double {
    let d = shape + 1 - 1.0 / 3
    let c = 1 / (9 * d).squareRoot()
    let small = PortableMath.logarithm(fraction(at: 0)) / shape
    for attempt in 1..<1000 as Range<UInt64> {
      let x = normal(at: 3 * attempt)
      let root = 1 + c * x
      guard root > 0 else { continue }
      let v = root * root * root
      let u = fraction(at: 3 * attempt + 1)
      if PortableMath.logarithm(u) < 0.5 * x * x + d - d * v + d * PortableMath.logarithm(v) {
        return PortableMath.logarithm(d * v) + small
      }
    }
    return PortableMath.logarithm(d) + small
  }

  /// A number between 0 and 1, neither of them.
  private func fraction(at index: UInt64) -> Double { (Double(bits(at: index)) + 0.5) * 0x1p-32 }
}
