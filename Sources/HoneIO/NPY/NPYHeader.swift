internal import HoneCore

/// The header of an NPY file: a Python dictionary of type, order and shape.
struct NPYHeader {
  /// The type's letter and size, such as `f4`.
  let type: String
  let isBigEndian: Bool
  let isFortranOrder: Bool
  let shape: Shape

  init(_ text: String, path: String) throws(HoneError) {
    func failure(_ key: String, _ wanted: String) -> HoneError {
      HoneError(
        .file, path: path, operation: "NPY header: \(key)", wanted: wanted,
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
  static func code(of dtype: DType) -> String? {
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

  private var element: (byteCount: Int, dtype: DType) { Self.types[type] ?? (1, .uint8) }

  func byteCount(path: String) throws(HoneError) -> Int {
    var count = element.byteCount
    var overflows = false
    for extent in shape.dimensions where !overflows {
      (count, overflows) = count.multipliedReportingOverflow(by: extent)
    }
    if overflows {
      throw HoneError(
        .file, path: path, operation: "NPY header: 'shape'", wanted: "fewer elements",
        received: "\(shape)")
    }
    return count
  }

  /// The file's bytes as a tensor in this machine's byte order and in C order.
  func decode(_ raw: HostTensor) throws(HoneError) -> HostTensor {
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
