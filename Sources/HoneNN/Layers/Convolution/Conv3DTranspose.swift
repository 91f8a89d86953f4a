public import HoneCore
public import HoneGraph

/// Transposed three-dimensional convolution: the way back through a ``Conv3D``, from small volumes
/// to large ones.
///
/// `output[n, z, y, x, f] = activation(Σ input[n, o, p, q, c] · kernel[h, i, j, f, c] + bias[f])`,
/// the sum over all o, p, q, h, i, j, c with z = o·s + h·d − front, and y and x likewise; s the stride, d the
/// dilation rate.
///
/// - Input: `[N, D, H, W, C]`
/// - Output: `[N, D', H', W', filters]`; `.same`: D' = D · s; `.valid`: D' = (D − 1) · s +
///   max(d · (kernel − 1) + 1, s)
/// - Weights: `kernel [depth, height, width, filters, C]`, `bias [filters]`
///
/// It is an error of the model if the input isn't a batch of volumes of known size.
///
/// ```swift
/// Conv3DTranspose(32, kernelSize: 4, strides: 2, padding: .same, activation: .relu)
/// ```
///
/// Reference: Zeiler et al., "Deconvolutional networks", CVPR 2010.
public struct Conv3DTranspose: Layer, Configurable {
  public static let schema = Schema(
    .layer, "Conv3DTranspose", summary: "transposed three-dimensional convolution",
    formula: "y[…·s + …·d − before, f] += x[…, c] · kernel[h, i, j, f, c]",
    kerasName: "keras.layers.Conv3DTranspose",
    fields: [
      Field("filters", .int(1...Int.max), "the number of output channels"),
      ConvolutionFields.kernelSize, ConvolutionFields.strides,
      Field(
        "padding", .choice(Padding.allCases.map(\.rawValue)), default: "valid",
        "valid: everything that a window reaches; same: outputs = inputs · stride"),
      ConvolutionFields.dilationRate, ConvolutionFields.activation, ConvolutionFields.useBias,
      ConvolutionFields.initializer("kernel"), ConvolutionFields.initializer("bias"),
      ConvolutionFields.regularizer("kernel"), ConvolutionFields.regularizer("bias"),
    ])

  /// The number of output channels.
  public var filters: Int
  /// Extent of the window: depth, height and width.
  public var kernelSize: Sizes
  /// Steps between the outputs of neighbouring inputs.
  public var strides: Sizes
  /// Whether what reaches over the edges is cut off.
  public var padding: Padding
  /// Steps between elements of the kernel.
  public var dilationRate: Sizes
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

  /// Creates a transposed convolution with `filters` output channels.
  public init(
    _ filters: Int, kernelSize: Sizes, strides: Sizes = 1, padding: Padding = .valid,
    dilationRate: Sizes = 1, activation: (any ActivationFunction)? = nil, useBias: Bool = true,
    kernelInitializer: any Initializer = .glorotUniform,
    biasInitializer: any Initializer = .zeros, kernelRegularizer: (any Regularizer)? = nil,
    biasRegularizer: (any Regularizer)? = nil, name: String? = nil, trainable: Bool = true
  ) {
    self.filters = filters
    self.kernelSize = kernelSize
    self.strides = strides
    self.padding = padding
    self.dilationRate = dilationRate
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
      dilationRate: try fields.sizes("dilationRate"),
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
        "dilationRate": dilationRate.configuration, "useBias": ConfigurationValue(useBias),
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
        over: x, axes: 3, layer: "Conv3DTranspose", size: ("kernelSize", kernelSize),
        strides: strides,
        dilation: dilationRate, padding: .valid)
    else { return [x].poison }
    guard filters >= 1, x.shape.dimensions.dropFirst().allSatisfy({ $0 >= 1 }) else {
      return x.fail(
        "Conv3DTranspose",
        wanted: "filters ≥ 1 and volumes of known depth, height, width and channels",
        received: "filters \(filters) and \(x.shape)")
    }
    let sizes = windows.transpose(x.shape, padding: padding)
    let kernel = x.weight(
      "kernel", shape: Shape(windows.size + [filters, x.shape[-1]]),
      initializer: kernelInitializer, regularizer: kernelRegularizer)
    var y = Tensor.apply(
      .convolutionBackwardInput(
        windows.convolution(), inputShape: Shape([x.shape[0]] + sizes + [filters])), x, kernel)
    if useBias {
      y += x.weight(
        "bias", shape: [filters], initializer: biasInitializer, regularizer: biasRegularizer)
    }
    return activation.map { $0(y) } ?? y
  }
}
