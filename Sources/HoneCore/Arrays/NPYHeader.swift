/// The header of an NPY file: a mark, a version, and a Python dictionary of type, order and shape.
///
/// Versions 1, 2 and 3 are read, little- and big-endian, in C and Fortran order; types that Hone
/// lacks are widened (int8, int16 and uint16 to int32, uint32 to int64).
///
/// Reference: `numpy.lib.format`.
package struct NPYHeader: Sendable {
  /// The type's letter and size, such as `f4`.
  package let type: String
  package let isBigEndian: Bool
  package let isFortranOrder: Bool
  package let shape: Shape

  /// What an NPY file begins with.
  package static let mark: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The longest header: a shape has at most 64 extents.
  package static let longest = 1 << 16

  /// Reads the header at the start of a file's bytes.
  ///
  /// - Parameters:
  ///   - start: The file's first bytes, ``longest`` or all.
  ///   - byteCount: The size of the file.
  ///   - path: The file.
  ///   - kind: The family of the errors.
  /// - Returns: The header and where the elements begin.
  /// - Throws: an error that names the first thing wrong, or that the elements aren't as many bytes
  ///   as the file has behind the header.
  package static func read(
    _ start: [UInt8], byteCount: Int, path: String, kind: HoneError.Kind
  ) throws(HoneError) -> (header: NPYHeader, offset: Int) {
    let help = "this isn't an NPY file of version 1 to 3, or it is damaged"
    guard start.count >= 10, start.starts(with: mark), 1...3 ~= start[6] else {
      throw HoneError(
        kind, path: path, operation: "byte 0:",
        wanted: "the mark of an NPY file, \\x93NUMPY, and a version from 1 to 3",
        received: "\(start.count) bytes: \(start.prefix(8))", help: help)
    }
    let first = start[6] == 1 ? 10 : 12
    let count = start[8..<min(first, start.count)].reversed().reduce(0) { $0 << 8 | Int($1) }
    let offset = first + count
    guard offset <= min(start.count, byteCount) else {
      throw HoneError(
        kind, path: path, operation: "byte 8:",
        wanted: "a header of at most \(max(min(start.count, byteCount) - first, 0)) bytes",
        received: "\(count)", help: help)
    }
    let text = String(decoding: start[first..<offset], as: UTF8.self)
    let header = try NPYHeader(text, path: path, kind: kind)
    let wanted = try header.byteCount(path: path, kind: kind)
    guard wanted == byteCount - offset else {
      throw HoneError(
        kind, path: path, operation: "byte \(offset):",
        wanted: "\(wanted) bytes for \(header.shape)", received: "\(byteCount - offset)",
        help: "the file is truncated or damaged; use another copy")
    }
    return (header, offset)
  }

  /// The header of a part of the elements of another: as they are stored, in another shape.
  package init(_ other: NPYHeader, shape: Shape) {
    type = other.type
    isBigEndian = other.isBigEndian
    isFortranOrder = other.isFortranOrder
    self.shape = shape
  }

  init(_ text: String, path: String, kind: HoneError.Kind) throws(HoneError) {
    func failure(_ key: String, _ wanted: String) -> HoneError {
      HoneError(
        kind, path: path, operation: "NPY header: \(key)", wanted: wanted,
        received: text.split(separator: "\n").first.map { String($0) } ?? "nothing",
        help: "save the array again as numbers of one type")
    }
    guard let descr = Self.value(of: "descr", in: text)?.dropFirst(), descr.count >= 3 else {
      throw failure("'descr'", "one number type")
    }
    let code = descr.prefix { $0 != "'" && $0 != "\"" }
    type = String(code.dropFirst())
    isBigEndian = code.first == ">"
    guard "<>|=".contains(code.first ?? " "), Self.types[type] != nil else {
      throw failure("'descr'", "a type among " + Self.types.keys.sorted().joined(separator: ", "))
    }
    guard let order = Self.value(of: "fortran_order", in: text) else {
      throw failure("'fortran_order'", "True or False")
    }
    isFortranOrder = order.hasPrefix("True")
    guard let tuple = Self.value(of: "shape", in: text), tuple.hasPrefix("("),
      let end = tuple.firstIndex(of: ")")
    else { throw failure("'shape'", "a tuple of whole numbers") }
    var extents: [Int] = []
    for part in tuple[..<end].dropFirst().split(separator: ",") {
      let digits = part.filter { $0 != " " }
      if digits.isEmpty { continue }
      guard let extent = Int(digits), extent >= 0 else {
        throw failure("'shape'", "a tuple of whole numbers")
      }
      extents.append(extent)
    }
    shape = Shape(extents)
  }

  /// What follows a key of the dictionary.
  private static func value(of key: String, in text: String) -> Substring? {
    for quote in ["'", "\""] {
      if let range = text.firstRange(of: quote + key + quote) {
        return text[range.upperBound...].drop { $0 == ":" || $0 == " " }
      }
    }
    return nil
  }

  private static let types: [String: (byteCount: Int, dtype: DType)] = [
    "f8": (8, .float64), "f4": (4, .float32), "f2": (2, .float16), "i8": (8, .int64),
    "i4": (4, .int32), "i2": (2, .int32), "i1": (1, .int32), "u4": (4, .int64),
    "u2": (2, .int32), "u1": (1, .uint8), "b1": (1, .bool),
  ]

  /// The code under which a type is written.
  package static func code(of dtype: DType) -> String? {
    switch dtype {
    case .float64: "<f8"
    case .float32: "<f4"
    case .float16: "<f2"
    case .int64: "<i8"
    case .int32: "<i4"
    case .uint8: "|u1"
    case .bool: "|b1"
    case .bfloat16: nil
    }
  }

  /// The size of an element in the file, and the type that it becomes.
  package var element: (byteCount: Int, dtype: DType) { Self.types[type] ?? (1, .uint8) }

  private func byteCount(path: String, kind: HoneError.Kind) throws(HoneError) -> Int {
    var count = element.byteCount
    var overflows = false
    for extent in shape.dimensions where !overflows {
      // Empty arrays too must have strides that can be counted.
      (count, overflows) = count.multipliedReportingOverflow(by: max(extent, 1))
    }
    if shape.dimensions.contains(0) { count = 0 }
    if overflows {
      throw HoneError(
        kind, path: path, operation: "NPY header: 'shape'", wanted: "fewer elements",
        received: "\(shape)")
    }
    return count
  }

  /// Whether elements are stored as a tensor holds them, so that nothing need be decoded.
  package var isPlain: Bool {
    !isBigEndian && !isFortranOrder && Self.code(of: element.dtype)?.dropFirst() == type[...]
  }

  /// The file's bytes as a tensor in this machine's byte order and in C order.
  package func decode(_ raw: HostTensor) throws(HoneError) -> HostTensor {
    let size = element.byteCount
    let places = isFortranOrder ? fortranPlaces() : nil
    let ordered = HostTensor(shape: [raw.count], dtype: .uint8) { target in
      raw.withUnsafeBytes { source in
        for index in 0..<(places?.count ?? raw.count / size) {
          let from = size * (places?[index] ?? index)
          for byte in 0..<size {
            target[size * index + byte] = source[from + (isBigEndian ? size - 1 - byte : byte)]
          }
        }
      }
    }
    return ordered.withUnsafeBytes { bytes in
      switch type {
      case "i1":
        HostTensor(unchecked: bytes.map { Int32(Int8(bitPattern: $0)) }, shape: shape)
      case "i2":
        HostTensor(unchecked: load(bytes, Int16.self).map { Int32($0) }, shape: shape)
      case "u2":
        HostTensor(unchecked: load(bytes, UInt16.self).map { Int32($0) }, shape: shape)
      case "u4":
        HostTensor(unchecked: load(bytes, UInt32.self).map { Int64($0) }, shape: shape)
      default:
        HostTensor(shape: shape, dtype: element.dtype) { $0.copyMemory(from: bytes) }
      }
    }
  }

  private func load<Word: BitwiseCopyable>(
    _ bytes: UnsafeRawBufferPointer, _: Word.Type
  ) -> [Word] {
    stride(from: 0, to: bytes.count, by: MemoryLayout<Word>.size).map {
      bytes.loadUnaligned(fromByteOffset: $0, as: Word.self)
    }
  }

  /// For each element in C order, its place in Fortran order.
  private func fortranPlaces() -> [Int] {
    let fortranStrides = shape.dimensions.indices.map { shape.dimensions[..<$0].reduce(1, *) }
    let strides = shape.strides
    return (0..<shape.count).map { index in
      shape.dimensions.indices.reduce(0) { place, axis in
        place + index / strides[axis] % shape.dimensions[axis] * fortranStrides[axis]
      }
    }
  }
}
