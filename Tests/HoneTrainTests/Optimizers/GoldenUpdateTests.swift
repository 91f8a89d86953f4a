import Hone
import HoneGraph
import HoneTestSupport
import Testing

/// Every optimizer and option against Keras's and PyTorch's weights over twenty steps.
@Suite struct GoldenUpdateTests {
  static let cases = ((try? Golden.names(of: "updates")) ?? []).filter { $0 != "updates/data" }

  /// The paths of the weights, in the order of their names.
  private static let weights = [
    "conv/kernel", "dense/bias", "dense/kernel", "embedding/embeddings", "norm/gamma",
    "tall/kernel",
  ]

  @Test(arguments: cases, backendNames)
  func weightsAndMemoryAgree(_ name: String, _ backendName: String) throws {
    let (golden, data) = (try Golden(name), try Golden("updates/data"))
    let optimizer = try #require(
      try Registry.standard.make(
        .optimizer, from: golden.configuration.member("optimizer"), at: "optimizer")
        as? any Optimizer)
    let constraint = try golden.configuration["constraint"].map {
      try Registry.standard.make(.constraint, from: $0, at: "constraint") as? any Constraint
    }
    let penalty = try golden.configuration["regularizer"].flatMap {
      try Registry.standard.make(.regularizer, from: $0, at: "regularizer") as? any Regularizer
    }
    let rates = try golden.configuration.member("learningRates").array().map { try $0.double() }
    let starts = try Self.weights.map { try data.tensor("start/" + $0) }
    let runner = try UpdateRunner(
      optimizer,
      weights: [
        Self.weights[0]: starts[0], Self.weights[1]: starts[1], Self.weights[2]: starts[2],
        Self.weights[3]: starts[3], Self.weights[4]: starts[4], Self.weights[5]: starts[5],
      ],
      inputs: starts.map(\.shape), constraint: constraint ?? nil, on: backend(backendName)
    ) { weights, gradients in
      let all = zip(weights, gradients).map { weight, given in
        guard let penalty else { return given }
        return given + gradient(of: penalty.penalty(weight), withRespectTo: [weight])[0]
      }
      return (all, gradients[0].sum())
    }
    // Float32 gives 2e-6; a weight of one element that passes by 0 is known less well there.
    let limit = 3e-5
    var worst = 0.0
    for (index, rate) in rates.enumerated() {
      let gradients = try zip(Self.weights, starts).map { path, start in
        try data.tensor("gradients/" + path).rows(index..<index + 1).reshaped(to: start.shape)
      }
      try runner.run(gradients, rate: rate)
      for (path, start) in zip(Self.weights, starts) {
        let wanted = try golden.tensor("after/" + path).rows(index..<index + 1)
          .reshaped(to: start.shape)
        let error = relativeError(try runner.value(path), wanted)
        worst = max(worst, error)
        #expect(error < limit, "\(name), \(path), step \(index + 1)")
      }
    }
    let memory = golden.tensors(under: "slots")
    for (path, wanted) in memory {
      let received = try runner.value("optimizer/" + path)
      let error = relativeError(received, try wanted.reshaped(to: received.shape))
      worst = max(worst, error)
      #expect(error < limit, "\(name), \(path)")
    }
    // PyTorch's files have no memory but averages.
    if !name.hasSuffix("-torch") {
      #expect(Set(memory.keys.map { "optimizer/" + $0 }) == Set(runner.memory))
    }
    golden.record(worst)
    if worst > 2e-6 { print("\(name) on \(backendName): \(worst)") }
  }

  @Test func everyOptimizerHasCasesOfBothFrameworks() throws {
    let named = try Self.cases.map { name in
      try Golden(name).configuration.member("optimizer").members[0].key
    }
    for schema in Registry.standard.schemas(.optimizer) { #expect(named.contains(schema.name)) }
    #expect(Self.cases.count { $0.hasSuffix("-torch") } >= 10)
  }
}
