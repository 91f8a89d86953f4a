internal import HoneCore
internal import HoneGraph

/// A tensor while a program is interpreted: floats as doubles, everything else as 64-bit integers
/// (`bool` as 0 and 1), in row-major order and always exactly representable in its type.
struct Value: Sendable {
  enum Elements: Sendable {
    case floats([Double])
    case integers([Int64])
  }

  static let bytesPerElement = 8

  let type: TensorType
  let elements: Elements

  var shape: Shape { type.shape }
  var dtype: DType { type.dtype }

  /// Elements that are computed as doubles, rounded to the type; a whole-number type takes them cut
  /// towards zero and held in its range.
  init(floats: [Double], type: TensorType) {
    self.type = type
    switch type.dtype {
    case .float64: elements = .floats(floats)
    case .float32, .float16, .bfloat16: elements = .floats(floats.map { Double(Float($0)) })
    case .int64: elements = .integers(floats.map { Int64(converting: $0) })
    case .int32: elements = .integers(floats.map { Int64(Int32(converting: $0)) })
    case .uint8: elements = .integers(floats.map { Int64(UInt8(converting: $0)) })
    case .bool: elements = .integers(floats.map { $0 != 0 ? 1 : 0 })
    }
  }

  /// Elements that are computed as 64-bit integers, wrapped around at the type.
  init(integers: [Int64], type: TensorType) {
    self.type = type
    switch type.dtype {
    case .int64: elements = .integers(integers)
    case .int32: elements = .integers(integers.map { Int64(Int32(truncatingIfNeeded: $0)) })
    case .uint8: elements = .integers(integers.map { Int64(UInt8(truncatingIfNeeded: $0)) })
    case .bool: elements = .integers(integers.map { $0 != 0 ? 1 : 0 })
    case .float64: elements = .floats(integers.map { Double($0) })
    case .float32, .float16, .bfloat16: elements = .floats(integers.map { Double(Float($0)) })
    }
  }

  /// Elements that already are exact in the type.
  private init(elements: Elements, type: TensorType) {
    self.elements = elements
    self.type = type
  }

  /// The elements as doubles.
  var floats: [Double] {
    switch elements {
    case .floats(let array): array
    case .integers(let array): array.map { Double($0) }
    }
  }

  /// The elements as whole numbers.
  var integers: [Int64] {
    switch elements {
    case .floats(let array): array.map { Int64(converting: $0) }
    case .integers(let array): array
    }
  }

  /// The elements at `offsets`, under another shape.
  func picking(_ offsets: [Int], shape: Shape) -> Value {
    let type = TensorType(dtype, shape)
    switch elements {
    case .floats(let array):
      return Value(elements: .floats(offsets.map { array[$0] }), type: type)
    case .integers(let array):
      return Value(elements: .integers(offsets.map { array[$0] }), type: type)
    }
  }

  /// The same elements under another shape.
  func reshaped(to shape: Shape) -> Value {
    Value(elements: elements, type: TensorType(dtype, shape))
  }
}

extension Value {
  /// The elements at `bytes` in row-major order.
  init(bytes: UnsafeRawPointer, type: TensorType) {
    let count = type.shape.count
    func read<Element: TensorElement>(_: Element.Type) -> UnsafeBufferPointer<Element> {
      UnsafeBufferPointer(start: bytes.assumingMemoryBound(to: Element.self), count: count)
    }
    let elements: Elements =
      switch type.dtype {
      case .float64: .floats(Array(read(Double.self)))
      case .float32, .float16, .bfloat16: .floats(read(Float.self).map { Double($0) })
      case .int64: .integers(Array(read(Int64.self)))
      case .int32: .integers(read(Int32.self).map { Int64($0) })
      case .uint8: .integers(read(UInt8.self).map { Int64($0) })
      case .bool: .integers(read(UInt8.self).map { $0 != 0 ? 1 : 0 })
      }
    self.init(elements: elements, type: type)
  }

  init(_ tensor: HostTensor) {
    let type = TensorType(tensor.dtype, tensor.shape)
    self = tensor.withUnsafeBytes { bytes in
      guard let base = bytes.baseAddress, bytes.count > 0 else {
        return Value(integers: [], type: type)
      }
      return Value(bytes: base, type: type)
    }
  }

  var hostTensor: HostTensor {
    switch dtype {
    case .float64: HostTensor(unchecked: floats, shape: shape)
    case .float32, .float16, .bfloat16:
      HostTensor(unchecked: floats.map { Float($0) }, shape: shape)
    case .int64: HostTensor(unchecked: integers, shape: shape)
    case .int32:
      HostTensor(unchecked: integers.map { Int32(truncatingIfNeeded: $0) }, shape: shape)
    case .uint8:
      HostTensor(unchecked: integers.map { UInt8(truncatingIfNeeded: $0) }, shape: shape)
    case .bool: HostTensor(unchecked: integers.map { $0 != 0 }, shape: shape)
    }
  }
}
