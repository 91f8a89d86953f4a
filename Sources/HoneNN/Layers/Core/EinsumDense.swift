public import HoneCore
public import HoneGraph

/// A fully connected layer over any axes, which an equation names.
///
/// Each axis has a letter. Axes that the output lacks are summed over, as in Einstein's notation:
///
/// ```text
/// "abc,cd->abd":   output[a, b, d] = activation(Σ input[a, b, c] · kernel[c, d] + bias[d])
/// ```
///
/// - Input: `[N, …]`, with the axes that the equation's first part names. `...` before or after
///   them, here and in the output, stands for any others.
/// - Output: `[N, outputShape…]` and the axes of `...`
/// - Weights: `kernel`, with the axes of the equation's second part; `bias`, with those of
///   `biasAxes`
///
/// `outputShape` has an extent for each letter of the output but the batch's; −1 stands for the
/// input's. A `VarianceScaling` counts as fan-in the extents of the kernel's axes that the output
/// lacks, and as fan-out the others.
///
/// It is an error of the model if the equation isn't of the form `[X],[Y]->[Z]`,
/// `...[X],[Y]->...[Z]` or `[X]...,[Y]->[Z]...`, names an axis of the kernel or of the output that
/// no other part has, or doesn't fit the input and `outputShape`.
///
/// ```swift
/// EinsumDense("abc,cd->abd", outputShape: [-1, 64], biasAxes: "d")
/// EinsumDense("...x,xy->...y", outputShape: 64, biasAxes: "y")
/// EinsumDense("abc,cde->abde", outputShape: [-1, 8, 64])  // eight heads of width 64
/// ```
public struct EinsumDense: Layer, Configurable {
  public static let schema = Schema(
    .layer, "EinsumDense", summary: "a fully connected layer over axes that an equation names",
    formula: "y = activation(einsum(equation, x, kernel) + bias)",
    kerasName: "keras.layers.EinsumDense",
    fields: [
      Field("equation", .string, "a letter for each axis, such as abc,cd->abd"),
      Field(
        "outputShape", .sizes(-1...Int.max),
        "the output's extents but the batch's and those of ...; -1: the input's"),
      Field("activation", .member(.activation), default: .null, "applied to the output"),
      Field(
        "biasAxes", .string, default: .null, "the letters of the bias's axes; none: no bias"),
    ] + WeightField.schema(.kernel, .bias, activity: true))

