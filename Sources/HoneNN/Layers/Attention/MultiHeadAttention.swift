public import HoneCore
public import HoneGraph

/// Several heads that each look at a sequence by queries and keys of their own.
///
/// For each head with kernels W and biases b, from query q, key k and value v:
///
/// ```text
/// Q, K, V = q·W_q + b_q,  k·W_k + b_k,  v·W_v + b_v
/// A = softmax(Q·Kᵀ / √keyDim)
/// output = Σ over heads (A·V)·Wₒ + bₒ
/// ```
///
/// - Inputs: `[query, value]` or `[query, value, key]`, `[N, queries, d]` and `[N, keys, d′]`; the
///   key is by default the value. A last input of type bool, `[N, queries, keys]` or
///   `[queries, keys]`, says which queries may look at which keys. One input is all three
/// - Output: `[N, queries, outputShape…]`, by default of the query's width; with
///   `returnAttentionScores` also A, `[N, heads, queries, keys]`
/// - Weights: `query/kernel [d, heads, keyDim]`, `key/kernel` likewise, `value/kernel [d′, heads,
///   valueDim]`, `attention_output/kernel [heads, valueDim, outputShape…]`, and the `bias` of each.
///   PyTorch's `nn.MultiheadAttention` keeps the first three as one matrix, transposed
///
/// Masks of the inputs hold too: masked keys and values aren't looked at, and the output carries
/// the query's mask. `dropout` drops elements of A.
///
/// ```swift
/// let attended = MultiHeadAttention(numHeads: 8, keyDim: 64)([x, x])
/// MultiHeadAttention(numHeads: 8, keyDim: 64, useCausalMask: true)     // in a Sequential
/// ```
///
/// Reference: Vaswani et al., "Attention is all you need", NeurIPS 2017.
public struct MultiHeadAttention: Layer, Configurable {
  public static let schema = Schema(
    .layer, "MultiHeadAttention", summary: "several heads that look at a sequence",
    formula: "y = softmax(Q·Kᵀ / √keyDim)·V·Wₒ + bₒ", kerasName: "keras.layers.MultiHeadAttention",
    fields: [
      Field("numHeads", .int(1...Int.max), "the number of heads"),
      Field("keyDim", .int(1...Int.max), "the width of each head's queries and keys"),
      Field(
        "valueDim", .int(1...Int.max), default: .null,
        "the width of each head's values; by default keyDim"),
      Field(
        "dropout", .double(.belowOne), default: 0.0, "the share of the weights that is dropped"),
      RandomFields.seed,
      Field("useBias", .bool, default: true, "whether biases are added"),
      Field(
        "outputShape", .shape, default: .null,
        "the extents of the output at each query; by default the query's width"),
      Field("useCausalMask", .bool, default: false, "whether a query looks at no later key"),
      Field(
        "returnAttentionScores", .bool, default: false,
        "whether the weights are a further output"),
    ]
      + WeightField.schema(
        WeightField("kernel", called: "the kernels"),
        WeightField("bias", begins: "zeros", called: "the biases"), activity: true))

