public import HoneCore

/// An elementwise change made to a field while its rows are copied into a batch.
///
/// `output = Float(input) · scale + offset`
///
/// So images stay bytes in memory, a quarter of the size, and become numbers batch by batch:
///
/// ```swift
/// let data = try ArrayDataset(x: pixels, y: labels, inputTransform: .rescaling(1 / 255))
/// ```
public struct RowTransform: Hashable, Sendable {
  /// The type of the result; nil for the type of the source.
  public var dtype: DType?
  /// The factor.
  public var scale: Float
  /// What is added after scaling.
  public var offset: Float

  /// Creates a transform.
  public init(dtype: DType? = nil, scale: Float = 1, offset: Float = 0) {
    self.dtype = dtype
    self.scale = scale
    self.offset = offset
  }

  /// Copies rows as they are.
  public static let identity = RowTransform(dtype: nil, scale: 1, offset: 0)

  /// Multiplies by `scale`, adds `offset`, and gives float32: Keras's `Rescaling`.
  public static func rescaling(_ scale: Float, offset: Float = 0) -> RowTransform {
    RowTransform(dtype: .float32, scale: scale, offset: offset)
  }

  /// Converts to another type.
  public static func converting(to dtype: DType) -> RowTransform {
    RowTransform(dtype: dtype, scale: 1, offset: 0)
  }

  /// The type of the result for a source of type `source`.
  public func outputDType(for source: DType) -> DType { dtype ?? source }

  /// Transforms elements of type `source` into a buffer of the output type; as many as fit.
  package func apply(
    from input: UnsafeRawBufferPointer, of source: DType,
    to output: UnsafeMutableRawBufferPointer
  ) {
    let target = outputDType(for: source)
    if source == target, scale == 1, offset == 0 {
      output.copyMemory(from: UnsafeRawBufferPointer(rebasing: input.prefix(output.count)))
      return
    }
    switch (source, target) {
    case (.uint8, .float32): rescale(input, output) { (value: UInt8) in Float(value) }
    case (.float32, .float32): rescale(input, output) { (value: Float) in value }
    case (.float64, .float32): rescale(input, output) { (value: Double) in Float(value) }
    case (.int32, .float32): rescale(input, output) { (value: Int32) in Float(value) }
    case (.int64, .float32): rescale(input, output) { (value: Int64) in Float(value) }
    default: convert(input, source, output, target)
    }
  }

  @inline(__always)
  private func rescale<Source: BitwiseCopyable>(
    _ input: UnsafeRawBufferPointer, _ output: UnsafeMutableRawBufferPointer,
    _ float: (Source) -> Float
  ) {
    guard
      let source = input.assumingMemoryBound(to: Source.self).baseAddress,
      let target = output.assumingMemoryBound(to: Float.self).baseAddress
    else { return }
    let count = output.count / MemoryLayout<Float>.stride
    let scale = scale
    let offset = offset
    for index in 0..<count { target[index] = float(source[index]) * scale + offset }
  }

  /// The slow path for rare pairs of types, through doubles.
  private func convert(
    _ input: UnsafeRawBufferPointer, _ source: DType,
    _ output: UnsafeMutableRawBufferPointer, _ target: DType
  ) {
    let count = output.count / max(target.byteCount, 1)
    let scale = Double(scale)
    let offset = Double(offset)
    for index in 0..<count {
      let value = Self.load(input, source, index) * scale + offset
      Self.store(value, output, target, index)
    }
  }

  private static func load(_ bytes: UnsafeRawBufferPointer, _ dtype: DType, _ index: Int) -> Double
  {
    switch dtype {
    case .float64: bytes.assumingMemoryBound(to: Double.self)[index]
    case .int32: Double(bytes.assumingMemoryBound(to: Int32.self)[index])
    case .int64: Double(bytes.assumingMemoryBound(to: Int64.self)[index])
    case .uint8, .bool: Double(bytes[index])
    case .float32, .float16, .bfloat16: Double(bytes.assumingMemoryBound(to: Float.self)[index])
    }
  }

  private static func store(
    _ value: Double, _ bytes: UnsafeMutableRawBufferPointer, _ dtype: DType, _ index: Int
  ) {
    switch dtype {
    case .float64: bytes.assumingMemoryBound(to: Double.self)[index] = value
    case .int32: bytes.assumingMemoryBound(to: Int32.self)[index] = Int32(converting: value)
    case .int64: bytes.assumingMemoryBound(to: Int64.self)[index] = Int64(converting: value)
    case .uint8: bytes[index] = UInt8(converting: value)
    case .bool: bytes[index] = value != 0 ? 1 : 0
    case .float32, .float16, .bfloat16:
      bytes.assumingMemoryBound(to: Float.self)[index] = Float(value)
    }
  }
}
