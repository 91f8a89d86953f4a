import HoneCore
import HoneData
import Testing

struct DataChecksTests {
  private func labelled(_ labels: [Int32]) throws -> ArrayDataset {
    try ArrayDataset(x: HostTensor(zeros: [labels.count, 2]), y: HostTensor(labels))
  }

  @Test func emptyDataIsNamed() throws {
    let data = try ArrayDataset(x: HostTensor(zeros: [0, 2]))
    let error = #expect(throws: HoneError.self) {
      try DataChecks.check(data, name: "the validation data")
    }
    #expect(
      error?.description == """
        the validation data: there are no samples
          help: check the folder or the filter that made the data set
        """)
    #expect(error?.kind == .data)
  }

  @Test func labelsOutOfRangeNameTheSample() throws {
    let data = try labelled([0, 1, 2, 3, 1])
    let error = #expect(throws: HoneError.self) {
      try DataChecks.check(data, classCount: 3, name: "the training data")
    }
    #expect(
      error?.description == """
        the training data: sample 3 expects a label from 0 to 2, as the model has 3 outputs. \
        Received: 3
          help: if labels count from 1, subtract 1; otherwise give the last layer more units
        """)
    let negative = #expect(throws: HoneError.self) {
      try DataChecks.check(labelled([0, -1]), classCount: 3, name: "data")
    }
    #expect(negative?.received == "-1")
    try DataChecks.check(labelled([0, 2]), classCount: 3, name: "data")
  }

  @Test func viewsNameTheSampleOfTheirSource() throws {
    let view = try Subset(of: labelled([9, 0, 1, 7]), at: [1, 2, 3])
    let error = #expect(throws: HoneError.self) {
      try DataChecks.check(view, classCount: 3, name: "data")
    }
    #expect(error?.operation == "sample 3")
    #expect(error?.received == "7")
  }

  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func numbersThatAreNotFiniteNameTheSample(_ bad: Float) throws {
    var values = [Float](repeating: 1, count: 5000)
    values[3456] = bad
    let data = try ArrayDataset(x: HostTensor(values, shape: [500, 10]))
    let expected = """
      the training data: sample 345 expects finite numbers in input "x". Received: NaN or infinity \
      at element 6
        help: replace or drop missing values before training
      """
    let error = #expect(throws: HoneError.self) {
      try DataChecks.check(data, name: "the training data")
    }
    #expect(error?.description == expected)
    let view = #expect(throws: HoneError.self) {
      try DataChecks.check(data.prefix(400), name: "the training data")
    }
    #expect(view?.description == expected)
    try DataChecks.check(data.prefix(345), name: "the training data")
  }

  @Test func wrongShapesSayWhatWouldHelp() throws {
    func help(_ shape: Shape, wanted: Shape) -> String? {
      let field = FieldSpec(.input, name: "x", shape: shape, dtype: .float32)
      let error = #expect(throws: HoneError.self) {
        try DataChecks.requireShape(field, wanted, name: "data")
      }
      #expect(
        error?.description.hasPrefix(
          "data: input \"x\" expects samples of shape \(wanted). Received: \(shape)") == true)
      return error?.help
    }
    #expect(help([784], wanted: [28, 28, 1])?.hasPrefix("the number of elements fits") == true)
    #expect(help([28, 28], wanted: [28, 28, 1])?.hasPrefix("the number of elements") == true)
    #expect(help([32, 32], wanted: [28, 28, 1]) == "add a last axis for the one channel")
    #expect(help([5], wanted: [4]) == "reshape the data or change the model's input")
    let fits = FieldSpec(.input, name: "x", shape: [5, 3], dtype: .float32)
    try DataChecks.requireShape(fits, [Shape.unknown, 3], name: "data")
  }

  @Test func labelsOfTheWrongRankSayWhatWouldHelp() throws {
    func error(_ shape: Shape, _ dtype: DType) -> HoneError? {
      #expect(throws: HoneError.self) {
        try DataChecks.requireSparseLabels(
          FieldSpec(.target, name: "y", shape: shape, dtype: dtype), name: "data")
      }
    }
    #expect(error([10], .float32)?.help?.hasPrefix("one-hot labels go with") == true)
    #expect(error([], .float32)?.help == "convert the labels to int32")
    #expect(
      error([10], .int32)?.description.hasPrefix(
        "data: target \"y\" expects one whole number per sample. Received: int32 of shape [10]")
        == true)
    for shape: Shape in [[], [1]] {
      try DataChecks.requireSparseLabels(
        FieldSpec(.target, name: "y", shape: shape, dtype: .int32), name: "data")
    }
  }
}
