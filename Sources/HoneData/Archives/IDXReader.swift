public import HoneCore

/// Reads IDX files, the format of MNIST and its relatives, plain or gzip.
///
/// A file is two zero bytes, a type code, the rank, one big-endian 32-bit extent per axis, and the
/// elements, big-endian, row-major. Unsigned bytes become uint8, signed bytes and 16- and 32-bit
/// numbers int32, floats float32 and float64.
///
/// Reference: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
public enum IDXReader {
  /// Reads a file.
  ///
  /// - Parameters:
  ///   - path: The file, plain or gzip.
  ///   - rank: The rank that it must have; nil for any.
  ///   - dtype: The type that it must have; nil for any.
  /// - Throws: one error of kind `.data` that names the file, the byte, what was wanted and what
  ///   was received, for every way in which a file can be missing or malformed.
  public static func read(
    _ path: String, rank: Int? = nil, dtype: DType? = nil
  ) throws(HoneError) -> HostTensor {
    try read(InflatingReader(path: path), rank: rank, dtype: dtype)
  }

  /// Reads images (`[N, H, W]`, uint8) and their labels (`[N]`, uint8) into a data set.
  ///
  /// Images become `[N, H, W, 1]`, stay bytes in memory, and are scaled to 0 … 1 when batched.
  /// Labels become int32.
  ///
  /// - Throws: `.data` if a file is missing or malformed or the numbers of images and labels differ.
  public static func dataset(
    images: String, labels: String, classNames: [String]? = nil
  ) throws(HoneError) -> ArrayDataset {
    try dataset(
      images: InflatingReader(path: images), labels: InflatingReader(path: labels),
      classNames: classNames)
  }

  static func dataset(
    images imageFile: InflatingReader, labels labelFile: InflatingReader, classNames: [String]?
  ) throws(HoneError) -> ArrayDataset {
    let labels = try read(labelFile, rank: 1, dtype: .uint8)
    let images = try read(imageFile, rank: 3, dtype: .uint8)
    guard images.shape[0] == labels.shape[0] else {
      throw HoneError(
        .data, path: labelFile.path, operation: "IDX",
        wanted: "one label for each of the \(images.shape[0]) images of \(imageFile.path)",
        received: "\(labels.shape[0]) labels", help: "use the two files of one set")
    }
    return try ArrayDataset(
      x: images.reshaped(to: Shape(images.shape.dimensions + [1])),
      y: labels.converted(to: .int32), classNames: classNames,
      inputTransform: .rescaling(1 / 255))
  }

  static func read(
    _ file: InflatingReader, rank: Int?, dtype: DType?
  ) throws(HoneError) -> HostTensor {
    let header = try readBytes(4, of: file, for: "the magic number")
    guard header[0] == 0, header[1] == 0, let type = ElementType(rawValue: header[2]) else {
      throw failure(
        file, at: 0, wanted: "an IDX magic number, 0000 then the type 08, 09, 0b, 0c, 0d or 0e",
        received: hexadecimal(header), help: "this isn't an IDX file; check the path")
    }
    if let dtype, type.dtype != dtype {
      throw failure(
        file, at: 2, wanted: "elements of type \(dtype)", received: "\(type)",
        help: "check that this is the file you meant")
    }
    if let rank, Int(header[3]) != rank {
      throw failure(
        file, at: 3, wanted: "rank \(rank) (\(rank == 3 ? "images" : "labels"))",
        received: "rank \(header[3])",
        help: "images and labels are two files: were they swapped?")
    }
    let extents = try readBytes(4 * Int(header[3]), of: file, for: "the extents")
    let shape = Shape(
      stride(from: 0, to: extents.count, by: 4).map { place in
        extents[place..<place + 4].reduce(0) { $0 << 8 | Int($1) }
      })
    let elements = try readElements(type, shape, of: file)
    if try readSome(1, of: file).count > 0 {
      throw failure(
        file, at: file.offset - 1, wanted: "the end of the file after \(shape)",
        received: "more bytes", help: "the header or the file is damaged; fetch it again")
    }
    return elements
  }

