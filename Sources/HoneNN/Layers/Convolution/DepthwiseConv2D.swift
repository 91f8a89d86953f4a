public import HoneCore
public import HoneGraph

/// Two-dimensional convolution of each channel by itself.
///
/// `output[n, y, x, c·m + k] = activation(Σ input[n, y·s + i·d, x·s + j·d, c] · kernel[i, j, c, k] +
/// bias[c·m + k])`, m the depth multiplier, s the stride and d the dilation rate.
///
/// - Input: `[N, H, W, C]`
/// - Output: `[N, H', W', C · depthMultiplier]`; H' and W' as for ``Conv2D``
/// - Weights: `kernel [height, width, C, depthMultiplier]`, `bias [C · depthMultiplier]`
///
/// It is an error of the model if the input isn't a batch of images or the kernel is larger than
/// the padded image.
///
/// ```swift
/// DepthwiseConv2D(kernelSize: 3, padding: .same, useBias: false)
/// ```
///
/// Reference: Sifre, "Rigid-motion scattering for image classification", 2014, chapter 6.
public struct DepthwiseConv2D: Layer, Configurable {
  public static let schema = Schema(
    .layer, "DepthwiseConv2D", summary: "convolution of each channel by itself",
    formula: "y[h, w, c·m + k] = Σ x[h·s + i·d, w·s + j·d, c] · kernel[i, j, c, k] + bias[c·m + k]",
    kerasName: "keras.layers.DepthwiseConv2D",
    fields: [
      ConvolutionFields.kernelSize, ConvolutionFields.strides, ConvolutionFields.padding,
      ConvolutionFields.depthMultiplier, ConvolutionFields.dilationRate,
      ConvolutionFields.activation, ConvolutionFields.useBias,
      ConvolutionFields.initializer("depthwise"), ConvolutionFields.initializer("bias"),
      ConvolutionFields.regularizer("depthwise"), ConvolutionFields.regularizer("bias"),
    ])

  /// Extent of the window: height and width.
  public var kernelSize: Sizes
  /// Steps between windows.
  public var strides: Sizes
  /// Whether zeros surround the images.
  public var padding: Padding
  /// Outputs for each input channel.
  public var depthMultiplier: Int
  /// Steps between elements of the kernel.
  public var dilationRate: Sizes
  /// Applied to the output; nil for none.
  public var activation: (any ActivationFunction)?
  /// Whether a bias is added.
  public var useBias: Bool
  /// How the kernel begins.
  public var depthwiseInitializer: any Initializer
  /// How the bias begins.
  public var biasInitializer: any Initializer
  /// The penalty on the kernel.
  public var depthwiseRegularizer: (any Regularizer)?
  /// The penalty on the bias.
  public var biasRegularizer: (any Regularizer)?
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a convolution with `depthMultiplier` outputs for each channel.
  public init(
    kernelSize: Sizes, strides: Sizes = 1, padding: Padding = .valid, depthMultiplier: Int = 1,
    dilationRate: Sizes = 1, activation: (any ActivationFunction)? = nil, useBias: Bool = true,
    depthwiseInitializer: any Initializer = .glorotUniform,
    biasInitializer: any Initializer = .zeros, depthwiseRegularizer: (any Regularizer)? = nil,
    biasRegularizer: (any Regularizer)? = nil, name: String? = nil, trainable: Bool = true
  ) {
    self.kernelSize = kernelSize
    self.strides = strides
    self.padding = padding
    self.depthMultiplier = depthMultiplier
    self.dilationRate = dilationRate
    self.activation = activation
    self.useBias = useBias
    self.depthwiseInitializer = depthwiseInitializer
    self.biasInitializer = biasInitializer
    self.depthwiseRegularizer = depthwiseRegularizer
    self.biasRegularizer = biasRegularizer
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      kernelSize: try fields.sizes("kernelSize"), strides: try fields.sizes("strides"),
      padding: try fields.choice("padding"), depthMultiplier: try fields.int("depthMultiplier"),
      dilationRate: try fields.sizes("dilationRate"),
      activation: try fields.optionalMember("activation", .activation),
      useBias: try fields.bool("useBias"),
      depthwiseInitializer: try fields.member("depthwiseInitializer", .initializer),
      biasInitializer: try fields.member("biasInitializer", .initializer),
      depthwiseRegularizer: try fields.optionalMember("depthwiseRegularizer", .regularizer),
      biasRegularizer: try fields.optionalMember("biasRegularizer", .regularizer),
      name: try fields.optionalString("name"), trainable: try fields.bool("trainable"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      [
        "kernelSize": kernelSize.configuration, "strides": strides.configuration,
        "padding": ConfigurationValue(padding.rawValue),
        "depthMultiplier": ConfigurationValue(depthMultiplier),
        "dilationRate": dilationRate.configuration, "useBias": ConfigurationValue(useBias),
        "activation": activation?.configuration ?? .null,
        "depthwiseInitializer": depthwiseInitializer.configuration,
        "biasInitializer": biasInitializer.configuration,
        "depthwiseRegularizer": depthwiseRegularizer?.configuration ?? .null,
        "biasRegularizer": biasRegularizer?.configuration ?? .null,
      ], uniquingKeysWith: { $1 })
  }

  public func forward(_ x: Tensor) -> Tensor {
    guard
      let windows = ImageWindows(
        over: x, layer: "DepthwiseConv2D", size: ("kernelSize", kernelSize), strides: strides,
        dilation: dilationRate, padding: padding),
      var y = x.depthwiseConvolution(
        "DepthwiseConv2D", windows: windows, multiplier: depthMultiplier, weight: "kernel",
        initializer: depthwiseInitializer, regularizer: depthwiseRegularizer)
    else { return [x].poison }
    if useBias {
      y += x.weight(
        "bias", shape: [x.shape[-1] * depthMultiplier], initializer: biasInitializer,
        regularizer: biasRegularizer)
    }
    return activation.map { $0(y) } ?? y
  }
}