  /// A letter for each axis of input, kernel and output.
  public var equation: String
  /// The output's extents but the batch's and those of `...`; −1 for the input's.
  public var outputShape: Sizes
  /// Applied to the output; nil for none.
  public var activation: (any ActivationFunction)?
  /// The letters of the bias's axes; nil for no bias.
  public var biasAxes: String?
  /// What is chosen about the kernel.
  public var kernel: WeightOptions
  /// What is chosen about the bias.
  public var bias: WeightOptions
  /// The penalty on the output.
  public var activityRegularizer: (any Regularizer)?
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a layer.
  ///
  /// - Parameters:
  ///   - equation: a letter for each axis of input, kernel and output.
  ///   - outputShape: the output's extents but the batch's and those of `...`; −1 for the input's.
  ///   - activation: applied to the output; nil for none.
  ///   - biasAxes: the letters of the bias's axes; nil for no bias.
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
    _ equation: String, outputShape: Sizes, activation: (any ActivationFunction)? = nil,
    biasAxes: String? = nil, kernelInitializer: any Initializer = .glorotUniform,
    biasInitializer: any Initializer = .zeros, kernelRegularizer: (any Regularizer)? = nil,
    biasRegularizer: (any Regularizer)? = nil, activityRegularizer: (any Regularizer)? = nil,
    kernelConstraint: (any Constraint)? = nil, biasConstraint: (any Constraint)? = nil,
    name: String? = nil, trainable: Bool = true
  ) {
    self.equation = equation
    self.outputShape = outputShape
    self.activation = activation
    self.biasAxes = biasAxes
    kernel = WeightOptions(
      kernelInitializer, regularizer: kernelRegularizer, constraint: kernelConstraint)
    bias = WeightOptions(biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint)
    self.activityRegularizer = activityRegularizer
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    equation = try fields.string("equation")
    outputShape = try fields.sizes("outputShape")
    activation = try fields.optionalMember("activation", .activation)
    biasAxes = try fields.optionalString("biasAxes")
    kernel = try fields.weight("kernel")
    bias = try fields.weight("bias")
    activityRegularizer = try fields.optionalMember("activityRegularizer", .regularizer)
    name = try fields.optionalString("name")
    isTrainable = try fields.bool("trainable")
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.with(
      kernel.fields("kernel"), bias.fields("bias"),
      [
        "equation": ConfigurationValue(equation), "outputShape": outputShape.configuration,
        "activation": activation?.configuration ?? .null,
        "biasAxes": biasAxes.map { ConfigurationValue($0) } ?? .null,
        "activityRegularizer": activityRegularizer?.configuration ?? .null,
      ])
  }

  public func forward(_ x: Tensor) -> Tensor {
    guard let equation = EinsumEquation(equation) else {
      return x.fail(
        "EinsumDense",
        wanted: "an equation [X],[Y]->[Z], ...[X],[Y]->...[Z] or [X]...,[Y]->[Z]..., the batch "
          + "first, each axis of the kernel in input or output, each axis of the output in input "
          + "or kernel",
        received: "\"\(self.equation)\"", help: "a dense layer over sequences is \"abc,cd->abd\"")
    }
    let omitted = x.rank - equation.input.count
    guard equation.ellipsis.counts.contains(omitted),
      let extents = extents(equation, x, omitted: omitted)
    else {
      return x.fail(
        "EinsumDense", wanted: "an input and an outputShape that fit \"\(self.equation)\"",
        received: "\(x.shape) and outputShape \(outputShape.values)")
    }
    let shape = Shape(equation.kernel.map { extents[$0] ?? 1 })
    let hasBatch = equation.ellipsis != .left && equation.kernel.contains(equation.input[0])
    guard !hasBatch, shape.dimensions.allSatisfy({ $0 >= 1 || x.trace?.batchSize == nil }) else {
      return x.fail(
        "EinsumDense", wanted: "known extents for the kernel's axes",
        received: "\(shape) for \"\(self.equation)\"",
        help: "the batch can't be an axis of the kernel; outputShape gives unknown ones")
    }
    var y = equation.product(x, kernelWeight(shape, equation, at: x))
    if let biasAxes {
      guard let shape = biasShape(biasAxes, equation, extents, omitted: omitted) else {
        return x.fail(
          "EinsumDense", wanted: "biasAxes among the output's letters but the batch's",
          received: "\"\(biasAxes)\" for \"\(self.equation)\"")
      }
      y += x.weight("bias", shape: shape, bias)
    }
    let result = activation.map { $0(y) } ?? y
    // The mask stays where the axes that it is about do.
    guard let mask = x.mask, !result.isPoisoned else { return result }
    let kept = zip(
      equation.labels(equation.input, omitted: omitted),
      equation.labels(equation.output, omitted: omitted)
    ).prefix { $0 == $1 }.count
    return result.masked(by: kept >= mask.rank ? mask : nil)
  }

  /// The extent of each letter; nil if input, equation and output shape don't fit.
  private func extents(
    _ equation: EinsumEquation, _ x: Tensor, omitted: Int
  ) -> [Character: Int]? {
    let skipped = equation.ellipsis == .left ? omitted : 0
    var extents: [Character: Int] = [:]
    for (place, letter) in equation.input.enumerated() {
      extents[letter] = x.shape[place + skipped]
    }
    // The batch is a letter of the output unless it is among the axes of `...` in front.
    let letters = skipped > 0 ? equation.output[...] : equation.output.dropFirst()
    guard letters.count == outputShape.values.count else { return nil }
    for (letter, wanted) in zip(letters, outputShape.values) {
      let found = extents[letter]
      guard wanted != found else { continue }
      guard wanted >= 1 ? found == nil || found == Shape.unknown : wanted == -1 && found != nil
      else { return nil }
      if wanted >= 1 { extents[letter] = wanted }
    }
    return extents
  }

  private func kernelWeight(_ shape: Shape, _ equation: EinsumEquation, at x: Tensor) -> Tensor {
    var fans = (input: 1, output: 1)
    for (letter, extent) in zip(equation.kernel, shape.dimensions) {
      if equation.output.contains(letter) { fans.output *= extent } else { fans.input *= extent }
    }
    return x.weight(
      "kernel", shape: shape,
      initial: kernel.initializer.with(
        Fans(fanIn: Double(fans.input), fanOut: Double(fans.output))),
      regularizer: kernel.regularizer, constraint: kernel.constraint)
  }

  /// The output's axes from the first one of the bias on, of extent 1 where the bias has none.
  private func biasShape(
    _ axes: String, _ equation: EinsumEquation, _ extents: [Character: Int], omitted: Int
  ) -> Shape? {
    guard let first = equation.output.firstIndex(where: { axes.contains($0) }),
      first > 0 || equation.ellipsis == .left, axes.allSatisfy({ equation.output.contains($0) })
    else { return nil }
    let own = equation.output[first...].map { axes.contains($0) ? extents[$0] ?? 1 : 1 }
    let behind = equation.ellipsis == .right ? omitted : 0
    return Shape(own + [Int](repeating: 1, count: behind))
  }
}
