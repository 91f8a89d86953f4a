internal import HoneCore
internal import HoneGraph

/// What ``Attention`` and ``AdditiveAttention`` share: all but the scores.
enum AttentionFields {
  static let common = [
    Field("dropout", .double(.belowOne), default: 0.0, "the share of the weights that is dropped"),
    RandomFields.seed,
    Field("useCausalMask", .bool, default: false, "whether a query looks at no later key"),
    Field(
      "returnAttentionScores", .bool, default: false, "whether the weights are a further output"),
  ]

  /// The outputs for query, value and key by a function of query and key that gives the scores.
  static func forward(
    _ operation: String, _ inputs: [Tensor], dropout: Double, seed: Int?, causal: Bool,
    returnScores: Bool,
    _ scores: (Tensor, Tensor) -> Tensor
  ) -> [Tensor] {
    guard (2...3).contains(inputs.count), inputs.allSatisfy({ $0.rank == 3 && $0.shape[1] >= 1 }),
      inputs.last?.shape[1] == inputs[1].shape[1], inputs.last?.shape[2] == inputs[0].shape[2],
      dropout >= 0, dropout < 1
    else {
      return [
        inputs.fail(
          operation: operation,
          wanted: "query [N, queries, d], value [N, keys, d′] and perhaps key [N, keys, d], and a "
            + "dropout from 0 to below 1",
          received: inputs.map(\.shape.description).joined(separator: ", ")
            + ", dropout \(dropout)",
          help: "call it with a list: layer([query, value])")
      ]
    }
    let (query, value) = (inputs[0], inputs[1])
    let mask = AttentionMath.combined([
      value.mask?.expandingDimension(at: 1),
      causal ? AttentionMath.causalMask(query.shape[1], value.shape[1]) : nil,
    ])
    let raw = scores(query, inputs[inputs.count - 1])
    // As Keras: masked scores are 1e9 below their own, so that of masked ones alone the best wins.
    let weights = softmax(mask.map { select($0, raw, raw - 1e9) } ?? raw)
    let used = AttentionMath.dropped(weights, rate: dropout, seed: seed)
    var output = AttentionMath.product(used, value, batch: ([0], [0]), over: ([2], [1]))
    if let own = query.mask {
      output = select(own.expandingDimension(at: 2), output, zerosLike(output)).masked(by: own)
    }
    return returnScores ? [output, used] : [output]
  }
}
