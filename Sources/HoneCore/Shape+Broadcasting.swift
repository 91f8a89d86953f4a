extension Shape {
  /// The common shape of two operands, by NumPy's rule: shapes are aligned at their last axis and
  /// an extent of 1 is repeated. Nil if they don't fit.
  ///
  /// An unknown extent fits anything; against a known extent other than 1 the known one is taken.
  public func broadcast(with other: Shape) -> Shape? {
    let rank = Swift.max(self.rank, other.rank)
    var result = [Int](repeating: 1, count: rank)
    for offset in 1...Swift.max(rank, 1) where rank > 0 {
      let a = offset <= self.rank ? dimensions[self.rank - offset] : 1
      let b = offset <= other.rank ? other.dimensions[other.rank - offset] : 1
      guard let extent = Self.common(a, b) else { return nil }
      result[rank - offset] = extent
    }
    return Shape(result)
  }

  /// Whether two shapes can be the same once unknown extents are known.
  public func isCompatible(with other: Shape) -> Bool {
    rank == other.rank
      && zip(dimensions, other.dimensions).allSatisfy { $0 == $1 || $0 < 0 || $1 < 0 }
  }

  private static func common(_ a: Int, _ b: Int) -> Int? {
    if a == b || b == 1 { return a }
    if a == 1 { return b }
    if a < 0 { return b }
    if b < 0 { return a }
    return nil
  }
}
