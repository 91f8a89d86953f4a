internal import HoneCore

/// Writes the values of a sample one after another: a tag, extents, elements.
struct RecordWriter {
  private(set) var bytes: [UInt8] = []

  mutating func append(int64 value: Int) {
    withUnsafeBytes(of: Int64(value).littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func append(_ value: StoredSample.Value) {
    switch value {
    case .bytes(let tensor, let range, let isMask):
      bytes.append(isMask ? Tag.maskBytes : Tag.bytes)
      append(range)
      append(tensor)
    case .value(.image(let image)):
      bytes.append(image.isMask ? Tag.mask : Tag.image)
      append(image.range)
      append(image.tensor)
    case .value(.tensor(let tensor)):
      bytes.append(Tag.tensor)
      append(tensor)
    case .value(.boxes(let boxes)):
      bytes.append(Tag.boxes)
      append(boxes.tensor)
    case .value(.text(let text)):
      bytes.append(Tag.text)
      append(int64: text.utf8.count)
      bytes.append(contentsOf: text.utf8)
    }
  }

  private mutating func append(_ range: ClosedRange<Float>) {
    append(int64: Int(range.lowerBound.bitPattern))
    append(int64: Int(range.upperBound.bitPattern))
  }

  private mutating func append(_ tensor: HostTensor) {
    bytes.append(UInt8(DType.allCases.firstIndex(of: tensor.dtype) ?? 0))
    append(int64: tensor.shape.rank)
    for extent in tensor.shape.dimensions { append(int64: extent) }
    tensor.withUnsafeBytes { bytes.append(contentsOf: $0) }
  }

  enum Tag {
    static let bytes: UInt8 = 0
    static let image: UInt8 = 1
    static let tensor: UInt8 = 2
    static let text: UInt8 = 3
    static let maskBytes: UInt8 = 4
    static let mask: UInt8 = 5
    static let boxes: UInt8 = 6
  }
}

/// Reads what ``RecordWriter`` writes; nil wherever the bytes don't hold it.
struct RecordReader {
  private let bytes: [UInt8]
  private var place = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  mutating func int64() -> Int? {
    guard let part = take(8) else { return nil }
    return Int(part.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }.signed)
  }

  /// As many values, if the bytes hold them and nothing else.
  mutating func values(count: Int) -> [StoredSample.Value]? {
    var values: [StoredSample.Value] = []
    for _ in 0..<count {
      guard let value = value() else { return nil }
      values.append(value)
    }
    return place == bytes.count ? values : nil
  }

  private mutating func value() -> StoredSample.Value? {
    guard let tag = take(1)?.first else { return nil }
    switch tag {
    case RecordWriter.Tag.bytes, RecordWriter.Tag.maskBytes:
      guard let range = range(), let tensor = tensor(), tensor.shape.rank == 3,
        tensor.dtype == .uint8
      else { return nil }
      return .bytes(tensor, range: range, isMask: tag == RecordWriter.Tag.maskBytes)
    case RecordWriter.Tag.image, RecordWriter.Tag.mask:
      guard let range = range(), let tensor = tensor(), tensor.shape.rank == 3,
        tensor.dtype == .float32, var image = try? Image(tensor, range: range)
      else { return nil }
      image.isMask = tag == RecordWriter.Tag.mask
      return .value(.image(image))
    case RecordWriter.Tag.tensor: return tensor().map { .value(.tensor($0)) }
    case RecordWriter.Tag.boxes:
      return tensor().flatMap { try? BoundingBoxes($0) }.map { .value(.boxes($0)) }
    case RecordWriter.Tag.text:
      guard let count = int64(), let text = take(count) else { return nil }
      return .value(.text(String(decoding: text, as: UTF8.self)))
    default: return nil
    }
  }

  private mutating func range() -> ClosedRange<Float>? {
    guard let low = int64().flatMap({ UInt32(exactly: $0) }),
      let high = int64().flatMap({ UInt32(exactly: $0) })
    else { return nil }
    let (lower, upper) = (Float(bitPattern: low), Float(bitPattern: high))
    return lower <= upper ? lower...upper : nil
  }

  private mutating func tensor() -> HostTensor? {
    guard let code = take(1)?.first, Int(code) < DType.allCases.count, let rank = int64(),
      0...8 ~= rank
    else { return nil }
    let dtype = DType.allCases[Int(code)]
    var extents: [Int] = []
    var size = dtype.byteCount
    for _ in 0..<rank {
      guard let extent = int64(), extent >= 0 else { return nil }
      let (product, overflow) = size.multipliedReportingOverflow(by: extent)
      guard !overflow else { return nil }
      size = product
      extents.append(extent)
    }
    guard let elements = take(size) else { return nil }
    return HostTensor(shape: Shape(extents), dtype: dtype) { memory in
      elements.withUnsafeBytes { memory.copyMemory(from: $0) }
    }
  }

  private mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
    guard count >= 0, count <= bytes.count - place else { return nil }
    defer { place += count }
    return bytes[place..<place + count]
  }
}

extension UInt64 {
  /// The same bits as a signed number.
  fileprivate var signed: Int64 { Int64(bitPattern: self) }
}
