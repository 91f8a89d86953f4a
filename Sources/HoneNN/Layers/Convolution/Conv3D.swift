public import HoneCore
public import HoneGraph

/// Three-dimensional convolution over volumes.
///
/// `output[n, z, y, x, f] = activation(Σ input[n, z·s + h·d, y·s + i·d, x·s + j·d, c] ·
/// kernel[h, i, j, c, f] + bias[f])`, s the stride and d the dilation rate; with groups, filter f
/// sees the channels of its group only.
///
/// - Input: `[N, D, H, W, C]`
/// - Output: `[N, D', H', W', filters]`; `.valid`: D' = ⌊(D − d·(kernel − 1) − 1) / s⌋ + 1;
///   `.same`: D' = ⌈D / s⌉, the odd zeros behind.
/// - Weights: `kernel [depth, height, width, C / groups, filters]`, `bias [filters]`
///
/// It is an error of the model if the input isn't a batch of volumes, the kernel is larger than
/// the padded volume, or the groups divide neither channels nor filters.
///
/// ```swift
/// Conv3D(32, kernelSize: 3, padding: .same, activation: .relu)
/// Conv3D(64, kernelSize: [1, 3, 3], strides: 2, useBias: false, kernelInitializer: .heNormal)
/// ```
public struct Conv3D: ConvolutionLayer {
  public static let form = ConvolutionForm(axes: 3, .plain)
  public static let schema = convolutionSchema(
    "Conv3D", summary: "three-dimensional convolution",
    formula: "y[z, y, x, f] = Σ x[…·s + …·d, c] · kernel[h, i, j, c, f] + bias[f]")

  public var options: ConvolutionOptions
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a convolution with `filters` output channels.
  ///
  /// - Parameters:
  ///   - filters: the number of output channels.
  ///   - kernelSize: extent of the window: depth, height and width.
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
