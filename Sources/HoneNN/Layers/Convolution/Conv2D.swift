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
public struct Conv2D: ConvolutionLayer {
  public static let form = ConvolutionForm(axes: 2, .plain)
  public static let schema = convolutionSchema(
    "Conv2D", summary: "two-dimensional convolution",
    formula: "y[h, w, f] = Σ x[h·s + i·d, w·s + j·d, c] · kernel[i, j, c, f] + bias[f]",
    techniques: [96, 97, 98, 99, 100, 101, 102])

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
  ///   - groups: into how many groups the channels are split.
  ///   - activation: applied to the output; nil for none.
  ///   - useBias: whether a bias is added.
  ///   - kernelInitializer: how the kernel begins.
  ///   - biasInitializer: how the bias begins.
  ///   - kernelRegularizer: the penalty on the kernel.
  ///   - biasRegularizer: the penalty on the bias.
  ///   - activityRegularizer: the penalty on the output, divided by the batch size.
  ///   - kernelConstraint: what the kernel obeys after each update.
  ///   - biasConstraint: what the bias obeys after each update.
  ///   - name: the name within the model.
  ///   - trainable: whether the optimizer may change the weights.
  public init(
    _ filters: Int, kernelSize: Sizes, strides: Sizes = 1, padding: Padding = .valid,
    dilationRate: Sizes = 1, groups: Int = 1, activation: (any ActivationFunction)? = nil,
    useBias: Bool = true, kernelInitializer: any Initializer = .glorotUniform,
    biasInitializer: any Initializer = .zeros, kernelRegularizer: (any Regularizer)? = nil,
    biasRegularizer: (any Regularizer)? = nil, activityRegularizer: (any Regularizer)? = nil,
    kernelConstraint: (any Constraint)? = nil, biasConstraint: (any Constraint)? = nil,
    name: String? = nil, trainable: Bool = true
  ) {
    self.init(
      ConvolutionOptions(
        filters: filters, kernelSize: kernelSize, strides: strides,
        padding: SequencePadding(padding), dilationRate: dilationRate, groups: groups,
        activation: activation, useBias: useBias,
        kernel: WeightOptions(
          kernelInitializer, regularizer: kernelRegularizer, constraint: kernelConstraint),
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
