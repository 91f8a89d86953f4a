import HoneCore
import HoneData
import Testing

struct ArrayDatasetTests {
  @Test func rowsAreGatheredInTheOrderAskedFor() throws {
    let data = try numberedDataset(5)
    let tensors = try data.tensors(at: [3, 0, 3])
    #expect(tensors[0] == (try HostTensor([3, -3, 0, -0.0, 3, -3] as [Float], shape: [3, 2])))
    #expect(tensors[1] == HostTensor([3, 0, 3] as [Int32]))
    #expect(data.inputs.map(\.shape) == [[2]])
    #expect(data.targets.map(\.shape) == [[]])
  }

  @Test func bytesBecomeFractionsWhenBatched() throws {
    let data = try ArrayDataset(
      x: HostTensor([0, 51, 255, 128] as [UInt8], shape: [2, 2]),
      inputTransform: .rescaling(1 / 255))
    let scale: Float = 1 / 255
    #expect(data.fields[0].dtype == .float32)
    #expect(
      try data.tensors(at: [1, 0])[0].elements(as: Float.self)
        == [255 * scale, 128 * scale, 0, 51 * scale])
  }

  @Test(arguments: [DType.float64, .int32, .int64, .uint8, .float32])
  func everyTypeConvertsWithScaleAndOffset(_ dtype: DType) throws {
    let source = HostTensor([0, 1, 2, 100] as [Float]).converted(to: dtype)
    for target in [DType.float32, .float64, .int32, .int64, .uint8] {
      let transform = RowTransform(dtype: target, scale: 2, offset: 1)
      let data = try ArrayDataset(x: source, inputTransform: transform)
      let values = try data.tensors(at: [0, 1, 2, 3])[0]
      #expect(values.dtype == target)
      #expect(values.elements(as: Double.self) == [1, 3, 5, 201])
    }
  }

  @Test func severalInputsAndTargetsKeepTheirNamesAndOrder() throws {
    let data = try ArrayDataset(
      inputs: ["image": HostTensor(zeros: [3, 4, 4, 1]), "age": HostTensor(zeros: [3])],
      targets: [
        "species": HostTensor(zeros: [3], dtype: .int32), "weight": HostTensor(zeros: [3]),
      ],
      sampleWeights: HostTensor(filling: [3], with: 1))
    #expect(data.inputs.map(\.name) == ["image", "age"])
    #expect(data.targets.map(\.name) == ["species", "weight"])
    #expect(data.fields.last?.role == .sampleWeight)
    #expect(data.inputs[0].byteCount == 64)
  }

  @Test func differentRowCountsAreOneClearError() {
    let error = #expect(throws: HoneError.self) {
      try ArrayDataset(x: HostTensor(zeros: [5, 2]), y: HostTensor(zeros: [4]))
    }
    #expect(
      error?.description == """
        y: a data set expects as many rows as x has, 5. Received: 4
          help: every input and target needs one row per sample, in the same order
        """)
    #expect(throws: HoneError.self) { try ArrayDataset(x: HostTensor(scalar: 1 as Float)) }
    #expect(throws: HoneError.self) { try ArrayDataset(inputs: [:]) }
    #expect(throws: HoneError.self) {
      try ArrayDataset(inputs: ["a": HostTensor(zeros: [1]), "a": HostTensor(zeros: [1])])
    }
  }

  @Test func classLabelsComeFromWholeNumbersAndOneHotRows() throws {
    let x = HostTensor(zeros: [3, 1])
    let oneHot = try HostTensor([0, 1, 1, 0, 0, 1] as [Float], shape: [3, 2])
    let twoHot = try HostTensor([0, 1, 1, 1, 0, 1] as [Float], shape: [3, 2])
    #expect(try ArrayDataset(x: x, y: HostTensor([2, 0, 1] as [UInt8])).classLabels == [2, 0, 1])
    #expect(try ArrayDataset(x: x, y: oneHot).classLabels == [1, 0, 1])
    #expect(try ArrayDataset(x: x, y: twoHot).classLabels == nil)
    #expect(try ArrayDataset(x: x, y: HostTensor([0.5, 1, 2] as [Float])).classLabels == nil)
    #expect(try ArrayDataset(x: x).classLabels == nil)
  }

  @Test func rowsOutOfRangeAreAnError() throws {
    let data = try numberedDataset(2)
    #expect(throws: HoneError.self) { try data.tensors(at: [2]) }
    #expect(throws: HoneError.self) { try Subset(of: data, at: [-1]) }
  }
}
