public import HoneCore
public import HoneGraph

/// Two-dimensional convolution in two steps: each channel by itself, then all channels together at
/// each place. It has far fewer weights than ``Conv2D``.
///
/// `deep[n, y, x, c·m + k] = Σ input[n, y·s + i·d, x·s + j·d, c] · depthwise_kernel[i, j, c, k]`,
/// `output[n, y, x, f] = activation(Σ deep[n, y, x, e] · pointwise_kernel[0, 0, e, f] + bias[f])`,
/// m the depth multiplier, s the stride and d the dilation rate.
///
/// - Input: `[N, H, W, C]`
/// - Output: `[N, H', W', filters]`; H' and W' as for ``Conv2D``
/// - Weights: `depthwise_kernel [height, width, C, depthMultiplier]`,
///   `pointwise_kernel [1, 1, C · depthMultiplier, filters]`, `bias [filters]`
///
/// It is an error of the model if the input isn't a batch of images or the kernel is larger than
/// the padded image.
///
/// ```swift
/// SeparableConv2D(64, kernelSize: 3, padding: .same, activation: .relu)
/// ```
///
/// Reference: Chollet, "Xception", CVPR 2017.
public struct SeparableConv2D: Layer, Configurable {
  public static let schema = Schema(
    .layer, "SeparableConv2D", summary: "depthwise, then pointwise convolution",
    formula: "depthwise, then y = deep · pointwise + bias",
    kerasName: "keras.layers.SeparableConv2D",
    fields: [
      Field("filters", .int(1...Int.max), "the number of output channels"),
      ConvolutionFields.kernelSize, ConvolutionFields.strides, ConvolutionFields.padding,
      ConvolutionFields.dilationRate, ConvolutionFields.depthMultiplier,
      ConvolutionFields.activation, ConvolutionFields.useBias,
      ConvolutionFields.initializer("depthwise"), ConvolutionFields.initializer("pointwise"),
      ConvolutionFields.initializer("bias"), ConvolutionFields.regularizer("depthwise"),
      ConvolutionFields.regularizer("pointwise"), ConvolutionFields.regularizer("bias"),
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
  /// Outputs of the first step for each input channel.
  public var depthMultiplier: Int
  /// Applied to the output; nil for none.
  public var activation: (any ActivationFunction)?
  /// Whether a bias is added.
  public var useBias: Bool
  /// How the kernel of the first step begins.
  public var depthwiseInitializer: any Initializer
  /// How the kernel of the second step begins.
  public var pointwiseInitializer: any Initializer
  /// How the bias begins.
  public var biasInitializer: any Initializer
  /// The penalty on the kernel of the first step.
  public var depthwiseRegularizer: (any Regularizer)?
  /// The penalty on the kernel of the second step.
  public var pointwiseRegularizer: (any Regularizer)?
  /// The penalty on the bias.
  public var biasRegularizer: (any Regularizer)?
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a convolution with `filters` output channels.
  public init(
    _ filters: Int, kernelSize: Sizes, strides: Sizes = 1, padding: Padding = .valid,
    dilationRate: Sizes = 1, depthMultiplier: Int = 1, activation: (any ActivationFunction)? = nil,
    useBias: Bool = true, depthwiseInitializer: any Initializer = .glorotUniform,
    pointwiseInitializer: any Initializer = .glorotUniform,
    biasInitializer: any Initializer = .zeros, depthwiseRegularizer: (any Regularizer)? = nil,
    pointwiseRegularizer: (any Regularizer)? = nil, biasRegularizer: (any Regularizer)? = nil,
    name: String? = nil, trainable: Bool = true
  ) {
    self.filters = filters
    self.kernelSize = kernelSize
    self.strides = strides
    self.padding = padding
    self.dilationRate = dilationRate
    self.depthMultiplier = depthMultiplier
    self.activation = activation
    self.useBias = useBias
    self.depthwiseInitializer = depthwiseInitializer
    self.pointwiseInitializer = pointwiseInitializer
    self.biasInitializer = biasInitializer
    self.depthwiseRegularizer = depthwiseRegularizer
    self.pointwiseRegularizer = pointwiseRegularizer
    self.biasRegularizer = biasRegularizer
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.int("filters"), kernelSize: try fields.sizes("kernelSize"),
      strides: try fields.sizes("strides"), padding: try fields.choice("padding"),
      dilationRate: try fields.sizes("dilationRate"),
      depthMultiplier: try fields.int("depthMultiplier"),
      activation: try fields.optionalMember("activation", .activation),
      useBias: try fields.bool("useBias"),
      depthwiseInitializer: try fields.member("depthwiseInitializer", .initializer),
      pointwiseInitializer: try fields.member("pointwiseInitializer", .initializer),
      biasInitializer: try fields.member("biasInitializer", .initializer),
      depthwiseRegularizer: try fields.optionalMember("depthwiseRegularizer", .regularizer),
      pointwiseRegularizer: try fields.optionalMember("pointwiseRegularizer", .regularizer),
      biasRegularizer: try fields.optionalMember("biasRegularizer", .regularizer),
      name: try fields.optionalString("name"), trainable: try fields.bool("trainable"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      [
        "filters": ConfigurationValue(filters), "kernelSize": kernelSize.configuration,
        "strides": strides.configuration, "padding": ConfigurationValue(padding.rawValue),
        "dilationRate": dilationRate.configuration,
        "depthMultiplier": ConfigurationValue(depthMultiplier),
        "useBias": ConfigurationValue(useBias),
        "activation": activation?.configuration ?? .null,
        "depthwiseInitializer": depthwiseInitializer.configuration,
        "pointwiseInitializer": pointwiseInitializer.configuration,
        "biasInitializer": biasInitializer.configuration,
        "depthwiseRegularizer": depthwiseRegularizer?.configuration ?? .null,
        "pointwiseRegularizer": pointwiseRegularizer?.configuration ?? .null,
        "biasRegularizer": biasRegularizer?.configuration ?? .null,
      ], uniquingKeysWith: { $1 })
  }

  public func forward(_ x: Tensor) -> Tensor {
    guard filters >= 1 else {
      return x.fail("SeparableConv2D", wanted: "filters ≥ 1", received: "filters \(filters)")
    }
    guard
      let windows = ImageWindows(
        over: x, layer: "SeparableConv2D", size: ("kernelSize", kernelSize), strides: strides,
        dilation: dilationRate, padding: padding),
      let deep = x.depthwiseConvolution(
        "SeparableConv2D", windows: windows, multiplier: depthMultiplier,
        weight: "depthwise_kernel", initializer: depthwiseInitializer,
        regularizer: depthwiseRegularizer)
    else { return [x].poison }
    let channels = x.shape[-1] * depthMultiplier
    let kernel = x.weight(
      "pointwise_kernel", shape: [1, 1, channels, filters], initializer: pointwiseInitializer,
      regularizer: pointwiseRegularizer)
    var y = matmul(deep, kernel.reshaped(to: [channels, filters]))
    if useBias {
      y += x.weight(
        "bias", shape: [filters], initializer: biasInitializer, regularizer: biasRegularizer)
    }
    return activation.map { $0(y) } ?? y
  }
}
