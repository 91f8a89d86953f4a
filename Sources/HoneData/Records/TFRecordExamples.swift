public import HoneCore

/// The samples of TFRecord files: records that are `tf.train.Example` messages.
///
/// What a feature is, the first record tells, or the caller: lists of floats are float32 of their
/// length or a given shape, lists of integers int32, and byte strings text. A target of one integer
/// is a label of shape `[]`.
///
/// ```swift
/// let data = try TFRecordExamples(["a.tfrecord", "b.tfrecord"], targets: ["label"])
/// ```
///
/// Opening a file finds its records by their lengths; they are read one at a time, and checked
/// against their checksums, so that files may be larger than memory.
public struct TFRecordExamples: SampleSource {
  public let count: Int
  public let features: [FeatureSpec]
  public let classNames: [String]?
  private let files: [TFRecordFile]
  /// The number of records before each file.
  private let firsts: [Int]

  /// Opens files.
  ///
  /// - Parameters:
  ///   - paths: The files, in the order of their samples, plain or gzip.
  ///   - inputs: The features that the model reads; nil for all of the first record that aren't
  ///     targets.
  ///   - targets: The features to be predicted.
  ///   - shapes: The shapes of features whose lists are tensors of more than one axis.
  ///   - classNames: The names of the classes, indexed by label.
  /// - Throws: `.data` that names the file and the record for what is damaged or missing.
  public init(
    _ paths: [String], inputs: [String]? = nil, targets: [String] = [],
    shapes: [String: Shape] = [:], classNames: [String]? = nil
  ) throws(HoneError) {
    var files: [TFRecordFile] = []
    var firsts: [Int] = []
    var count = 0
    for path in paths {
      let file = try TFRecordFile(path)
      files.append(file)
      firsts.append(count)
      count += file.count
    }
    guard count > 0, let first = files.first(where: { $0.count > 0 }) else {
      throw HoneError(
        .data, path: paths.first, operation: "TFRecord", wanted: "at least one record",
        received: "none")
    }
    self.files = files
    self.firsts = firsts
    self.count = count
    self.classNames = classNames
    let name = first.path + ", record 0"
    let record = try ExampleRecord(first.record(0), name: name)
    let names = inputs ?? record.features.keys.filter { !targets.contains($0) }.sorted()
    var features: [FeatureSpec] = []
    for (name, role) in names.map({ ($0, FieldSpec.Role.input) }) + targets.map({ ($0, .target) }) {
      let values = try Self.values(name, of: record, at: first.path + ", record 0")
      let kind = Self.kind(of: values, role: role, shape: shapes[name])
      features.append(FeatureSpec(role, name: name, kind: kind))
    }
    self.features = features
  }

  /// The label of every record, if the one target is one integer. Complexity: reads all records.
  public var classLabels: [Int]? {
    let targets = features.indices.filter { features[$0].role == .target }
    guard targets.count == 1, features[targets[0]].kind == .tensor([], .int32) else { return nil }
    let name = features[targets[0]].name
    var labels: [Int] = []
    for index in 0..<count {
      guard let record = try? record(index), case .integers(let list) = record.features[name],
        let label = list.first
      else { return nil }
      labels.append(Int(label))
    }
    return labels
  }

  public func name(of index: Int) -> String {
    let file = place(of: index)
    return "\(files[file].path), record \(index - firsts[file])"
  }

  public func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    let record = try record(index)
    for (place, feature) in features.enumerated() {
      let values = try Self.values(feature.name, of: record, at: name(of: index))
      switch (feature.kind, values) {
      case (.text, .bytes(let list)) where list.count == 1:
        guard let text = String(validating: list[0], as: UTF8.self) else {
          throw mismatch(feature, index, "text in UTF-8", "other bytes")
        }
        sample.set(place, .text(text))
      case (.tensor(let shape, .float32), .floats(let list)) where list.count == shape.count:
        sample.withTensor(place, shape: shape, dtype: .float32) { memory in
          list.withUnsafeBytes { memory.copyMemory(from: $0) }
        }
      case (.tensor(let shape, .int32), .integers(let list)) where list.count == shape.count:
        try sample.withTensor(place, shape: shape, dtype: .int32) { (memory) throws(HoneError) in
          let numbers = memory.assumingMemoryBound(to: Int32.self)
          for (element, value) in list.enumerated() {
            guard let number = Int32(exactly: value) else {
              throw mismatch(feature, index, "integers of 32 bits", "\(value)")
            }
            numbers[element] = number
          }
        }
      default:
        throw mismatch(
          feature, index, "\(feature.kind)", "\(values.count) \(Self.noun(of: values))")
      }
    }
  }

  private func record(_ index: Int) throws(HoneError) -> ExampleRecord {
    let file = place(of: index)
    return try ExampleRecord(files[file].record(index - firsts[file]), name: name(of: index))
  }

  /// The file that a record is in.
  private func place(of index: Int) -> Int { (firsts.lastIndex { $0 <= index }) ?? 0 }

  private static func values(
    _ name: String, of record: ExampleRecord, at place: String
  ) throws(HoneError) -> ExampleRecord.Values {
    if let values = record.features[name], values != .none { return values }
    let known = record.features.keys.sorted()
    throw HoneError(
      .data, path: place, operation: "tf.train.Example", wanted: "the feature \"\(name)\"",
      received: known.prefix(20).map { "\"\($0)\"" }.joined(separator: ", "),
      help: NearestKey.help(for: name, among: known))
  }

  private static func kind(
    of values: ExampleRecord.Values, role: FieldSpec.Role, shape: Shape?
  ) -> FeatureSpec.Kind {
    switch values {
    case .bytes, .none: .text
    case .floats(let list): .tensor(shape ?? [list.count], .float32)
    case .integers(let list):
      .tensor(shape ?? (role == .target && list.count == 1 ? [] : [list.count]), .int32)
    }
  }

  private static func noun(of values: ExampleRecord.Values) -> String {
    switch values {
    case .bytes: "byte strings"
    case .floats: "floats"
    case .integers: "integers"
    case .none: "values"
    }
  }

  private func mismatch(
    _ feature: FeatureSpec, _ index: Int, _ wanted: String, _ received: String
  ) -> HoneError {
    HoneError(
      .data, path: name(of: index), operation: "feature \"\(feature.name)\"", wanted: wanted,
      received: received,
      help: "every record must have as many values; pad lists of different lengths when writing")
  }
}
