public import HoneCore

/// A picture in memory: float32 numbers `[H, W, C]`, row by row, the channels of a pixel together.
///
/// Transforms work on images; a data set delivers them as float32 tensors of the same order.
public struct Image: Hashable, Sendable {
  /// Rows of pixels.
  public private(set) var height: Int
  /// Pixels of a row.
  public private(set) var width: Int
  /// Numbers of a pixel: 1 for grey, 3 for red, green and blue, 4 with opacity.
  public private(set) var channels: Int
  /// `height · width · channels` numbers.
  public private(set) var pixels: [Float]
  /// What black and white are; transforms of colour clip to it. Infinite after standardization.
  public var range: ClosedRange<Float>
  /// Whether the numbers are labels of pixels rather than colours: a mask moves with the picture
  /// it belongs to, its nearest pixels taken, and keeps its numbers.
  public var isMask = false

  /// The range of images as files have them, 0 … 255.
  public static let byteRange: ClosedRange<Float> = 0...255

  /// A picture of zeros.
  public init(
    height: Int, width: Int, channels: Int, range: ClosedRange<Float> = Image.byteRange
  ) {
    self.height = max(height, 0)
    self.width = max(width, 0)
    self.channels = max(channels, 0)
    pixels = [Float](repeating: 0, count: self.height * self.width * self.channels)
    self.range = range
  }

  /// A picture from a tensor `[H, W, C]` or `[H, W]` of numbers.
  ///
  /// - Throws: `.data` if the tensor isn't of such a shape.
  public init(
    _ tensor: HostTensor, range: ClosedRange<Float> = Image.byteRange
  ) throws(HoneError) {
    guard 2...3 ~= tensor.shape.rank else {
      throw HoneError(
        .data, operation: "Image", wanted: "a tensor of shape [H, W, C]",
        received: "\(tensor.shape)")
    }
    self.init(height: 0, width: 0, channels: 0, range: range)
    read(
      tensor, height: tensor.shape[0], width: tensor.shape[1],
      channels: tensor.shape.rank == 3 ? tensor.shape[2] : 1)
  }

  /// Takes over the numbers of a tensor, without allocating if there are no more than before.
  mutating func read(_ tensor: HostTensor, height: Int, width: Int, channels: Int) {
    resize(height: height, width: width, channels: channels)
    let transform = RowTransform.converting(to: .float32)
    pixels.withUnsafeMutableBytes { output in
      tensor.withUnsafeBytes { transform.apply(from: $0, of: tensor.dtype, to: output) }
    }
  }

  /// Takes over rows of bytes or numbers, without allocating if there are no more than before.
  mutating func read(
    _ bytes: UnsafeRawBufferPointer, of dtype: DType, height: Int, width: Int, channels: Int
  ) {
    resize(height: height, width: width, channels: channels)
    let transform = RowTransform.converting(to: .float32)
    pixels.withUnsafeMutableBytes { transform.apply(from: bytes, of: dtype, to: $0) }
  }

  /// Gives the picture another size; its numbers are undefined then.
  mutating func resize(height: Int, width: Int, channels: Int) {
    (self.height, self.width, self.channels) = (height, width, channels)
    let count = height * width * channels
    if pixels.count > count {
      pixels.removeLast(pixels.count - count)
    } else if pixels.count < count {
      pixels.append(contentsOf: repeatElement(0, count: count - pixels.count))
    }
  }

  /// Replaces the picture by what the closure writes, from the pixels as they are, into
  /// `scratch`; the two change places. Nothing is allocated if both are large enough.
  ///
  /// - Parameters:
  ///   - height: The rows of the new picture.
  ///   - width: The pixels of its rows.
  ///   - channels: The numbers of its pixels; nil for as many as now.
  ///   - scratch: Memory of the thread that transforms.
  ///   - body: Writes every number of the second buffer.
  public mutating func redraw(
    height: Int, width: Int, channels: Int? = nil, scratch: inout [Float],
    _ body: (UnsafeBufferPointer<Float>, UnsafeMutableBufferPointer<Float>) -> Void
  ) {
    let channels = channels ?? self.channels
    let count = height * width * channels
    if scratch.count > count {
      scratch.removeLast(scratch.count - count)
    } else if scratch.count < count {
      scratch.append(contentsOf: repeatElement(0, count: count - scratch.count))
    }
    pixels.withUnsafeBufferPointer { old in
      scratch.withUnsafeMutableBufferPointer { body(old, $0) }
    }
    swap(&pixels, &scratch)
    (self.height, self.width, self.channels) = (height, width, channels)
  }

  /// Changes the numbers in place.
  public mutating func withPixels<R>(_ body: (UnsafeMutableBufferPointer<Float>) -> R) -> R {
    pixels.withUnsafeMutableBufferPointer { body($0) }
  }

  /// One number: row, column, channel.
  public subscript(row: Int, column: Int, channel: Int) -> Float {
    get { pixels[(row * width + column) * channels + channel] }
    set { pixels[(row * width + column) * channels + channel] = newValue }
  }

  /// The picture as a tensor `[H, W, C]` of float32.
  public var tensor: HostTensor {
    HostTensor(unchecked: pixels, shape: [height, width, channels])
  }

  /// The picture as bytes `[H, W, C]`: the range becomes 0 … 255, rounded and clipped. Where the
  /// range is infinite, the least and the greatest number take its place.
  public var bytes: HostTensor {
    var range = range
    if !(range.upperBound - range.lowerBound).isFinite {
      let finite = pixels.lazy.filter(\.isFinite)
      range = (finite.min() ?? 0)...(finite.max() ?? 0)
    }
    let scale = 255 / max(range.upperBound - range.lowerBound, .leastNormalMagnitude)
    let low = range.lowerBound
    return HostTensor(
      unchecked: pixels.map { UInt8(converting: (Double(($0 - low) * scale)).rounded()) },
      shape: [height, width, channels])
  }
}