  /// The number of heads.
  public var numHeads: Int
  /// The width of each head's queries and keys.
  public var keyDim: Int
  /// The width of each head's values.
  public var valueDim: Int
  /// The share of the weights that is dropped while training.
  public var dropout: Double
  /// Draws depend on it and on the step alone; nil for the run's seed and this layer.
  public var seed: Int?
  /// Whether biases are added.
  public var useBias: Bool
  /// The extents of the output at each query; nil for the query's width.
  public var outputShape: Shape?
  /// Whether a query looks at no later key.
  public var useCausalMask: Bool
  /// Whether the weights are a further output.
  public var returnAttentionScores: Bool
  /// What is chosen about the kernels.
  public var kernel: WeightOptions
  /// What is chosen about the biases.
  public var bias: WeightOptions
  /// The penalty on what each of the four kernels makes of its input.
  public var projectionRegularizer: (any Regularizer)?
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a layer of `numHeads` heads with queries and keys of width `keyDim`.
  ///
  /// - Parameters:
  ///   - numHeads: the number of heads.
  ///   - keyDim: the width of each head's queries and keys.
  ///   - valueDim: the width of each head's values; nil for `keyDim`.
  ///   - dropout: the share of the weights that is dropped while training.
  ///   - seed: for draws that depend on it and on the step alone; nil for the run's seed.
  ///   - useBias: whether biases are added.
  ///   - outputShape: the extents of the output at each query; nil for the query's width.
  ///   - useCausalMask: whether a query looks at no later key.
  ///   - returnAttentionScores: whether the weights are a further output.
  ///   - kernelInitializer: how the kernels begin; their fans are those of the whole products.
  ///   - biasInitializer: how the biases begin.
  ///   - kernelRegularizer: the penalty on the kernels.
  ///   - biasRegularizer: the penalty on the biases.
  ///   - activityRegularizer: the penalty on queries, keys, values and output, each divided by the
  ///     batch size.
  ///   - kernelConstraint: what the kernels obey after each update.
  ///   - biasConstraint: what the biases obey after each update.
  ///   - name: the name within the model.
  ///   - trainable: whether the optimizer may change the weights.
  public init(
    numHeads: Int, keyDim: Int, valueDim: Int? = nil, dropout: Double = 0, seed: Int? = nil,
    useBias: Bool = true,
    outputShape: Shape? = nil, useCausalMask: Bool = false, returnAttentionScores: Bool = false,
    kernelInitializer: any Initializer = .glorotUniform,
    biasInitializer: any Initializer = .zeros, kernelRegularizer: (any Regularizer)? = nil,
    biasRegularizer: (any Regularizer)? = nil, activityRegularizer: (any Regularizer)? = nil,
    kernelConstraint: (any Constraint)? = nil, biasConstraint: (any Constraint)? = nil,
    name: String? = nil, trainable: Bool = true
  ) {
    self.numHeads = numHeads
    self.keyDim = keyDim
    self.valueDim = valueDim ?? keyDim
    self.dropout = dropout
    self.seed = seed
    self.useBias = useBias
    self.outputShape = outputShape
    self.useCausalMask = useCausalMask
    self.returnAttentionScores = returnAttentionScores
    kernel = WeightOptions(
      kernelInitializer, regularizer: kernelRegularizer, constraint: kernelConstraint)
    bias = WeightOptions(biasInitializer, regularizer: biasRegularizer, constraint: biasConstraint)
    projectionRegularizer = activityRegularizer
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    numHeads = try fields.int("numHeads")
    keyDim = try fields.int("keyDim")
    valueDim = fields.has("valueDim") ? try fields.int("valueDim") : keyDim
    dropout = try fields.double("dropout")
    seed = try fields.seed()
    useBias = try fields.bool("useBias")
    outputShape = fields.has("outputShape") ? Shape(try fields.ints("outputShape")) : nil
    useCausalMask = try fields.bool("useCausalMask")
    returnAttentionScores = try fields.bool("returnAttentionScores")
    kernel = try fields.weight("kernel")
    bias = try fields.weight("bias")
    projectionRegularizer = try fields.optionalMember("activityRegularizer", .regularizer)
    name = try fields.optionalString("name")
    isTrainable = try fields.bool("trainable")
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.with(
      kernel.fields("kernel"), bias.fields("bias"),
      [
        "numHeads": ConfigurationValue(numHeads), "keyDim": ConfigurationValue(keyDim),
        "valueDim": valueDim == keyDim ? .null : ConfigurationValue(valueDim),
        "dropout": ConfigurationValue(dropout), "seed": .optional(seed),
        "useBias": ConfigurationValue(useBias),
        "outputShape": .optional(outputShape?.dimensions),
        "useCausalMask": ConfigurationValue(useCausalMask),
        "returnAttentionScores": ConfigurationValue(returnAttentionScores),
        "activityRegularizer": projectionRegularizer?.configuration ?? .null,
      ])
  }

  public func forward(_ inputs: [Tensor]) -> [Tensor] {
    var sequences = inputs
    let given = inputs.count > 1 && inputs.last?.dtype == .bool ? sequences.popLast() : nil
    guard let query = sequences.first, sequences.count <= 3,
      sequences.allSatisfy({ $0.rank == 3 && $0.shape[1] >= 1 && $0.shape[2] >= 1 }),
      sequences.dropFirst().allSatisfy({ $0.shape[1] == sequences[1].shape[1] }),
      [numHeads, keyDim, valueDim].allSatisfy({ $0 >= 1 }), dropout >= 0, dropout < 1
    else { return [failure(sequences)] }
    let value = sequences.count > 1 ? sequences[1] : query
    let key = sequences.count > 2 ? sequences[2] : value

    let q = project(query, "query", keyDim) * (1 / Double(keyDim).squareRoot())
    let k = project(key, "key", keyDim)
    let v = project(value, "value", valueDim)
    let scores = AttentionMath.product(q, k, batch: ([0, 2], [0, 2]), over: ([3], [3]))
    if let given, !fits(given, scores) { return [maskFailure(given, scores)] }
    let mask = mask(query, value, key, given).map { mask in
      mask.reshaped(to: [mask.shape[0], 1] + mask.shape.dimensions.dropFirst())
    }
    var weights = AttentionMath.weights(scores, mask: mask)
    if let mask, dropout > 0 || returnAttentionScores {  // As Keras: nothing rather than all alike.
      weights = select(mask, weights, zerosLike(weights))
    }
    let attended = AttentionMath.product(
      AttentionMath.dropped(weights, rate: dropout, seed: seed), v, batch: ([0, 1], [0, 2]),
      over: ([3], [1]))
    let output = merged(attended, of: query).masked(by: query.mask)
    return returnAttentionScores ? [output, weights] : [output]
  }

