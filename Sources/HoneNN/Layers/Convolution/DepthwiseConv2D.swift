public import HoneCore
public import HoneGraph

/// Two-dimensional convolution of each channel by itself.
///
/// `output[n, y, x, c·m + k] = activation(Σ input[n, y·s + i·d, x·s + j·d, c] · kernel[i, j, c, k]
/// + bias[c·m + k])`, m the depth multiplier, s the stride and d the dilation rate.
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
public struct DepthwiseConv2D: ConvolutionLayer {
  public static let form = ConvolutionForm(axes: 2, .depthwise)
  public static let schema = convolutionSchema(
    "DepthwiseConv2D", summary: "convolution of each channel by itself",
    formula: "y[h, w, c·m + k] = Σ x[h·s + i·d, w·s + j·d, c] · kernel[i, j, c, k] + bias[c·m + k]")

  public var options: ConvolutionOptions
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a convolution with `depthMultiplier` outputs for each channel.
  ///
  /// - Parameters:
  ///   - kernelSize: extent of the window: height and width.
  ///   - strides: steps between windows.
  ///   - padding: whether zeros surround the input.
  ///   - depthMultiplier: outputs for each input channel.
  ///   - dilationRate: steps between elements of the kernel.
  ///   - activation: applied to the output; nil for none.
  ///   - useBias: whether a bias is added.
  ///   - depthwiseInitializer: how the kernel begins.
  ///   - biasInitializer: how the bias begins.
  ///   - depthwiseRegularizer: the penalty on the kernel.
  ///   - biasRegularizer: the penalty on the bias.
  ///   - activityRegularizer: the penalty on the output, divided by the batch size.
  ///   - depthwiseConstraint: what the kernel obeys after each update.
  ///   - biasConstraint: what the bias obeys after each update.
  ///   - name: the name within the model.
  ///   - trainable: whether the optimizer may change the weights.
  public init(
    kernelSize: Sizes, strides: Sizes = 1, padding: Padding = .valid, depthMultiplier: Int = 1,
    dilationRate: Sizes = 1, activation: (any ActivationFunction)? = nil, useBias: Bool = true,
    depthwiseInitializer: any Initializer = .glorotUniform,
    biasInitializer: any Initializer = .zeros, depthwiseRegularizer: (any Regularizer)? = nil,
    biasRegularizer: (any Regularizer)? = nil, activityRegularizer: (any Regularizer)? = nil,
    depthwiseConstraint: (any Constraint)? = nil, biasConstraint: (any Constraint)? = nil,
    name: String? = nil, trainable: Bool = true
  ) {
    self.init(
      ConvolutionOptions(
        kernelSize: kernelSize, strides: strides, padding: SequencePadding(padding),
        dilationRate: dilationRate, depthMultiplier: depthMultiplier, activation: activation,
        useBias: useBias,
        kernel: WeightOptions(
          depthwiseInitializer, regularizer: depthwiseRegularizer, constraint: depthwiseConstraint),
        bias: WeightOptions(
          biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint),
        activityRegularizer: activityRegularizer),
      name: name, trainable: trainable)
  }

  public init(_ options: ConvolutionOptions, name: String?, trainable: Bool) {
    self.options = options
    self.name = name
    isTrainable = trainable
  }
}
