import HoneCore
import HoneData
import Testing

@Suite struct WeightedDatasetTests {
  private func base() throws -> ArrayDataset {
    try ArrayDataset(
      x: HostTensor([1, 2, 3, 4] as [Float]), y: HostTensor([0, 1, 1, 2] as [Int32]))
  }

  @Test func aClassThatIsNotNamedCountsOne() throws {
    let data = try WeightedDataset(base(), classWeight: [1: 0.25, 2: 8])
    #expect(data.weights == [1, 0.25, 0.25, 8])
    #expect(data.fields.last?.role == .sampleWeight)
    let rows = try data.tensors(at: [3, 0])
    #expect(rows.map { $0.elements(as: Float.self) } == [[4, 1], [2, 0], [8, 1]])
    #expect(data.classLabels == [0, 1, 1, 2])
  }

  @Test func aSubsetKeepsTheWeights() throws {
    let data = try WeightedDataset(base(), weights: [1, 2, 3, 4])
    let rows = try Subset(of: data, at: [2, 1]).tensors(at: [0, 1])
    #expect(rows[2].elements(as: Float.self) == [3, 2])
  }

  @Test(arguments: [[1, 2, 3], [1, 2, 3, -1], [1, 2, .nan, 1]] as [[Float]])
  func weightsThatMakeNoSenseAreErrors(_ weights: [Float]) throws {
    let base = try base()
    #expect(throws: HoneError.self) { try WeightedDataset(base, weights: weights) }
  }

  @Test func weightsAreGivenOnce() throws {
    let data = try WeightedDataset(base(), weights: [1, 1, 1, 1])
    let error = #expect(throws: HoneError.self) {
      try WeightedDataset(data, classWeight: [0: 2])
    }
    #expect(error?.description.contains("weights already") == true)
  }
}