  public func forward(_ input: Tensor) -> Tensor { forward([input])[0] }

  /// `[N, time, heads, width]`
  private func project(_ x: Tensor, _ name: String, _ width: Int) -> Tensor {
    let kernel = kernelWeight(
      name, [x.shape[2], numHeads, width], at: x, inputs: x.shape[2], outputs: numHeads * width)
    return finished(AttentionMath.product(x, kernel, over: ([2], [0])), name, [numHeads, width], x)
  }

  /// The heads, `[N, heads, queries, valueDim]`, as the output.
  private func merged(_ heads: Tensor, of query: Tensor) -> Tensor {
    let output = outputShape ?? [query.shape[2]]
    let kernel = kernelWeight(
      "attention_output", Shape([numHeads, valueDim] + output.dimensions), at: query,
      inputs: numHeads * valueDim, outputs: output.count)
    let y = AttentionMath.product(
      heads.transposed([0, 2, 1, 3]), kernel, over: ([2, 3], [0, 1]))
    return finished(y, "attention_output", output, query)
  }

  /// A kernel, its fans counted over all axes that a product is over, and over all others.
  private func kernelWeight(
    _ name: String, _ shape: Shape, at x: Tensor, inputs: Int, outputs: Int
  ) -> Tensor {
    let fans = Fans(fanIn: Double(inputs), fanOut: Double(outputs))
    return x.weight(
      name + "/kernel", shape: shape, initial: kernel.initializer.with(fans),
      regularizer: kernel.regularizer, constraint: kernel.constraint)
  }

  /// A product with its bias, and with the penalty on it.
  private func finished(_ y: Tensor, _ name: String, _ shape: Shape, _ x: Tensor) -> Tensor {
    let biased = useBias ? y + x.weight(name + "/bias", shape: shape, bias) : y
    biased.penalizeActivity(projectionRegularizer)
    return biased
  }

  /// What the masks of the inputs, the one that is given, and causality leave: `[N, T, S]`.
  private func mask(
    _ query: Tensor, _ value: Tensor, _ key: Tensor, _ given: Tensor?
  ) -> Tensor? {
    AttentionMath.combined([
      query.mask?.expandingDimension(at: 2), value.mask?.expandingDimension(at: 1),
      key.mask?.expandingDimension(at: 1),
      given.map { $0.rank == 2 ? $0.expandingDimension(at: 0) : $0 },
      useCausalMask ? AttentionMath.causalMask(query.shape[1], value.shape[1]) : nil,
    ])
  }

  private func fits(_ mask: Tensor, _ scores: Tensor) -> Bool {
    guard (2...3).contains(mask.rank), scores.rank == 4 else { return false }
    let wanted: Shape = [scores.shape[0], scores.shape[2], scores.shape[3]]
    return mask.shape.broadcast(with: wanted).map { $0.isCompatible(with: wanted) } ?? false
  }

  private func maskFailure(_ mask: Tensor, _ scores: Tensor) -> Tensor {
    guard !scores.isPoisoned else { return scores }
    return mask.fail(
      "MultiHeadAttention",
      wanted: "a mask [N, queries, keys] or [queries, keys] = "
        + "[\(scores.shape[2]), \(scores.shape[3])]", received: "\(mask.shape)")
  }

  private func failure(_ inputs: [Tensor]) -> Tensor {
    inputs.fail(
      operation: "MultiHeadAttention",
      wanted: "sequences [N, time, features]: query, value and key, the last two of one length; "
        + "numHeads, keyDim and valueDim ≥ 1; dropout from 0 to below 1",
      received: inputs.map(\.shape.description).joined(separator: ", ")
        + "; numHeads \(numHeads), keyDim \(keyDim), valueDim \(valueDim), dropout \(dropout)")
  }
}
