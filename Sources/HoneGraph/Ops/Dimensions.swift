internal import HoneCore

/// Which axes of a matrix product are matched and which are summed.
public struct DotDimensions: Hashable, Sendable {
  /// Axes that both operands share and the result keeps in front.
  public var lhsBatch: [Int], rhsBatch: [Int]
  /// Axes that are summed over.
  public var lhsContracting: [Int], rhsContracting: [Int]

  /// Creates the dimensions of a product.
  public init(
    lhsBatch: [Int] = [], rhsBatch: [Int] = [], lhsContracting: [Int], rhsContracting: [Int]
  ) {
    self.lhsBatch = lhsBatch
    self.rhsBatch = rhsBatch
    self.lhsContracting = lhsContracting
    self.rhsContracting = rhsContracting
  }

  /// The axes of the left operand that the result keeps after the batch axes.
  public func lhsFree(rank: Int) -> [Int] {
    (0..<max(rank, 0)).filter { !lhsBatch.contains($0) && !lhsContracting.contains($0) }
  }

  /// The axes of the right operand that the result keeps last.
  public func rhsFree(rank: Int) -> [Int] {
    (0..<max(rank, 0)).filter { !rhsBatch.contains($0) && !rhsContracting.contains($0) }
  }
}

/// Padding before and after one spatial axis.
public struct EdgePadding: Hashable, Sendable {
  /// Elements before and after.
  public var low: Int, high: Int

  /// Creates padding.
  public init(low: Int = 0, high: Int = 0) {
    self.low = low
    self.high = high
  }
}

/// Stride, padding, dilation and groups of a convolution; one entry per spatial axis.
public struct ConvolutionDimensions: Hashable, Sendable {
  /// Steps between neighbouring outputs.
  public var strides: [Int]
  /// Zeros around the images.
  public var padding: [EdgePadding]
  /// Steps between neighbouring kernel elements.
  public var dilation: [Int]
  /// Into how many groups the channels are split.
  public var groups: Int

  /// Creates the dimensions of a convolution.
  public init(strides: [Int], padding: [EdgePadding], dilation: [Int], groups: Int = 1) {
    self.strides = strides
    self.padding = padding
    self.dilation = dilation
    self.groups = groups
  }
}

/// Window, stride and padding of a pooling; one entry per spatial axis.
public struct WindowDimensions: Hashable, Sendable {
  /// The extents of the window.
  public var window: [Int]
  /// Steps between neighbouring outputs.
  public var strides: [Int]
  /// Places around the images that take no part.
  public var padding: [EdgePadding]

  /// Creates the dimensions of a pooling.
  public init(window: [Int], strides: [Int], padding: [EdgePadding]) {
    self.window = window
    self.strides = strides
    self.padding = padding
  }
}

/// How a window meets the edges of an image.
public enum Padding: String, Hashable, Sendable, CaseIterable, Codable {
  /// No padding: outputs = ⌊(size − window) / stride⌋ + 1.
  case valid
  /// Outputs = ⌈size / stride⌉; an odd padding element goes after (TensorFlow's rule).
  case same

  /// The padding of one axis. An unknown size is treated as a multiple of the stride.
  public func edges(size: Int, window: Int, stride: Int, dilation: Int = 1) -> EdgePadding {
    guard self == .same else { return EdgePadding() }
    let reach = (window - 1) * dilation + 1
    let known = size < 0 ? stride : size
    let outputs = (known + stride - 1) / stride
    let total = max((outputs - 1) * stride + reach - known, 0)
    return EdgePadding(low: total / 2, high: total - total / 2)
  }
}
