public import HoneCore

/// A primitive operation of the graph, with its attributes.
///
/// The set is closed: it holds what oneDNN and StableHLO both know as one thing. Elementwise
/// operations want operands of one shape and type; ``Tensor``'s operators insert the broadcasts.
/// Images are `[N, spatial…, C]`, convolution kernels `[spatial…, C / groups, F]`.
public enum Op: Hashable, Sendable {
  // Leaves.
  /// A tensor of the batch, by its index in ``Graph/inputs``.
  case input(Int)
  /// A number that the host passes at each step, by its index in ``Graph/scalars``.
  case scalar(Int)
  /// The value of a state slot at the beginning of the step, by its index in ``Graph/slots``.
  case state(Int)
  /// A fixed value.
  case constant(HostTensor)
  /// The index along `axis`.
  case iota(shape: Shape, axis: Int, dtype: DType)
  /// Random draws. Inputs: seed and step (int64 scalars). Element `i` in row-major order is the
  /// draw at `i` of `RandomKey(seed: seed).folding(stream).folding(step)`.
  case random(RandomDistribution, shape: Shape, dtype: DType, stream: UInt64)

  // Elementwise.
  /// A function of one operand.
  case unary(UnaryOp)
  /// A function of two operands of one shape and type.
  case binary(BinaryOp)
  /// A comparison of two operands; the result is `bool`.
  case compare(CompareOp)
  /// `condition ? a : b`; inputs: condition (bool), a, b.
  case select
  /// Conversion to another type; floats become whole numbers by cutting towards zero.
  case convert(DType)
  /// The operand; its gradient is zero.
  case stopGradient

  // Shape.
  /// Repetition to a larger shape, by NumPy's rule.
  case broadcast(Shape)
  /// The same elements under another shape.
  case reshape(Shape)
  /// Reordered axes: output axis `i` is input axis `permutation[i]`.
  case transpose([Int])
  /// Elements `start, start + stride, … < limit` along each axis.
  case slice(starts: [Int], limits: [Int], strides: [Int])
  /// Padding with a value: `low` before, `high` after, `interior` between neighbours.
  case pad(low: [Int], high: [Int], interior: [Int], value: Double)
  /// The inputs one after another along an axis.
  case concatenate(axis: Int)
  /// Slices at the given places. Inputs: operand, indices (int32 or int64; held in range).
  /// The axis is replaced by the axes of `indices`.
  case gather(axis: Int)
  /// The transpose of gather: zeros with extent `extent` at `axis`, plus the updates.
  /// Inputs: indices, updates.
  case scatterAdd(axis: Int, extent: Int)

  // Reductions: the axes vanish.
  /// Sum, product, maximum or minimum over `axes`.
  case reduce(ReduceOp, axes: [Int])
  /// The index (int32) of the first largest or smallest element along an axis.
  case argReduce(ArgReduceOp, axis: Int)

  // Contractions.
  /// A matrix product over any axes; the result is `[batch…, lhs free…, rhs free…]`.
  case dotGeneral(DotDimensions)
  /// Convolution. Inputs: images, kernel.
  case convolution(ConvolutionDimensions)
  /// Its gradient for the images. Inputs: gradient, kernel.
  case convolutionBackwardInput(ConvolutionDimensions, inputShape: Shape)
  /// Its gradient for the kernel. Inputs: images, gradient.
  case convolutionBackwardKernel(ConvolutionDimensions, kernelShape: Shape)

