extension HostTensor {
  /// The elements, converted to `Element` where the tensor's type is another.
  ///
  /// Complexity: O(count); a copy of the bytes if the type is the tensor's own.
  public func elements<Element: TensorElement>(as _: Element.Type = Element.self) -> [Element] {
    if Element.dtype == dtype {
      return withUnsafeBytes { Array($0.bindMemory(to: Element.self)) }
    }
    return withElementType { type in map(from: type) { Element(converting: $0.asDouble) } }
  }

  /// The tensor with its elements converted to another type.
  public func converted(to dtype: DType) -> HostTensor {
    if dtype == self.dtype { return self }
    switch dtype {
    case .float64: return HostTensor(unchecked: elements(as: Double.self), shape: shape)
    case .int32: return HostTensor(unchecked: elements(as: Int32.self), shape: shape)
    case .int64: return HostTensor(unchecked: elements(as: Int64.self), shape: shape)
    case .uint8: return HostTensor(unchecked: elements(as: UInt8.self), shape: shape)
    case .bool: return HostTensor(unchecked: elements(as: Bool.self), shape: shape)
    case .float32, .float16, .bfloat16:
      return HostTensor(unchecked: elements(as: Float.self), shape: shape)
    }
  }

  /// Rows `range` along the first axis.
  ///
  /// - Precondition: the tensor has rank 1 or more and `range` lies within its first extent.
  package func rows(_ range: Range<Int>) -> HostTensor {
    let rowBytes = byteCount / max(shape[0], 1)
    let rowShape = Shape([range.count] + shape.dimensions.dropFirst())
    return HostTensor(shape: rowShape, dtype: dtype) { destination in
      withUnsafeBytes { source in
        destination.copyMemory(
          from: UnsafeRawBufferPointer(
            rebasing: source[range.lowerBound * rowBytes..<range.upperBound * rowBytes]))
      }
    }
  }

  mutating func fill(with value: Double) {
    withElementType { type in fill(type, with: value) }
  }

  private mutating func fill<Element: TensorElement>(_: Element.Type, with value: Double) {
    let element = Element(converting: value)
    withUnsafeMutableBytes { bytes in
      for index in bytes.bindMemory(to: Element.self).indices {
        bytes.bindMemory(to: Element.self)[index] = element
      }
    }
  }

  private func map<Source: TensorElement, Element>(
    from _: Source.Type, _ transform: (Source) -> Element
  ) -> [Element] {
    withUnsafeBytes { $0.bindMemory(to: Source.self).map(transform) }
  }

  /// Calls a generic closure with the Swift type of the elements.
  private func withElementType<R>(_ body: (any TensorElement.Type) -> R) -> R {
    switch dtype {
    case .float64: body(Double.self)
    case .int32: body(Int32.self)
    case .int64: body(Int64.self)
    case .uint8: body(UInt8.self)
    case .bool: body(Bool.self)
    case .float32, .float16, .bfloat16: body(Float.self)
    }
  }
}

extension HostTensor: Hashable {
  /// Whether type, shape and bytes agree.
  public static func == (a: HostTensor, b: HostTensor) -> Bool {
    guard a.dtype == b.dtype, a.shape == b.shape else { return false }
    return a.withUnsafeBytes { x in b.withUnsafeBytes { y in x.elementsEqual(y) } }
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(dtype)
    hasher.combine(shape)
    withUnsafeBytes { hasher.combine(bytes: UnsafeRawBufferPointer(rebasing: $0.prefix(256))) }
  }
}

extension HostTensor: CustomStringConvertible {
  /// Type, shape and the first elements.
  public var description: String {
    let shown = elements(as: Double.self).prefix(8).map { value in
      dtype.isFloatingPoint ? "\(Float(value))" : "\(Int64(value))"
    }
    let rest = count > 8 ? ", …" : ""
    return "\(dtype)\(shape) [\(shown.joined(separator: ", "))\(rest)]"
  }
}
