internal import HoneCore

/// What the header of a safetensors file says: where each tensor is.
///
/// The file is an 8-byte little-endian length, that many bytes of JSON, and the tensors' bytes
/// without gaps. The JSON maps each name to type, shape and the range of bytes after the header.
struct SafetensorsHeader {
  struct Entry: Hashable {
    var name: String
    var dtype: DType
    var shape: Shape
    /// The range of bytes in the file.
    var range: Range<Int>
  }

  /// In the order of their bytes.
  var entries: [Entry]
  var metadata: [String: String]

  /// The longest header that is read.
  static let longest = 100_000_000

  private static let typeNames: [(String, DType)] = [
    ("F64", .float64), ("F32", .float32), ("F16", .float16), ("BF16", .bfloat16),
    ("I64", .int64), ("I32", .int32), ("U8", .uint8), ("BOOL", .bool),
  ]

  // MARK: Writing

  /// Places tensors by falling size of their elements, then by name, so that each is aligned to its
  /// elements and the same tensors always give the same file.
  init(placing tensors: [(name: String, tensor: HostTensor)], metadata: [String: String]) {
    let sorted = tensors.sorted {
      let (a, b) = ($0.tensor.dtype.byteCount, $1.tensor.dtype.byteCount)
      return a != b ? a > b : $0.name < $1.name
    }
    var end = 0
    entries = sorted.map { name, tensor in
      let start = end
      end += tensor.byteCount
      return Entry(name: name, dtype: tensor.dtype, shape: tensor.shape, range: start..<end)
    }
    self.metadata = metadata
  }

  /// The length and the JSON, padded with spaces so that the bytes after it are aligned to 8.
  /// Ranges of entries count from the end of the header.
  func encoded() -> [UInt8] {
    var object = ConfigurationValue.emptyObject
    if !metadata.isEmpty {
      object["__metadata__"] = .object(
        metadata.sorted { $0.key < $1.key }.map { ($0.key, ConfigurationValue($0.value)) })
    }
    let described = entries.map { entry in
      ConfigurationMember(entry.name, Self.describe(entry))
    }
    object.kind = .object(object.members + described)
    var json = Array(object.json(indent: nil).utf8)
    while json.count % 8 != 0 { json.append(UInt8(ascii: " ")) }
    return (0..<8).map { UInt8(truncatingIfNeeded: json.count >> (8 * $0)) } + json
  }

  private static func describe(_ entry: Entry) -> ConfigurationValue {
    let type = typeNames.first { $0.1 == entry.dtype }?.0 ?? entry.dtype.rawValue
    return [
      "dtype": ConfigurationValue(type),
      "shape": .array(entry.shape.dimensions.map { ConfigurationValue($0) }),
      "data_offsets": [
        ConfigurationValue(entry.range.lowerBound), ConfigurationValue(entry.range.upperBound),
      ],
    ]
  }

  // MARK: Reading

  /// Reads and checks the header of a file.
  ///
  /// - Throws: `.file` that names the first thing wrong: length, JSON, a type, a shape, offsets that
  ///   don't fit the shape, overlap, leave gaps or don't end with the file.
  init(of file: FileReader) throws(HoneError) {
    guard file.byteCount >= 8 else {
      throw Self.failure(
        file, "byte 0:", wanted: "8 bytes for the length of the header",
        received: "\(file.byteCount)")
    }
    let length = try file.bytes(0..<8).reversed().reduce(0 as UInt64) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(min(file.byteCount - 8, Self.longest)), length >= 2 else {
      throw Self.failure(
        file, "byte 0:",
        wanted: "the length of a header of 2 to \(min(file.byteCount - 8, Self.longest)) bytes",
        received: "\(length)")
    }
    let dataStart = 8 + Int(length)
    let json = try ConfigurationValue(
      parsingJSON: file.bytes(8..<dataStart), file: file.path, errorKind: .file)
    guard case .object(let members) = json.kind else {
      throw Self.failure(file, "header", wanted: "a JSON object", received: json.summary)
    }
    metadata = [:]
    entries = []
    for member in members {
      if member.key == "__metadata__" {
        metadata = try Self.readMetadata(member.value, file)
      } else {
        entries.append(try Self.readEntry(member, dataStart: dataStart, file))
      }
    }
    entries.sort {
      ($0.range.lowerBound, $0.range.upperBound) < ($1.range.lowerBound, $1.range.upperBound)
    }
    try checkOrder(dataStart: dataStart, file)
  }

