public import HoneCore
public import HoneGraph

/// One-dimensional convolution over sequences.
///
/// `output[n, t, f] = activation(Σ input[n, t·s + i·d, c] · kernel[i, c, f] + bias[f])`, s the
/// stride and d the dilation rate; with groups, filter f sees the channels of its group only.
///
/// - Input: `[N, T, C]`
/// - Output: `[N, T', filters]`; `.valid`: T' = ⌊(T − d·(kernel − 1) − 1) / s⌋ + 1; `.same`:
///   T' = ⌈T / s⌉, the odd zero at the end; `.causal`: as `.same`, with all zeros in front, so that
///   no output depends on later inputs.
/// - Weights: `kernel [kernelSize, C / groups, filters]`, `bias [filters]`
///
/// It is an error of the model if the input isn't a batch of sequences, the kernel is longer than
/// the padded sequence, or the groups divide neither channels nor filters.
///
/// ```swift
/// Conv1D(128, kernelSize: 5, activation: .relu)
/// Conv1D(64, kernelSize: 2, padding: .causal, dilationRate: 4)
/// ```
public struct Conv1D: Layer, Configurable {
  public static let schema = Schema(
    .layer, "Conv1D", summary: "one-dimensional convolution",
    formula: "y[t, f] = Σ x[t·s + i·d, c] · kernel[i, c, f] + bias[f]",
    kerasName: "keras.layers.Conv1D",
    fields: [
      Field("filters", .int(1...Int.max), "the number of output channels"),
      Field("kernelSize", .int(1...Int.max), "length of the window"),
      Field("strides", .int(1...Int.max), default: 1, "steps between windows"),
      Field(
        "padding", .choice(SequencePadding.allCases.map(\.rawValue)), default: "valid",
        "valid: none; same: outputs = ⌈inputs / stride⌉; causal: the same, zeros in front only"),
      Field("dilationRate", .int(1...Int.max), default: 1, "steps between kernel elements"),
      Field("groups", .int(1...Int.max), default: 1, "into how many the channels are split"),
      ConvolutionFields.activation, ConvolutionFields.useBias,
      ConvolutionFields.initializer("kernel"), ConvolutionFields.initializer("bias"),
      ConvolutionFields.regularizer("kernel"), ConvolutionFields.regularizer("bias"),
    ])

  /// The number of output channels.
  public var filters: Int
  /// Length of the window.
  public var kernelSize: Int
  /// Steps between windows.
  public var strides: Int
  /// Where zeros surround the sequences.
  public var padding: SequencePadding
  /// Steps between elements of the kernel.
  public var dilationRate: Int
  /// Into how many groups the channels are split.
  public var groups: Int
  /// Applied to the output; nil for none.
  public var activation: (any ActivationFunction)?
  /// Whether a bias is added.
  public var useBias: Bool
  /// How the kernel begins.
  public var kernelInitializer: any Initializer
  /// How the bias begins.
  public var biasInitializer: any Initializer
  /// The penalty on the kernel.
  public var kernelRegularizer: (any Regularizer)?
  /// The penalty on the bias.
  public var biasRegularizer: (any Regularizer)?
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a convolution with `filters` output channels.
  public init(
    _ filters: Int, kernelSize: Int, strides: Int = 1, padding: SequencePadding = .valid,
    dilationRate: Int = 1, groups: Int = 1, activation: (any ActivationFunction)? = nil,
    useBias: Bool = true, kernelInitializer: any Initializer = .glorotUniform,
    biasInitializer: any Initializer = .zeros, kernelRegularizer: (any Regularizer)? = nil,
    biasRegularizer: (any Regularizer)? = nil, name: String? = nil, trainable: Bool = true
  ) {
    self.filters = filters
    self.kernelSize = kernelSize
    self.strides = strides
    self.padding = padding
    self.dilationRate = dilationRate
    self.groups = groups
    self.activation = activation
    self.useBias = useBias
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.biasRegularizer = biasRegularizer
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.int("filters"), kernelSize: try fields.int("kernelSize"),
      strides: try fields.int("strides"), padding: try fields.choice("padding"),
      dilationRate: try fields.int("dilationRate"), groups: try fields.int("groups"),
      activation: try fields.optionalMember("activation", .activation),
      useBias: try fields.bool("useBias"),
      kernelInitializer: try fields.member("kernelInitializer", .initializer),
      biasInitializer: try fields.member("biasInitializer", .initializer),
      kernelRegularizer: try fields.optionalMember("kernelRegularizer", .regularizer),
      biasRegularizer: try fields.optionalMember("biasRegularizer", .regularizer),
      name: try fields.optionalString("name"), trainable: try fields.bool("trainable"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      [
        "filters": ConfigurationValue(filters), "kernelSize": ConfigurationValue(kernelSize),
        "strides": ConfigurationValue(strides), "padding": ConfigurationValue(padding.rawValue),
        "dilationRate": ConfigurationValue(dilationRate), "groups": ConfigurationValue(groups),
        "useBias": ConfigurationValue(useBias),
        "activation": activation?.configuration ?? .null,
        "kernelInitializer": kernelInitializer.configuration,
        "biasInitializer": biasInitializer.configuration,
        "kernelRegularizer": kernelRegularizer?.configuration ?? .null,
        "biasRegularizer": biasRegularizer?.configuration ?? .null,
      ], uniquingKeysWith: { $1 })
  }

  public func forward(_ x: Tensor) -> Tensor {
    guard
      var windows = ImageWindows(
        over: x, axes: 1, layer: "Conv1D", size: ("kernelSize", Sizes(kernelSize)),
        strides: Sizes(strides), dilation: Sizes(dilationRate),
        padding: padding == .same ? .same : .valid),
      let channels = x.channelsPerGroup("Conv1D", filters: filters, groups: groups)
    else { return [x].poison }
    if padding == .causal { windows.padding = [EdgePadding(low: (kernelSize - 1) * dilationRate)] }
    let kernel = x.weight(
      "kernel", shape: [kernelSize, channels, filters], initializer: kernelInitializer,
      regularizer: kernelRegularizer)
    var y = Tensor.apply(.convolution(windows.convolution(groups: groups)), x, kernel)
    if useBias {
      y += x.weight(
        "bias", shape: [filters], initializer: biasInitializer, regularizer: biasRegularizer)
    }
    return activation.map { $0(y) } ?? y
  }
}

/// How a window meets the ends of a sequence.
public enum SequencePadding: String, Hashable, Sendable, CaseIterable, Codable {
  /// No padding.
  case valid
  /// Outputs = ⌈size / stride⌉; an odd padding element goes to the end.
  case same
  /// As `same`, with all padding in front: an output sees nothing later than itself.
  case causal
}
