internal import HoneCore
internal import HoneGraph

/// The configuration that convolutions share.
enum ConvolutionFields {
  static let useBias = Field("useBias", .bool, default: true, "whether a bias is added")
  static let activation = Field(
    "activation", .member(.activation), default: .null, "applied to the output")
  static let strides = Field("strides", .sizes(1...Int.max), default: 1, "steps between windows")
  static let kernelSize = Field("kernelSize", .sizes(1...Int.max), "extent of the window")
  static let dilationRate = Field(
    "dilationRate", .sizes(1...Int.max), default: 1, "steps between elements of the kernel")
  static let kernelLength = Field("kernelSize", .int(1...Int.max), "length of the window")
  static let stride = Field("strides", .int(1...Int.max), default: 1, "steps between windows")
  static let dilation = Field(
    "dilationRate", .int(1...Int.max), default: 1, "steps between elements of the kernel")
  static let depthMultiplier = Field(
    "depthMultiplier", .int(1...Int.max), default: 1, "outputs for each input channel")
  static let padding = Field(
    "padding", .choice(Padding.allCases.map(\.rawValue)), default: "valid",
    "valid: none; same: outputs = ⌈inputs / stride⌉")

  /// How a weight begins.
  static func initializer(_ name: String) -> Field {
    Field(
      name + "Initializer", .member(.initializer),
      default: name == "bias" ? "zeros" : "glorotUniform", "how the \(name) weights begin")
  }

  /// The penalty on a weight.
  static func regularizer(_ name: String) -> Field {
    Field(
      name + "Regularizer", .member(.regularizer), default: .null,
      "penalty on the \(name) weights")
  }
}

extension Tensor {
  /// The channels that each filter sees; nil, with an error recorded, if filters and groups don't
  /// fit the channels.
  func channelsPerGroup(_ layer: String, filters: Int, groups: Int) -> Int? {
    let channels = shape[-1]
    let isKnown = channels >= 0
    guard filters >= 1, groups >= 1, filters % groups == 0, !isKnown || channels % groups == 0
    else {
      _ = fail(
        layer, wanted: "filters ≥ 1, and groups that divide filters and channels",
        received: "filters \(filters), groups \(groups), \(channels) channels")
      return nil
    }
    return isKnown ? channels / groups : channels
  }

  /// A convolution of each channel by itself, with `[h, w, C, multiplier]` weights; nil, with an
  /// error recorded, if the sizes make no sense.
  func depthwiseConvolution(
    _ layer: String, windows: ImageWindows, multiplier: Int, weight: String,
    initializer: any Initializer, regularizer: (any Regularizer)?
  ) -> Tensor? {
    let channels = shape[-1]
    guard channels >= 1, multiplier >= 1 else {
      _ = fail(
        layer, wanted: "depthMultiplier ≥ 1 and images of known channels",
        received: "depthMultiplier \(multiplier) and \(shape)")
      return nil
    }
    let kernel = self.weight(
      weight, shape: Shape(windows.size + [channels, multiplier]), initializer: initializer,
      regularizer: regularizer)
    return .apply(
      .convolution(windows.convolution(groups: channels)), self,
      kernel.reshaped(to: windows.size + [1, channels * multiplier]))
  }
}
