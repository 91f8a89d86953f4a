public import HoneCore
internal import HoneGraph

/// One-dimensional convolution over sequences.
///
/// `output[n, t, f] = activation(Σ input[n, t·s + i·d, c] · kernel[i, c, f] + bias[f])`, s the
/// stride and d the dilation rate; with groups, filter f sees the channels of its group only.
///
/// - Input: `[N, T, C]`
/// - Output: `[N, T', filters]`; `.valid`: T' = ⌊(T − d·(kernel − 1) − 1) / s⌋ + 1; `.same`:
///   T' = ⌈T / s⌉, the odd zero at the end; `.causal`: as `.same`, with all zeros in front, so that
///   no output depends on later inputs.
/// - Weights: `kernel [kernelSize, C / groups, filters]`, `bias [filters]`
///
/// It is an error of the model if the input isn't a batch of sequences, the kernel is longer than
/// the padded sequence, or the groups divide neither channels nor filters.
///
/// ```swift
/// Conv1D(128, kernelSize: 5, activation: .relu)
/// Conv1D(64, kernelSize: 2, padding: .causal, dilationRate: 4)
/// ```
public struct Conv1D: ConvolutionLayer {
  public static let form = ConvolutionForm(axes: 1, .plain)
  public static let schema = convolutionSchema(
    "Conv1D", summary: "one-dimensional convolution",
    formula: "y[t, f] = Σ x[t·s + i·d, c] · kernel[i, c, f] + bias[f]")

  public var options: ConvolutionOptions
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a convolution with `filters` output channels.
  ///
  /// - Parameters:
  ///   - filters: the number of output channels.
  ///   - kernelSize: length of the window.
  ///   - strides: steps between windows.
  ///   - padding: where zeros surround the sequences.
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
    _ filters: Int, kernelSize: Int, strides: Int = 1, padding: SequencePadding = .valid,
    dilationRate: Int = 1, groups: Int = 1, activation: (any ActivationFunction)? = nil,
    useBias: Bool = true, kernelInitializer: any Initializer = .glorotUniform,
    biasInitializer: any Initializer = .zeros, kernelRegularizer: (any Regularizer)? = nil,
    biasRegularizer: (any Regularizer)? = nil, activityRegularizer: (any Regularizer)? = nil,
    kernelConstraint: (any Constraint)? = nil, biasConstraint: (any Constraint)? = nil,
    name: String? = nil, trainable: Bool = true
  ) {
    self.init(
      ConvolutionOptions(
        filters: filters, kernelSize: Sizes(kernelSize), strides: Sizes(strides), padding: padding,
        dilationRate: Sizes(dilationRate), groups: groups, activation: activation, useBias: useBias,
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
