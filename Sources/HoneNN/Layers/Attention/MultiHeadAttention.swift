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
/// Masks of the inputs hold too: masked keys and values aren't looked at, and the output carries the
/// query's mask. `dropout` drops elements of A.
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
      Field("useBias", .bool, default: true, "whether biases are added"),
      Field(
        "outputShape", .shape, default: .null,
        "the extents of the output at each query; by default the query's width"),
      Field("useCausalMask", .bool, default: false, "whether a query looks at no later key"),
      Field(
        "returnAttentionScores", .bool, default: false,
        "whether the weights are a further output"),
      Field(
        "kernelInitializer", .member(.initializer), default: "glorotUniform",
        "how the kernels begin"),
      Field("biasInitializer", .member(.initializer), default: "zeros", "how the biases begin"),
      Field("kernelRegularizer", .member(.regularizer), default: .null, "penalty on the kernels"),
      Field("biasRegularizer", .member(.regularizer), default: .null, "penalty on the biases"),
      Field(
        "kernelConstraint", .member(.constraint), default: .null,
        "what the kernels obey after each update"),
      Field(
        "biasConstraint", .member(.constraint), default: .null,
        "what the biases obey after each update"),
    ])

  /// The number of heads.
  public var numHeads: Int
  /// The width of each head's queries and keys.
  public var keyDim: Int
  /// The width of each head's values.
  public var valueDim: Int
  /// The share of the weights that is dropped while training.
  public var dropout: Double
  /// Whether biases are added.
  public var useBias: Bool
  /// The extents of the output at each query; nil for the query's width.
  public var outputShape: Shape?
  /// Whether a query looks at no later key.
  public var useCausalMask: Bool
  /// Whether the weights are a further output.
  public var returnAttentionScores: Bool
  /// How the kernels begin.
  public var kernelInitializer: any Initializer
  /// How the biases begin.
  public var biasInitializer: any Initializer
  /// The penalty on the kernels.
  public var kernelRegularizer: (any Regularizer)?
  /// The penalty on the biases.
  public var biasRegularizer: (any Regularizer)?
  /// What the kernels obey after each update.
  public var kernelConstraint: (any Constraint)?
  /// What the biases obey after each update.
  public var biasConstraint: (any Constraint)?
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a layer of `numHeads` heads with queries and keys of width `keyDim`.
  public init(
    numHeads: Int, keyDim: Int, valueDim: Int? = nil, dropout: Double = 0, useBias: Bool = true,
    outputShape: Shape? = nil, useCausalMask: Bool = false, returnAttentionScores: Bool = false,
    kernelInitializer: any Initializer = .glorotUniform,
    biasInitializer: any Initializer = .zeros, kernelRegularizer: (any Regularizer)? = nil,
    biasRegularizer: (any Regularizer)? = nil, kernelConstraint: (any Constraint)? = nil,
    biasConstraint: (any Constraint)? = nil, name: String? = nil, trainable: Bool = true
  ) {
    self.numHeads = numHeads
    self.keyDim = keyDim
    self.valueDim = valueDim ?? keyDim
    self.dropout = dropout
    self.useBias = useBias
    self.outputShape = outputShape
    self.useCausalMask = useCausalMask
    self.returnAttentionScores = returnAttentionScores
    self.kernelInitializer = kernelInitializer
    self.biasInitializer = biasInitializer
    self.kernelRegularizer = kernelRegularizer
    self.biasRegularizer = biasRegularizer
    self.kernelConstraint = kernelConstraint
    self.biasConstraint = biasConstraint
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      numHeads: try fields.int("numHeads"), keyDim: try fields.int("keyDim"),
      valueDim: fields.has("valueDim") ? try fields.int("valueDim") : nil,
      dropout: try fields.double("dropout"), useBias: try fields.bool("useBias"),
      outputShape: fields.has("outputShape") ? Shape(try fields.ints("outputShape")) : nil,
      useCausalMask: try fields.bool("useCausalMask"),
      returnAttentionScores: try fields.bool("returnAttentionScores"),
      kernelInitializer: try fields.member("kernelInitializer", .initializer),
      biasInitializer: try fields.member("biasInitializer", .initializer),
      kernelRegularizer: try fields.optionalMember("kernelRegularizer", .regularizer),
      biasRegularizer: try fields.optionalMember("biasRegularizer", .regularizer),
      kernelConstraint: try fields.optionalMember("kernelConstraint", .constraint),
      biasConstraint: try fields.optionalMember("biasConstraint", .constraint),
      name: try fields.optionalString("name"), trainable: try fields.bool("trainable"))
  }

  public var fields: [String: ConfigurationValue] {
    let constraints = [
      "kernelConstraint": kernelConstraint?.configuration ?? .null,
      "biasConstraint": biasConstraint?.configuration ?? .null,
    ]
    return commonFields.merging(constraints, uniquingKeysWith: { $1 }).merging(
      [
        "numHeads": ConfigurationValue(numHeads), "keyDim": ConfigurationValue(keyDim),
        "valueDim": valueDim == keyDim ? .null : ConfigurationValue(valueDim),
        "dropout": ConfigurationValue(dropout), "useBias": ConfigurationValue(useBias),
        "outputShape": outputShape.map { .array($0.dimensions.map { ConfigurationValue($0) }) }
          ?? .null,
        "useCausalMask": ConfigurationValue(useCausalMask),
        "returnAttentionScores": ConfigurationValue(returnAttentionScores),
        "kernelInitializer": kernelInitializer.configuration,
        "biasInitializer": biasInitializer.configuration,
        "kernelRegularizer": kernelRegularizer?.configuration ?? .null,
        "biasRegularizer": biasRegularizer?.configuration ?? .null,
      ], uniquingKeysWith: { $1 })
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
      AttentionMath.dropped(weights, rate: dropout), v, batch: ([0, 1], [0, 2]),
      over: ([3], [1]))
    let output = merged(attended, of: query).masked(by: query.mask)
    return returnAttentionScores ? [output, weights] : [output]
  }

  public func forward(_ input: Tensor) -> Tensor { forward([input])[0] }

  /// `[N, time, heads, width]`
  private func project(_ x: Tensor, _ name: String, _ width: Int) -> Tensor {
    let kernel = x.weight(
      name + "/kernel", shape: [x.shape[2], numHeads, width], initializer: kernelInitializer,
      regularizer: kernelRegularizer, constraint: kernelConstraint)
    let y = AttentionMath.product(x, kernel, over: ([2], [0]))
    return useBias ? y + bias(x, name, [numHeads, width]) : y
  }

  /// The heads, `[N, heads, queries, valueDim]`, as the output.
  private func merged(_ heads: Tensor, of query: Tensor) -> Tensor {
    let output = outputShape ?? [query.shape[2]]
    let kernel = query.weight(
      "attention_output/kernel", shape: Shape([numHeads, valueDim] + output.dimensions),
      initializer: kernelInitializer, regularizer: kernelRegularizer, constraint: kernelConstraint)
    let y = AttentionMath.product(
      heads.transposed([0, 2, 1, 3]), kernel, over: ([2, 3], [0, 1]))
    return useBias ? y + bias(query, "attention_output", output) : y
  }

  private func bias(_ x: Tensor, _ name: String, _ shape: Shape) -> Tensor {
    x.weight(
      name + "/bias", shape: shape, initializer: biasInitializer, regularizer: biasRegularizer,
      constraint: biasConstraint)
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
