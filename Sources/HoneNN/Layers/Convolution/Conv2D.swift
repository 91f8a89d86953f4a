public import HoneCore
public import HoneGraph

/// Two-dimensional convolution over images.
///
/// `output[n, y, x, f] = activation(Σ input[n, y·s + i·d, x·s + j·d, c] · kernel[i, j, c, f] +
/// bias[f])`, s the stride and d the dilation rate; with groups, filter f sees the channels of its
/// group only.
///
/// - Input: `[N, H, W, C]`
/// - Output: `[N, H', W', filters]`; `.valid`: H' = ⌊(H − d·(kernel − 1) − 1) / s⌋ + 1; `.same`:
///   H' = ⌈H / s⌉, the odd row of zeros below.
/// - Weights: `kernel [height, width, C / groups, filters]`, `bias [filters]`
///
/// It is an error of the model if the input isn't a batch of images, the kernel is larger than
/// the padded image, or the groups divide neither channels nor filters.
///
/// ```swift
/// Conv2D(32, kernelSize: 3, padding: .same, activation: .relu)
/// Conv2D(64, kernelSize: [1, 7], strides: 2, useBias: false, kernelInitializer: .heNormal)
/// ```
public struct Conv2D: Layer, Configurable {
  public static let schema = Schema(
    .layer, "Conv2D", summary: "two-dimensional convolution",
    formula: "y[h, w, f] = Σ x[h·s + i·d, w·s + j·d, c] · kernel[i, j, c, f] + bias[f]",
    techniques: [96, 97, 98, 99, 100, 101, 102], kerasName: "keras.layers.Conv2D",
    fields: [
      Field("filters", .int(1...Int.max), "the number of output channels"),
      Field("kernelSize", .sizes(1...Int.max), "extent of the window"),
      Field("strides", .sizes(1...Int.max), default: 1, "steps between windows"),
      Field(
        "padding", .choice(Padding.allCases.map(\.rawValue)), default: "valid",
        "valid: none; same: outputs = ⌈inputs / stride⌉"),
      Field(
        "dilationRate", .sizes(1...Int.max), default: 1, "steps between elements of the kernel"),
      Field("groups", .int(1...Int.max), default: 1, "into how many the channels are split"),
      Field("activation", .member(.activation), default: .null, "applied to the output"),
      Field("useBias", .bool, default: true, "whether a bias is added"),
      Field(
        "kernelInitializer", .member(.initializer), default: "glorotUniform",
        "how the kernel begins"),
      Field("biasInitializer", .member(.initializer), default: "zeros", "how the bias begins"),
      Field("kernelRegularizer", .member(.regularizer), default: .null, "penalty on the kernel"),
      Field("biasRegularizer", .member(.regularizer), default: .null, "penalty on the bias"),
      Field(
        "kernelConstraint", .member(.constraint), default: .null,
        "what the kernel obeys after each update"),
      Field(
        "biasConstraint", .member(.constraint), default: .null,
        "what the bias obeys after each update"),
    ])

  /// The number of output channels.
  public var filters: Int
  /// Extent of the window: height and width.
  public var kernelSize: Sizes
  /// Steps between windows.
  public var strides: Sizes
  /// Whether zeros surround the images.
  public var padding: Padding
  /// Steps between elements of the kernel.
  public var dilationRate: Sizes
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
  /// What the kernel obeys after each update.
  public var kernelConstraint: (any Constraint)?
  /// What the bias obeys after each update.
  public var biasConstraint: (any Constraint)?
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a convolution with `filters` output channels.
  public init(
    _ filters: Int, kernelSize: Sizes, strides: Sizes = 1, padding: Padding = .valid,
    dilationRate: Sizes = 1, groups: Int = 1, activation: (any ActivationFunction)? = nil,
    useBias: Bool = true, kernelInitializer: any Initializer = .glorotUniform,
    biasInitializer: any Initializer = .zeros, kernelRegularizer: (any Regularizer)? = nil,
    biasRegularizer: (any Regularizer)? = nil, kernelConstraint: (any Constraint)? = nil,
    biasConstraint: (any Constraint)? = nil, name: String? = nil, trainable: Bool = true
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
    self.kernelConstraint = kernelConstraint
    self.biasConstraint = biasConstraint
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.int("filters"), kernelSize: try fields.sizes("kernelSize"),
      strides: try fields.sizes("strides"), padding: try fields.choice("padding"),
      dilationRate: try fields.sizes("dilationRate"), groups: try fields.int("groups"),
      activation: try fields.optionalMember("activation", .activation),
      useBias: try fields.bool("useBias"),
      kernelInitializer: try fields.member("kernelInitializer", .initializer),
      biasInitializer: try fields.member("biasInitializer", .initializer),
      kernelRegularizer: try fields.optionalMember("kernelRegularizer", .regularizer),
      biasRegularizer: try fields.optionalMember("biasRegularizer", .regularizer),
      kernelConstraint: try fields.optionalMember("kernelConstraint", .constraint),
      biasConstraint: try fields.optionalMember("biasConstraint", .constraint),
      name: try fields.optionalString("name"), trainable: try fields.bool("trainable"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      [
        "filters": ConfigurationValue(filters), "kernelSize": kernelSize.configuration,
        "strides": strides.configuration, "padding": ConfigurationValue(padding.rawValue),
        "dilationRate": dilationRate.configuration, "groups": ConfigurationValue(groups),
        "useBias": ConfigurationValue(useBias),
        "activation": activation?.configuration ?? .null,
        "kernelInitializer": kernelInitializer.configuration,
        "biasInitializer": biasInitializer.configuration,
        "kernelRegularizer": kernelRegularizer?.configuration ?? .null,
        "biasRegularizer": biasRegularizer?.configuration ?? .null,
        "kernelConstraint": kernelConstraint?.configuration ?? .null,
        "biasConstraint": biasConstraint?.configuration ?? .null,
      ], uniquingKeysWith: { $1 })
  }

  public func forward(_ x: Tensor) -> Tensor {
    guard
      let windows = ImageWindows(
        over: x, layer: "Conv2D", size: ("kernelSize", kernelSize), strides: strides,
        dilation: dilationRate, padding: padding),
      let channels = x.channelsPerGroup("Conv2D", filters: filters, groups: groups)
    else { return [x].poison }
    let kernel = x.weight(
      "kernel", shape: Shape(windows.size + [channels, filters]), initializer: kernelInitializer,
      regularizer: kernelRegularizer, constraint: kernelConstraint)
    var y = Tensor.apply(.convolution(windows.convolution(groups: groups)), x, kernel)
    if useBias {
      y += x.weight(
        "bias", shape: [filters], initializer: biasInitializer, regularizer: biasRegularizer,
        constraint: biasConstraint)
    }
    return activation.map { $0(y) } ?? y
  }
}
