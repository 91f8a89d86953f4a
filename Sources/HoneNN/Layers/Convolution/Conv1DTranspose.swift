public import HoneCore
public import HoneGraph

/// Transposed one-dimensional convolution: the way back through a ``Conv1D``, from short sequences
/// to long ones.
///
/// `output[n, t, f] = activation(Σ input[n, p, c] · kernel[i, f, c] + bias[f])`, the sum over all
/// p, i, c with t = p·s + i·d − before; s the stride, d the
/// dilation rate.
///
/// - Input: `[N, T, C]`
/// - Output: `[N, T', filters]`; `.same`: T' = T · s; `.valid`: T' = (T − 1) · s +
///   max(r, s), r = d · (kernel − 1) + 1. With an `outputPadding` p < s: (T − 1) · s + p, and r
///   more for `.valid`, r mod 2 for `.same`
/// - Weights: `kernel [kernelSize, filters, C]`, `bias [filters]`
///
/// It is an error of the model if the input isn't a batch of sequences of known length.
///
/// ```swift
/// Conv1DTranspose(32, kernelSize: 4, strides: 2, padding: .same, activation: .relu)
/// ```
///
/// Reference: Zeiler et al., "Deconvolutional networks", CVPR 2010.
public struct Conv1DTranspose: ConvolutionLayer {
  public static let form = ConvolutionForm(axes: 1, .transposed)
  public static let schema = convolutionSchema(
    "Conv1DTranspose", summary: "transposed one-dimensional convolution",
    formula: "y[p·s + i·d − before, f] += x[p, c] · kernel[i, f, c]")

  public var options: ConvolutionOptions
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a transposed convolution with `filters` output channels.
  ///
  /// - Parameters:
  ///   - filters: the number of output channels.
  ///   - kernelSize: length of the window.
  ///   - strides: steps between the outputs of neighbouring inputs.
  ///   - padding: whether what reaches over the edges is cut off.
  ///   - outputPadding: places behind what the windows reach, fewer than a stride; nil for the
  ///     sizes above.
  ///   - dilationRate: steps between elements of the kernel.
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
    _ filters: Int, kernelSize: Int, strides: Int = 1, padding: Padding = .valid,
    outputPadding: Int? = nil, dilationRate: Int = 1, activation: (any ActivationFunction)? = nil,
    useBias: Bool = true, kernelInitializer: any Initializer = .glorotUniform,
    biasInitializer: any Initializer = .zeros, kernelRegularizer: (any Regularizer)? = nil,
    biasRegularizer: (any Regularizer)? = nil, activityRegularizer: (any Regularizer)? = nil,
    kernelConstraint: (any Constraint)? = nil, biasConstraint: (any Constraint)? = nil,
    name: String? = nil, trainable: Bool = true
  ) {
    self.init(
      ConvolutionOptions(
        filters: filters, kernelSize: Sizes(kernelSize), strides: Sizes(strides),
        padding: SequencePadding(padding), outputPadding: outputPadding.map { Sizes($0) },
        dilationRate: Sizes(dilationRate), activation: activation, useBias: useBias,
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
