import CHoneKernels
import Foundation
import Testing

/// Sums of rows by index: exact order, whatever the shape.
@Suite struct ScatterTests {
  /// The sums by a plain loop in float32, in the order of the updates.
  private static func plain(
    _ updates: [Float], _ indices: [Int32], extent: Int, inner: Int
  ) -> [Float] {
    var sums = [Float](repeating: 0, count: extent * inner)
    for (row, index) in indices.enumerated() {
      let place = min(max(Int(index), 0), extent - 1)
      for column in 0..<inner { sums[place * inner + column] += updates[row * inner + column] }
    }
    return sums
  }

  private static func kernel(
    _ updates: [Float], _ indices: [Int32], extent: Int, inner: Int
  ) -> [Float] {
    var sums = [Float](repeating: .nan, count: extent * inner)
    let count = Int64(indices.count)
    var scratch = [UInt32](
      repeating: 7, count: Int(hone_scatter_scratch(count, Int64(extent))))
    hone_scatter_add(
      &sums, updates, indices, 0, 1, count, Int64(extent), Int64(inner), &scratch)
    return sums
  }

  @Test(arguments: [
    (0, 5, 3), (1, 1, 1), (1000, 7, 1), (3000, 400, 33), (50, 20_000, 2), (4096, 1, 16),
  ])
  func rowsAreSummedInTheOrderOfTheUpdatesToTheBit(_ count: Int, _ extent: Int, _ inner: Int) {
    var state: UInt32 = 12345
    func next() -> UInt32 {
      state = state &* 1_664_525 &+ 1_013_904_223
      return state >> 8
    }
    // A third of them one id, some out of range.
    let indices = (0..<count).map { _ in
      next() % 3 == 0 ? Int32(extent / 2) : Int32(next() % UInt32(extent + 2)) - 1
    }
    let updates = (0..<count * inner).map { _ in Float(next() % 2000) / 1000 - 1 }
    #expect(
      Self.kernel(updates, indices, extent: extent, inner: inner)
        == Self.plain(updates, indices, extent: extent, inner: inner))
  }
}
