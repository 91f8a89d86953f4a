public import HoneCore

/// The lines of a file with a JSON object on each: `{"text": "good", "stars": 5, "label": "pos"}`.
///
/// What a field is, all lines agree on: numbers and truth values are float32 `[1]`, texts are text,
/// lists of numbers, also nested ones, are float32 of their shape. A target of texts or of truth
/// values is an int32 label of shape `[]`, and so is one whose values are exactly the whole numbers
/// 0 … k − 1. Fields that aren't named are not looked at.
///
/// ```swift
/// let train = try JSONLines("train.jsonl", inputs: ["text"], targets: ["label"])
/// let test = try train.applying(to: "test.jsonl")
/// ```
///
/// Opening a file reads all of it once and checks every line; afterwards lines are read one at a
/// time, so that the file may be larger than memory.
public struct JSONLines: SampleSource {
  public let features: [FeatureSpec]
  public let classNames: [String]?
  public let classLabels: [Int]?
  private let lines: LineIndex
  private let fields: [JSONField]

  /// Opens a file and finds out what its fields are.
  ///
  /// - Parameters:
  ///   - path: The file, in UTF-8, plain or gzip.
  ///   - inputs: The fields that the model reads; nil for all of the first line that aren't targets.
  ///   - targets: The fields to be predicted.
  /// - Throws: `.data` that names the line and column of what isn't JSON, of a field that is missing
  ///   or of another type than before.
  public init(
    _ path: String, inputs: [String]? = nil, targets: [String] = []
  ) throws(HoneError) {
    let lines = try LineIndex(path)
    guard lines.count > 0 else {
      throw HoneError(
        .data, path: path, operation: "JSON lines", wanted: "an object on each line",
        received: "an empty file")
    }
    let keys = try JSONField.parse(lines, 0).keys
    let names = (inputs ?? keys.filter { !targets.contains($0) }).map { ($0, FieldSpec.Role.input) }
    var fields = (names + targets.map { ($0, .target) }).map { JSONField(name: $0.0, role: $0.1) }
    for index in 0..<lines.count {
      let object = try JSONField.parse(lines, index)
      for field in fields.indices { try fields[field].learn(object, line: lines, index) }
    }
    // Every line was found to be like the others: what is left is which label each has.
    let seen = fields.filter { $0.role == .target }
    for field in fields.indices { fields[field].finish() }
    let labels = seen.count == 1 ? fields.last?.labels(of: seen[0]) : nil
    self.init(lines, fields, labels: labels)
  }

  /// Another file with the same fields, types and labels, such as the validation or test part.
  ///
  /// - Throws: `.data` that names the line and column of what differs.
  public func applying(to path: String) throws(HoneError) -> JSONLines {
    let lines = try LineIndex(path)
    let target = Self.labelled(fields)
    var labels: [Int] = []
    for index in 0..<lines.count {
      let object = try JSONField.parse(lines, index)
      for field in fields {
        let value = try field.read(object, line: lines, index)
        if field.name == target?.name, case .tensor(let tensor) = value {
          labels.append(Int(tensor.elements(as: Int32.self).first ?? 0))
        }
      }
    }
    return JSONLines(lines, fields, labels: target == nil ? nil : labels)
  }

  private init(_ lines: LineIndex, _ fields: [JSONField], labels: [Int]?) {
    self.lines = lines
    self.fields = fields
    features = fields.map(\.feature)
    let target = Self.labelled(fields)
    classNames = target?.vocabulary.isEmpty == false ? target?.vocabulary : nil
    classLabels = labels
  }

  /// The one target, if it is one of labels.
  private static func labelled(_ fields: [JSONField]) -> JSONField? {
    let targets = fields.filter { $0.role == .target }
    return targets.count == 1 && targets[0].isLabel ? targets.first : nil
  }

  public var count: Int { lines.count }

  public func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    let object = try JSONField.parse(lines, index)
    for (feature, field) in fields.enumerated() {
      sample.set(feature, try field.read(object, line: lines, index))
    }
  }

  public func name(of index: Int) -> String { "\(lines.path):\(lines.number(index))" }
}
