public import HoneCore
public import HoneGraph

/// One-dimensional convolution of each channel by itself.
///
/// `output[n, t, c·m + k] = activation(Σ input[n, t·s + i·d, c] · kernel[i, c, k] + bias[c·m + k])`, m the depth multiplier, s the stride and d the dilation rate.
///
/// - Input: `[N, T, C]`
/// - Output: `[N, T', C · depthMultiplier]`; T' as for ``Conv1D``
/// - Weights: `kernel [kernelSize, C, depthMultiplier]`, `bias [C · depthMultiplier]`
///
/// It is an error of the model if the input isn't a batch of sequences or the kernel is longer
/// than the padded sequence.
///
/// ```swift
/// DepthwiseConv1D(kernelSize: 3, padding: .same, useBias: false)
/// ```
///
/// Reference: Sifre, "Rigid-motion scattering for image classification", 2014, chapter 6.
public struct DepthwiseConv1D: Layer, Configurable {
  public static let schema = Schema(
    .layer, "DepthwiseConv1D", summary: "one-dimensional convolution of each channel by itself",
    formula: "y[t, c·m + k] = Σ x[t·s + i·d, c] · kernel[i, c, k] + bias[c·m + k]",
    kerasName: "keras.layers.DepthwiseConv1D",
    fields: [
      ConvolutionFields.kernelLength, ConvolutionFields.stride, ConvolutionFields.padding,
      ConvolutionFields.depthMultiplier, ConvolutionFields.dilation,
      ConvolutionFields.activation, ConvolutionFields.useBias,
      ConvolutionFields.initializer("depthwise"), ConvolutionFields.initializer("bias"),
      ConvolutionFields.regularizer("depthwise"), ConvolutionFields.regularizer("bias"),
    ])

  /// Length of the window.
  public var kernelSize: Int
  /// Steps between windows.
  public var strides: Int
  /// Whether zeros surround the sequences.
  public var padding: Padding
  /// Outputs for each input channel.
  public var depthMultiplier: Int
  /// Steps between elements of the kernel.
  public var dilationRate: Int
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
    kernelSize: Int, strides: Int = 1, padding: Padding = .valid, depthMultiplier: Int = 1,
    dilationRate: Int = 1, activation: (any ActivationFunction)? = nil, useBias: Bool = true,
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
      kernelSize: try fields.int("kernelSize"), strides: try fields.int("strides"),
      padding: try fields.choice("padding"), depthMultiplier: try fields.int("depthMultiplier"),
      dilationRate: try fields.int("dilationRate"),
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
        "kernelSize": ConfigurationValue(kernelSize), "strides": ConfigurationValue(strides),
        "padding": ConfigurationValue(padding.rawValue),
        "depthMultiplier": ConfigurationValue(depthMultiplier),
        "dilationRate": ConfigurationValue(dilationRate), "useBias": ConfigurationValue(useBias),
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
        over: x, axes: 1, layer: "DepthwiseConv1D", size: ("kernelSize", Sizes(kernelSize)),
        strides: Sizes(strides),
        dilation: Sizes(dilationRate), padding: padding),
      var y = x.depthwiseConvolution(
        "DepthwiseConv1D", windows: windows, multiplier: depthMultiplier, weight: "kernel",
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
