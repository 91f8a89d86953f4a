internal import HoneCore
internal import HoneGraph

extension Interpreter {
  /// `result[b, m, n] = Σₖ lhs[b, m, k] · rhs[b, n, k]`, each letter standing for several axes.
  static func dot(
    _ dimensions: DotDimensions, _ lhs: Value, _ rhs: Value, _ type: TensorType
  ) -> Value {
    let left = rows(
      of: lhs, dimensions.lhsBatch, dimensions.lhsFree(rank: lhs.shape.rank),
      dimensions.lhsContracting)
    let right = rows(
      of: rhs, dimensions.rhsBatch, dimensions.rhsFree(rank: rhs.shape.rank),
      dimensions.rhsContracting)
    let length = left.length
    var result: [Double] = []
    result.reserveCapacity(type.shape.count)
    for batch in 0..<left.batches {
      for m in 0..<left.rows {
        let a = (batch * left.rows + m) * length
        for n in 0..<right.rows {
          let b = (batch * right.rows + n) * length
          var sum = 0.0
          for k in 0..<length { sum += left.elements[a + k] * right.elements[b + k] }
          result.append(sum)
        }
      }
    }
    return Value(floats: result, type: type)
  }

  /// An operand's elements with the summed axes last.
  private static func rows(
    of operand: Value, _ batch: [Int], _ free: [Int], _ contracting: [Int]
  ) -> (elements: [Double], batches: Int, rows: Int, length: Int) {
    let elements = operand.floats
    func extent(_ axes: [Int]) -> Int { axes.reduce(1) { $0 * operand.shape.dimensions[$1] } }
    let order = offsets(of: batch + free + contracting, in: operand.shape)
    return (order.map { elements[$0] }, extent(batch), extent(free), extent(contracting))
  }
}
