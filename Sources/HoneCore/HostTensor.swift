#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A tensor in the host's memory: type, shape and elements in row-major order.
///
/// A value type: copies share their bytes until one of them is written.
public struct HostTensor: Sendable {
  /// The type of the elements.
  public let dtype: DType
  /// The extents, all known.
  public private(set) var shape: Shape
  private var storage: HostStorage

  /// A tensor of zeros.
  public init(zeros shape: Shape, dtype: DType = .float32) {
    self.dtype = dtype
    self.shape = shape
    storage = HostStorage(byteCount: shape.count * dtype.byteCount)
  }

  /// A tensor of the given elements in row-major order.
  ///
  /// - Throws: an error of kind `.data` if the number of elements isn't that of the shape.
  public init<Element: TensorElement>(_ elements: [Element], shape: Shape) throws(HoneError) {
    guard shape.isKnown, elements.count == shape.count else {
      throw HoneError(
        .data, operation: "HostTensor", wanted: "\(shape.count) elements for shape \(shape)",
        received: "\(elements.count)", help: "pass as many elements as the shape holds")
    }
    self.init(unchecked: elements, shape: shape)
  }

  /// A vector of the given elements.
  public init<Element: TensorElement>(_ elements: [Element]) {
    self.init(unchecked: elements, shape: [elements.count])
  }

  /// A tensor of rank 0.
  public init<Element: TensorElement>(scalar: Element) {
    self.init(unchecked: [scalar], shape: [])
  }

  /// A tensor whose elements are all `value`, converted to `dtype`.
  public init(filling shape: Shape, with value: Double, dtype: DType = .float32) {
    self.init(zeros: shape, dtype: dtype)
    if value != 0 { fill(with: value) }
  }

  /// A tensor whose bytes the closure writes; they are zero before.
  public init<Failure: Error>(
    shape: Shape, dtype: DType,
    initializingBytes body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Void
  ) throws(Failure) {
    self.init(zeros: shape, dtype: dtype)
    try body(storage.bytes)
  }

  package init<Element: TensorElement>(unchecked elements: [Element], shape: Shape) {
    dtype = Element.dtype
    self.shape = shape
    storage = HostStorage(byteCount: elements.count * Element.dtype.byteCount)
    let destination = storage.bytes
    elements.withUnsafeBytes { source in
      if source.count > 0 { destination.copyMemory(from: source) }
    }
  }

  /// The number of elements.
  public var count: Int { shape.count }

  /// The number of bytes.
  public var byteCount: Int { storage.bytes.count }

  /// The same elements under another shape.
  ///
  /// - Throws: an error of kind `.data` if the shape holds another number of elements.
  public func reshaped(to shape: Shape) throws(HoneError) -> HostTensor {
    guard shape.isKnown, shape.count == count else {
      throw HoneError(
        .data, operation: "reshape", wanted: "a shape of \(count) elements",
        received: "\(shape)")
    }
    var copy = self
    copy.shape = shape
    return copy
  }

  /// Reads the bytes.
  public func withUnsafeBytes<R, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> R
  ) throws(Failure) -> R {
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafeRawBufferPointer(storage.bytes))
  }

  /// Writes the bytes, after making them this value's own.
  public mutating func withUnsafeMutableBytes<R, Failure: Error>(
    _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> R
  ) throws(Failure) -> R {
    if !isKnownUniquelyReferenced(&storage) { storage = HostStorage(copying: storage) }
    defer { withExtendedLifetime(storage) {} }
    return try body(storage.bytes)
  }
}

/// Zeroed memory, aligned for vector instructions. Written only while one `HostTensor` owns it.
private final class HostStorage: @unchecked Sendable {
  let bytes: UnsafeMutableRawBufferPointer

  init(byteCount: Int) {
    bytes = .allocate(byteCount: byteCount, alignment: 64)
    if byteCount > 0, let base = bytes.baseAddress { memset(base, 0, byteCount) }
  }

  convenience init(copying other: HostStorage) {
    self.init(byteCount: other.bytes.count)
    bytes.copyMemory(from: UnsafeRawBufferPointer(other.bytes))
  }

  deinit { bytes.deallocate() }
}
