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
public struct SeparableConv2D: ConvolutionLayer {
  public static let form = ConvolutionForm(axes: 2, .separable)
  public static let schema = convolutionSchema(
    "SeparableConv2D", summary: "depthwise, then pointwise convolution",
    formula: "depthwise, then y = deep · pointwise + bias")

  public var options: ConvolutionOptions
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a convolution with `filters` output channels.
  ///
  /// - Parameters:
  ///   - filters: the number of output channels.
  ///   - kernelSize: extent of the window: height and width.
  ///   - strides: steps between windows.
  ///   - padding: whether zeros surround the input.
  ///   - dilationRate: steps between elements of the kernel.
  ///   - depthMultiplier: outputs of the first step for each input channel.
  ///   - activation: applied to the output; nil for none.
  ///   - useBias: whether a bias is added.
  ///   - depthwiseInitializer: how the first kernel begins.
  ///   - pointwiseInitializer: how the second kernel begins.
  ///   - biasInitializer: how the bias begins.
  ///   - depthwiseRegularizer: the penalty on the first kernel.
  ///   - pointwiseRegularizer: the penalty on the second kernel.
  ///   - biasRegularizer: the penalty on the bias.
  ///   - activityRegularizer: the penalty on the output, divided by the batch size.
  ///   - depthwiseConstraint: what the first kernel obeys after each update.
  ///   - pointwiseConstraint: what the second kernel obeys after each update.
  ///   - biasConstraint: what the bias obeys after each update.
  ///   - name: the name within the model.
  ///   - trainable: whether the optimizer may change the weights.
  public init(
    _ filters: Int, kernelSize: Sizes, strides: Sizes = 1, padding: Padding = .valid,
    dilationRate: Sizes = 1, depthMultiplier: Int = 1, activation: (any ActivationFunction)? = nil,
    useBias: Bool = true, depthwiseInitializer: any Initializer = .glorotUniform,
    pointwiseInitializer: any Initializer = .glorotUniform,
    biasInitializer: any Initializer = .zeros, depthwiseRegularizer: (any Regularizer)? = nil,
    pointwiseRegularizer: (any Regularizer)? = nil, biasRegularizer: (any Regularizer)? = nil,
    activityRegularizer: (any Regularizer)? = nil, depthwiseConstraint: (any Constraint)? = nil,
    pointwiseConstraint: (any Constraint)? = nil, biasConstraint: (any Constraint)? = nil,
    name: String? = nil, trainable: Bool = true
  ) {
    self.init(
      ConvolutionOptions(
        filters: filters, kernelSize: kernelSize, strides: strides,
        padding: SequencePadding(padding), dilationRate: dilationRate,
        depthMultiplier: depthMultiplier, activation: activation, useBias: useBias,
        kernel: WeightOptions(
          depthwiseInitializer, regularizer: depthwiseRegularizer, constraint: depthwiseConstraint),
        pointwise: WeightOptions(
          pointwiseInitializer, regularizer: pointwiseRegularizer, constraint: pointwiseConstraint),
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