  // Networks.
  /// Pooling over windows. Averages leave padding out.
  case pool(PoolOp, WindowDimensions)
  /// Gradient of maximum pooling: goes to the first largest element. Inputs: images, gradient.
  case maxPoolBackward(WindowDimensions)
  /// Gradient of average pooling. Input: gradient.
  case averagePoolBackward(WindowDimensions, inputShape: Shape)
  /// Inputs: x, gamma, beta. Outputs: y, the batch's mean and biased variance per channel.
  case batchNormTraining(axis: Int, epsilon: Double)
  /// Inputs: x, gamma, beta, mean, variance. Output: y.
  case batchNormInference(axis: Int, epsilon: Double)
  /// Inputs: x, gamma, mean, variance, gradient of y. Outputs: gradients of x, gamma, beta.
  case batchNormGradient(axis: Int, epsilon: Double)
  /// Normalization over the axes from `axis` on. Inputs: x, gamma, beta, these two of the shape of
  /// those axes. Outputs: y, the mean and biased variance at each place of the other axes.
  case layerNorm(axis: Int, epsilon: Double)
  /// Inputs: x, gamma, mean, variance, gradient of y. Outputs: gradients of x, gamma, beta.
  case layerNormGradient(axis: Int, epsilon: Double)
  /// `exp(x) / Σ exp(x)` along an axis.
  case softmax(axis: Int)
  /// `x − log Σ exp(x)` along an axis.
  case logSoftmax(axis: Int)

  // Recurrence over time, `[N, T, …]`; see ``RecurrentDefinition`` for the formulas. With `reverse`
  // time runs from the last step to the first; every result stands at its own step.
  /// Long short-term memory. Inputs: projected inputs `[N, T, 4U]`, recurrent kernel `[U, 4U]` and
  /// bias `[4U]`, state and cell `[N, U]`. Outputs: states `[N, T, U]`, the last cell `[N, U]`;
  /// workspace: cells `[N, T, U]`, gates `[N, T, 4U]`. Gates come in the order i f c o.
  case lstm(reverse: Bool)
  /// Inputs: recurrent kernel, cell, the workspace, gradients of the states and of the last cell.
  /// Outputs: gradients of the projected inputs (the recurrent product has the same one), of state
  /// and cell.
  case lstmGradient(reverse: Bool)
  /// Gated recurrent unit. Inputs: projected inputs `[N, T, 3U]`, recurrent kernel `[U, 3U]` and
  /// bias `[3U]`, state `[N, U]`. Outputs: states `[N, T, U]`; workspace: gates `[N, T, 3U]` in the
  /// order z r h and, with `resetAfter`, the candidate's recurrent product behind them.
  case gru(resetAfter: Bool, reverse: Bool)
  /// Inputs: recurrent kernel, state, states, the workspace, gradient of the states. Outputs:
  /// gradients of the projected inputs, with `resetAfter` of the candidate's recurrent product
  /// `[N, T, U]`, and of the state.
  case gruGradient(resetAfter: Bool, reverse: Bool)
}

/// What ``Op/random(_:shape:dtype:stream:)`` draws.
public enum RandomDistribution: Hashable, Sendable {
  /// `low + (high − low) · u`, u uniform in [0, 1) with 24 bits, computed in float32.
  case uniform(low: Double, high: Double)
  /// `mean + deviation · z`, z standard normal, computed in float64.
  case normal(mean: Double, deviation: Double)
  /// True (or 1) where u < probability, the comparison in float32.
  case bernoulli(probability: Double)
}

/// Functions of one operand. All but `not`, `isNaN`, `isFinite` keep the type.
public enum UnaryOp: String, Hashable, Sendable, CaseIterable {
  case negate, absolute, sign, square, reciprocal, relu
  case exp, expm1, log, log1p, sqrt, rsqrt, sin, cos, tanh, sigmoid, erf
  case floor, ceil
  /// To the nearest whole number, halves to even.
  case round
  case not, isNaN, isFinite
}

/// Functions of two operands. `and` and `or` want `bool`.
public enum BinaryOp: String, Hashable, Sendable, CaseIterable {
  case add, subtract, multiply, divide, maximum, minimum, power, remainder, and, or
}

/// Comparisons.
public enum CompareOp: String, Hashable, Sendable, CaseIterable {
  case equal, notEqual, less, lessEqual, greater, greaterEqual
}

/// Reductions. Of no elements: 0, 1, −∞ (or the smallest whole number), +∞ (or the largest).
public enum ReduceOp: String, Hashable, Sendable, CaseIterable {
  case sum, product, maximum, minimum
}

/// Reductions to a place.
public enum ArgReduceOp: String, Hashable, Sendable, CaseIterable { case maximum, minimum }

/// Kinds of pooling.
public enum PoolOp: String, Hashable, Sendable, CaseIterable { case maximum, average }
