public import HoneCore
public import HoneGraph

/// Three-dimensional convolution over volumes.
///
/// `output[n, z, y, x, f] = activation(Σ input[n, z·s + h·d, y·s + i·d, x·s + j·d, c] ·
/// kernel[h, i, j, c, f] + bias[f])`, s the stride and d the dilation rate; with groups, filter f sees the channels of its
/// group only.
///
/// - Input: `[N, D, H, W, C]`
/// - Output: `[N, D', H', W', filters]`; `.valid`: D' = ⌊(D − d·(kernel − 1) − 1) / s⌋ + 1; `.same`:
///   D' = ⌈D / s⌉, the odd zeros behind.
/// - Weights: `kernel [depth, height, width, C / groups, filters]`, `bias [filters]`
///
/// It is an error of the model if the input isn't a batch of volumes, the kernel is larger than
/// the padded volume, or the groups divide neither channels nor filters.
///
/// ```swift
/// Conv3D(32, kernelSize: 3, padding: .same, activation: .relu)
/// Conv3D(64, kernelSize: [1, 3, 3], strides: 2, useBias: false, kernelInitializer: .heNormal)
/// ```
public struct Conv3D: Layer, Configurable {
  public static let schema = Schema(
    .layer, "Conv3D", summary: "three-dimensional convolution",
    formula: "y[z, y, x, f] = Σ x[…·s + …·d, c] · kernel[h, i, j, c, f] + bias[f]",
    kerasName: "keras.layers.Conv3D",
    fields: [
      Field("filters", .int(1...Int.max), "the number of output channels"),
      ConvolutionFields.kernelSize, ConvolutionFields.strides, ConvolutionFields.padding,
      ConvolutionFields.dilationRate,
      Field("groups", .int(1...Int.max), default: 1, "into how many the channels are split"),
      ConvolutionFields.activation, ConvolutionFields.useBias,
      ConvolutionFields.initializer("kernel"), ConvolutionFields.initializer("bias"),
      ConvolutionFields.regularizer("kernel"), ConvolutionFields.regularizer("bias"),
    ])

  /// The number of output channels.
  public var filters: Int
  /// Extent of the window: depth, height and width.
  public var kernelSize: Sizes
  /// Steps between windows.
  public var strides: Sizes
  /// Whether zeros surround the volumes.
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
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a convolution with `filters` output channels.
  public init(
    _ filters: Int, kernelSize: Sizes, strides: Sizes = 1, padding: Padding = .valid,
    dilationRate: Sizes = 1, groups: Int = 1, activation: (any ActivationFunction)? = nil,
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
      try fields.int("filters"), kernelSize: try fields.sizes("kernelSize"),
      strides: try fields.sizes("strides"), padding: try fields.choice("padding"),
      dilationRate: try fields.sizes("dilationRate"), groups: try fields.int("groups"),
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
        "filters": ConfigurationValue(filters), "kernelSize": kernelSize.configuration,
        "strides": strides.configuration, "padding": ConfigurationValue(padding.rawValue),
        "dilationRate": dilationRate.configuration, "groups": ConfigurationValue(groups),
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
      let windows = ImageWindows(
        over: x, axes: 3, layer: "Conv3D", size: ("kernelSize", kernelSize), strides: strides,
        dilation: dilationRate, padding: padding),
      let channels = x.channelsPerGroup("Conv3D", filters: filters, groups: groups)
    else { return [x].poison }
    let kernel = x.weight(
      "kernel", shape: Shape(windows.size + [channels, filters]), initializer: kernelInitializer,
      regularizer: kernelRegularizer)
    var y = Tensor.apply(.convolution(windows.convolution(groups: groups)), x, kernel)
    if useBias {
      y += x.weight(
        "bias", shape: [filters], initializer: biasInitializer, regularizer: biasRegularizer)
    }
    return activation.map { $0(y) } ?? y
  }
}
