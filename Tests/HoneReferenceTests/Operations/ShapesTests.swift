import HoneCore
import HoneGraph
import HoneTestSupport
import Testing

@Suite struct ShapesTests {
  private let x = tensor([0, 1, 2, 3, 4, 5] as [Int32], 2, 3)

  @Test func broadcastRepeats() throws {
    #expect(
      try evaluate(.broadcast([2, 3]), tensor([1, 2, 3] as [Int32]))
        == tensor([1, 2, 3, 1, 2, 3] as [Int32], 2, 3))
    #expect(
      try evaluate(.broadcast([2, 2, 2]), tensor([1, 2] as [Int32], 2, 1))
        == tensor([1, 1, 2, 2, 1, 1, 2, 2] as [Int32], 2, 2, 2))
    #expect(
      try evaluate(.broadcast([0, 3]), tensor([1, 2, 3] as [Int32])).shape == [0, 3])
  }

  @Test func transposeReordersAxes() throws {
    #expect(try evaluate(.transpose([1, 0]), x) == tensor([0, 3, 1, 4, 2, 5] as [Int32], 3, 2))
    let y = tensor(Array(0..<24).map(Int32.init), 2, 3, 4)
    let z = try evaluate(.transpose([2, 0, 1]), y).elements(as: Int32.self)
    // z[c, a, b] = y[a, b, c]
    #expect(z[(3 * 2 + 1) * 3 + 2] == (1 * 3 + 2) * 4 + 3)
    #expect(z[(1 * 2 + 0) * 3 + 1] == (0 * 3 + 1) * 4 + 1)
  }

  @Test func reshapeComputesAnExtent() throws {
    #expect(
      try evaluate(.reshape([3, -1]), x) == tensor([0, 1, 2, 3, 4, 5] as [Int32], 3, 2))
  }

  @Test func sliceWithStrides() throws {
    let y = try evaluate(.slice(starts: [1, 0], limits: [2, 3], strides: [1, 2]), x)
    #expect(y == tensor([3, 5] as [Int32], 1, 2))
    #expect(
      try evaluate(.slice(starts: [2, 0], limits: [2, 3], strides: [1, 1]), x).shape == [0, 3])
  }

  @Test func padAroundAndBetween() throws {
    let y = try evaluate(.pad(low: [1, 0], high: [0, 1], interior: [0, 1], value: 9), x)
    #expect(
      y == tensor([9, 9, 9, 9, 9, 9, 0, 9, 1, 9, 2, 9, 3, 9, 4, 9, 5, 9] as [Int32], 3, 6))
  }

  @Test func concatenateAlongAnAxis() throws {
    let y = tensor([6, 7] as [Int32], 2, 1)
    let empty = tensor([] as [Int32], 2, 0)
    #expect(
      try evaluate(.concatenate(axis: 1), x, empty, y)
        == tensor([0, 1, 2, 6, 3, 4, 5, 7] as [Int32], 2, 4))
  }

  @Test func gatherHoldsIndicesInRange() throws {
    let y = try evaluate(.gather(axis: 1), x, tensor([2, 0, 7, -1] as [Int32], 2, 2))
    #expect(y == tensor([2, 0, 2, 0, 5, 3, 5, 3] as [Int32], 2, 2, 2))
  }

  @Test func scatterAddSumsWhatMeets() throws {
    let updates = tensor([1, 2, 4, 8, 16, 32] as [Float], 2, 3)
    let y = try evaluate(
      .scatterAdd(axis: 1, extent: 4), tensor([3, 0, 3] as [Int64]), updates)
    #expect(y == tensor([2, 0, 0, 5, 16, 0, 0, 40] as [Float], 2, 4))
  }
}
