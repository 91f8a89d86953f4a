internal import HoneCore

/// The elements of a constant: a number, a list, `splat` and a number, or `base64` and bytes.
///
/// Numbers are written with the fewest digits that read back to the same bits; a NaN other than
/// the usual one as `nan.` and its bits.
enum ConstantText {
  /// What stands between `constant` and the type.
  enum Literal {
    case element(GraphToken)
    case splat(GraphToken)
    case list([GraphToken])
    case base64(GraphToken)
  }

  /// The longest list; longer constants are written as bytes (their order is little-endian).
  static let longestList = 16

  static func print(_ value: HostTensor) -> String {
    if hasNumbers(value) {
      if value.count > 1, isSplat(value) { return "splat \(elements(value.firstElement)[0])" }
      if value.shape.rank == 0 { return elements(value)[0] }
      if value.count <= longestList {
        return "[" + elements(value).joined(separator: ", ") + "]"
      }
    }
    return "base64 \"\(value.withUnsafeBytes(Base64.encode))\""
  }

  /// Whether numbers can stand for all bits: not in the reserved types, nor where a byte of a
  /// `bool` is neither 0 nor 1.
  private static func hasNumbers(_ value: HostTensor) -> Bool {
    guard value.dtype == .bool else { return value.dtype.isSupported }
    return value.withUnsafeBytes { $0.allSatisfy { $0 < 2 } }
  }

  /// Whether all elements have the same bits; false if there are none.
  static func isSplat(_ value: HostTensor) -> Bool {
    let size = value.dtype.byteCount
    guard value.count > 0 else { return false }
    return value.withUnsafeBytes { bytes in
      for index in size..<max(bytes.count, size) where bytes[index] != bytes[index - size] {
        return false
      }
      return true
    }
  }

  static func read(
    _ literal: Literal, type: TensorType, at location: SourceLocation
  ) throws(HoneError) -> HostTensor {
    switch literal {
    case .element(let token):
      guard type.shape.rank == 0 else {
        throw GraphText.failure(
          wanted: "\"[\", \"splat\" or \"base64\" for shape \(type.shape)", received: token.shown,
          at: token.location)
      }
      return try tensor([token], type)
    case .list(let tokens):
      guard tokens.count == type.shape.count else {
        throw GraphText.failure(
          wanted: "\(type.shape.count) elements for \(type)", received: "\(tokens.count)",
          at: location)
      }
      return try tensor(tokens, type)
    case .splat(let token):
      let element = try tensor([token], TensorType(type.dtype, []))
      return element.repeated(type.shape)
    case .base64(let token):
      guard case .string(let text) = token.kind, let bytes = Base64.decode(text),
        bytes.count == type.shape.count * type.dtype.byteCount
      else {
        throw GraphText.failure(
          wanted: "\(type.shape.count * type.dtype.byteCount) bytes in base64 for \(type)",
          received: token.shown, help: "the text was cut or changed: save the graph again",
          at: token.location)
      }
      return HostTensor(shape: type.shape, dtype: type.dtype) { $0.copyBytes(from: bytes) }
    }
  }

  private static func elements(_ value: HostTensor) -> [String] {
    switch value.dtype {
    case .float32: value.elements(as: Float.self).map(text)
    case .float64: value.elements(as: Double.self).map(text)
    case .int32: value.elements(as: Int32.self).map(String.init)
    case .int64: value.elements(as: Int64.self).map(String.init)
    case .uint8: value.elements(as: UInt8.self).map { String($0) }
    case .bool: value.elements(as: UInt8.self).map { $0 == 0 ? "false" : "true" }
    case .float16, .bfloat16: []
    }
  }

  private static func tensor(
    _ tokens: [GraphToken], _ type: TensorType
  ) throws(HoneError) -> HostTensor {
    switch type.dtype {
    case .float32: try tensor(tokens, type) { float32($0) }
    case .float64: try tensor(tokens, type) { float64($0) }
    case .int32: try tensor(tokens, type) { Int32($0) }
    case .int64: try tensor(tokens, type) { Int64($0) }
    case .uint8: try tensor(tokens, type) { UInt8($0) }
    case .bool: try tensor(tokens, type) { Bool($0) }
    case .float16, .bfloat16: try tensor(tokens, type) { _ in Optional<Float>.none }
    }
  }

  private static func tensor<Element: TensorElement>(
    _ tokens: [GraphToken], _ type: TensorType, _ read: (String) -> Element?
  ) throws(HoneError) -> HostTensor {
    var values: [Element] = []
    for token in tokens {
      guard case .word(let word) = token.kind, let value = read(word) else {
        throw GraphText.failure(
          wanted: "an element of type \(type.dtype)", received: token.shown, at: token.location)
      }
      values.append(value)
    }
    return HostTensor(unchecked: values, shape: type.shape)
  }
}

extension ConstantText {
  static func text(_ value: Float) -> String {
    guard value.isNaN else { return "\(value)" }
    let isUsual = value.bitPattern == Float.nan.bitPattern
    return isUsual ? "nan" : "nan." + String(value.bitPattern, radix: 16)
  }

  static func text(_ value: Double) -> String {
    guard value.isNaN else { return "\(value)" }
    let isUsual = value.bitPattern == Double.nan.bitPattern
    return isUsual ? "nan" : "nan." + String(value.bitPattern, radix: 16)
  }

  static func float32(_ text: String) -> Float? {
    if text.hasPrefix("nan.") {
      guard let bits = UInt32(text.dropFirst(4), radix: 16) else { return nil }
      let value = Float(bitPattern: bits)
      return value.isNaN ? value : nil
    }
    return Float(text)
  }

  static func float64(_ text: String) -> Double? {
    if text.hasPrefix("nan.") {
      guard let bits = UInt64(text.dropFirst(4), radix: 16) else { return nil }
      let value = Double(bitPattern: bits)
      return value.isNaN ? value : nil
    }
    return Double(text)
  }
}

extension HostTensor {
  /// The first element as a tensor of rank 0.
  ///
  /// - Precondition: there is one.
  var firstElement: HostTensor {
    HostTensor(shape: [], dtype: dtype) { destination in
      withUnsafeBytes { source in
        destination.copyMemory(
          from: UnsafeRawBufferPointer(rebasing: source.prefix(dtype.byteCount)))
      }
    }
  }

  /// A tensor whose elements all have the bits of this one's first.
  ///
  /// - Precondition: there is one.
  func repeated(_ shape: Shape) -> HostTensor {
    let size = dtype.byteCount
    return HostTensor(shape: shape, dtype: dtype) { destination in
      withUnsafeBytes { source in
        for index in destination.indices { destination[index] = source[index % size] }
      }
    }
  }
}