  private static func readElements(
    _ type: ElementType, _ shape: Shape, of file: InflatingReader
  ) throws(HoneError) -> HostTensor {
    let start = file.offset
    var byteCount = type.byteCount
    var overflows = false
    for extent in shape.dimensions where !overflows {
      (byteCount, overflows) = byteCount.multipliedReportingOverflow(by: extent)
    }
    // What the file can't hold isn't allocated: a damaged header must not take all memory.
    let available = file.isCompressed ? 1032 * file.storedByteCount : file.storedByteCount - start
    guard !overflows, byteCount <= max(available, 0) else {
      throw truncated(
        file, at: start,
        wanted: overflows ? "the elements of \(shape)" : "\(byteCount) bytes for \(shape)",
        received: file.isCompressed
          ? "a file of \(file.storedByteCount) bytes" : "\(max(available, 0)) bytes")
    }
    var received = byteCount
    let raw = try HostTensor(shape: [byteCount], dtype: .uint8) { memory throws(HoneError) in
      received = try file.read(into: memory)
    }
    guard received == byteCount else {
      throw truncated(
        file, at: file.offset, wanted: "\(byteCount) bytes for \(shape)", received: "\(received)")
    }
    return try type.decode(raw, shape: shape)
  }

  private static func readBytes(
    _ count: Int, of file: InflatingReader, for what: String
  ) throws(HoneError) -> [UInt8] {
    let start = file.offset
    let bytes = try readSome(count, of: file)
    guard bytes.count == count else {
      throw truncated(
        file, at: start, wanted: "\(count) bytes for \(what)", received: "\(bytes.count)")
    }
    return bytes
  }

  private static func readSome(
    _ count: Int, of file: InflatingReader
  ) throws(HoneError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    let received = try bytes.withUnsafeMutableBufferPointer { memory throws(HoneError) in
      try file.read(into: UnsafeMutableRawBufferPointer(memory))
    }
    return Array(bytes.prefix(received))
  }

  private static func truncated(
    _ file: InflatingReader, at offset: Int, wanted: String, received: String
  ) -> HoneError {
    failure(
      file, at: offset, wanted: wanted, received: received,
      help: "the file is truncated or its header damaged; fetch or copy it again")
  }

  private static func failure(
    _ file: InflatingReader, at offset: Int, wanted: String, received: String, help: String
  ) -> HoneError {
    HoneError(
      .data, path: file.path, operation: "IDX at byte \(offset)", wanted: wanted,
      received: received, help: help)
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

/// The element types of IDX by their codes.
private enum ElementType: UInt8, CustomStringConvertible {
  case uint8 = 0x08
  case int8 = 0x09
  case int16 = 0x0B
  case int32 = 0x0C
  case float32 = 0x0D
  case float64 = 0x0E

  var byteCount: Int {
    switch self {
    case .uint8, .int8: 1
    case .int16: 2
    case .int32, .float32: 4
    case .float64: 8
    }
  }

  var dtype: DType {
    switch self {
    case .uint8: .uint8
    case .int8, .int16, .int32: .int32
    case .float32: .float32
    case .float64: .float64
    }
  }

  var description: String {
    switch self {
    case .int8: "int8"
    case .int16: "int16"
    default: dtype.description
    }
  }

  /// Big-endian bytes as a tensor of ``dtype``.
  func decode(_ raw: HostTensor, shape: Shape) throws(HoneError) -> HostTensor {
    if self == .uint8 { return try raw.reshaped(to: shape) }
    return raw.withUnsafeBytes { bytes in
      switch self {
      case .uint8, .int8:
        HostTensor(unchecked: bytes.map { Int32(Int8(bitPattern: $0)) }, shape: shape)
      case .int16:
        HostTensor(
          unchecked: load(bytes, as: UInt16.self).map { Int32(Int16(bitPattern: $0)) },
          shape: shape)
      case .int32:
        HostTensor(
          unchecked: load(bytes, as: UInt32.self).map { Int32(bitPattern: $0) }, shape: shape)
      case .float32:
        HostTensor(
          unchecked: load(bytes, as: UInt32.self).map { Float(bitPattern: $0) }, shape: shape)
      case .float64:
        HostTensor(
          unchecked: load(bytes, as: UInt64.self).map { Double(bitPattern: $0) }, shape: shape)
      }
    }
  }

  private func load<Word: FixedWidthInteger & BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, as _: Word.Type
  ) -> [Word] {
    stride(from: 0, to: bytes.count, by: MemoryLayout<Word>.size).map {
      Word(bigEndian: bytes.loadUnaligned(fromByteOffset: $0, as: Word.self))
    }
  }
}