  private static func readMetadata(
    _ value: ConfigurationValue, _ file: FileReader
  ) throws(HoneError) -> [String: String] {
    var metadata: [String: String] = [:]
    for member in value.members {
      guard case .string(let text) = member.value.kind else {
        throw failure(
          file, "__metadata__.\(member.key)", wanted: "a text", received: member.value.summary)
      }
      metadata[member.key] = text
    }
    return metadata
  }

  private static func readEntry(
    _ member: ConfigurationMember, dataStart: Int, _ file: FileReader
  ) throws(HoneError) -> Entry {
    let name = "tensor \"\(member.key)\""
    guard
      case .string(let typeName)? = member.value["dtype"]?.kind,
      let dtype = typeNames.first(where: { $0.0 == typeName })?.1
    else {
      throw failure(
        file, name, wanted: "a dtype, one of " + typeNames.map(\.0).joined(separator: ", "),
        received: member.value["dtype"]?.summary ?? "none",
        help: "convert the tensor to one of these types when it is saved")
    }
    guard let dimensions = wholeNumbers(member.value["shape"]) else {
      throw failure(
        file, name, wanted: "a shape, a list of whole numbers of 0 or more",
        received: member.value["shape"]?.summary ?? "none")
    }
    guard
      let offsets = wholeNumbers(member.value["data_offsets"]), offsets.count == 2,
      offsets[0] <= offsets[1], offsets[1] <= file.byteCount - dataStart
    else {
      throw failure(
        file, name,
        wanted: "two data_offsets in order, up to \(file.byteCount - dataStart)",
        received: member.value["data_offsets"]?.json(indent: nil) ?? "none",
        help: "the file is truncated or damaged; use another copy")
    }
    var byteCount = dtype.byteCount
    var overflows = false
    for extent in dimensions where !overflows {
      (byteCount, overflows) = byteCount.multipliedReportingOverflow(by: extent)
    }
    guard !overflows, byteCount == offsets[1] - offsets[0] else {
      throw failure(
        file, name,
        wanted: overflows
          ? "fewer elements" : "\(byteCount) bytes for \(dtype)\(Shape(dimensions))",
        received: overflows ? "\(Shape(dimensions))" : "\(offsets[1] - offsets[0])")
    }
    return Entry(
      name: member.key, dtype: dtype, shape: Shape(dimensions),
      range: dataStart + offsets[0]..<dataStart + offsets[1])
  }

  private static func wholeNumbers(_ value: ConfigurationValue?) -> [Int]? {
    guard case .array(let elements)? = value?.kind else { return nil }
    var numbers: [Int] = []
    for element in elements {
      guard case .int(let number) = element.kind, number >= 0 else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  private func checkOrder(dataStart: Int, _ file: FileReader) throws(HoneError) {
    var end = dataStart
    for entry in entries {
      guard entry.range.lowerBound == end else {
        throw Self.failure(
          file, "tensor \"\(entry.name)\"", wanted: "data_offsets that begin at \(end - dataStart)",
          received: "\(entry.range.lowerBound - dataStart): a gap or an overlap")
      }
      end = entry.range.upperBound
    }
    guard end == file.byteCount else {
      throw Self.failure(
        file, "byte \(end):", wanted: "the end of the file after the last tensor",
        received: "\(file.byteCount - end) more bytes")
    }
  }

  private static func failure(
    _ file: FileReader, _ operation: String, wanted: String, received: String,
    help: String = "the file isn't safetensors or is damaged; use another copy"
  ) -> HoneError {
    HoneError(
      .file, path: file.path, operation: operation, wanted: wanted, received: received, help: help)
  }
}
