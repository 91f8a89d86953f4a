public import HoneCore
internal import HoneGraph

/// What is chosen about a convolution, whatever its form. Layers take it as parameters of their
/// own, and give it back as theirs: `layer.filters`, `layer.kernel.initializer`.
public struct ConvolutionOptions: Sendable {
  /// The number of output channels; 0 for a depthwise convolution, where the input decides.
  public var filters: Int
  /// Extent of the window.
  public var kernelSize: Sizes
  /// Steps between windows.
  public var strides: Sizes
  /// Where zeros surround the input; of a transposed convolution, whether the output is cut.
  public var padding: SequencePadding
  /// Places of a transposed convolution's output behind what the windows reach; nil for the
  /// default.
  public var outputPadding: Sizes?
  /// Steps between elements of the kernel.
  public var dilationRate: Sizes
  /// Into how many groups the channels are split.
  public var groups: Int
  /// Outputs of a depthwise or separable convolution's first step for each input channel.
  public var depthMultiplier: Int
  /// Applied to the output; nil for none.
  public var activation: (any ActivationFunction)?
  /// Whether a bias is added.
  public var useBias: Bool
  /// What is chosen about the kernel; of a separable convolution the first one.
  public var kernel: WeightOptions
  /// What is chosen about a separable convolution's second kernel.
  public var pointwise: WeightOptions
  /// What is chosen about the bias.
  public var bias: WeightOptions
  /// The penalty on the output.
  public var activityRegularizer: (any Regularizer)?

  /// Creates options.
  init(
    filters: Int = 0, kernelSize: Sizes, strides: Sizes, padding: SequencePadding,
    outputPadding: Sizes? = nil, dilationRate: Sizes, groups: Int = 1, depthMultiplier: Int = 1,
    activation: (any ActivationFunction)?, useBias: Bool, kernel: WeightOptions,
    pointwise: WeightOptions = WeightOptions(), bias: WeightOptions,
    activityRegularizer: (any Regularizer)?
  ) {
    self.filters = filters
    self.kernelSize = kernelSize
    self.strides = strides
    self.padding = padding
    self.outputPadding = outputPadding
    self.dilationRate = dilationRate
    self.groups = groups
    self.depthMultiplier = depthMultiplier
    self.activation = activation
    self.useBias = useBias
    self.kernel = kernel
    self.pointwise = pointwise
    self.bias = bias
    self.activityRegularizer = activityRegularizer
  }

  /// Reads the options that layers of a form have.
  init(_ fields: Fields, _ form: ConvolutionForm) throws(HoneError) {
    self.init(
      filters: form.kind == .depthwise ? 0 : try fields.int("filters"),
      kernelSize: try fields.sizes("kernelSize"), strides: try fields.sizes("strides"),
      padding: try fields.choice("padding"),
      outputPadding: try fields.optionalSizes("outputPadding"),
      dilationRate: try fields.sizes("dilationRate"),
      groups: form.kind == .plain ? try fields.int("groups") : 1,
      depthMultiplier: fields.has("depthMultiplier") ? try fields.int("depthMultiplier") : 1,
      activation: try fields.optionalMember("activation", .activation),
      useBias: try fields.bool("useBias"), kernel: try fields.weight(form.kernelKey),
      pointwise: form.kind == .separable ? try fields.weight("pointwise") : WeightOptions(),
      bias: try fields.weight("bias"),
      activityRegularizer: try fields.optionalMember("activityRegularizer", .regularizer))
  }

  /// The options that layers of a form have, as files spell them.
  func fields(_ form: ConvolutionForm) -> [String: ConfigurationValue] {
    let keys = Set(form.fields.map(\.key))
    let all: [String: ConfigurationValue] = [
      "filters": ConfigurationValue(filters), "kernelSize": kernelSize.configuration,
      "strides": strides.configuration, "padding": ConfigurationValue(padding.rawValue),
      "outputPadding": outputPadding?.configuration ?? .null,
      "dilationRate": dilationRate.configuration, "groups": ConfigurationValue(groups),
      "depthMultiplier": ConfigurationValue(depthMultiplier),
      "activation": activation?.configuration ?? .null, "useBias": ConfigurationValue(useBias),
      "activityRegularizer": activityRegularizer?.configuration ?? .null,
    ]
    return all.with(
      kernel.fields(form.kernelKey), pointwise.fields("pointwise"), bias.fields("bias")
    ).filter { keys.contains($0.key) }
  }
}

extension ConvolutionForm {
  /// What the fields of the (first) kernel begin with.
  fileprivate var kernelKey: String {
    kind == .depthwise || kind == .separable ? "depthwise" : "kernel"
  }
}
