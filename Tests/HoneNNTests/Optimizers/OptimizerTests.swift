import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

@Suite struct OptimizerTests {
  /// Steps downhill on f(w) = Σ (w − 3)² and returns the last weights.
  private func minimize(_ optimizer: any Optimizer, steps: Int) throws -> [Double] {
    var weights = HostTensor([0, 10, 3.5, -2] as [Float])
    var slots = optimizer.slots.map { HostTensor(filling: [4], with: $0.initialValue) }
    for iteration in 1...steps {
      let rate = optimizer.learningRate(iteration - 1)
      let scalars = optimizer.scalars(learningRate: rate, iteration: iteration)
        .map { HostTensor(filling: [], with: $0.value) }
      let results = try evaluate(at: [weights] + scalars + slots) { x in
        let new = optimizer.step(
          parameter: x[0], gradient: (x[0] - 3) * 2, scalars: Array(x[1..<1 + scalars.count]),
          slots: Array(x[(1 + scalars.count)...]))
        return [new.parameter] + new.slots
      }
      weights = results[0]
      slots = Array(results.dropFirst())
    }
    return weights.elements()
  }

  @Test(
    arguments: [
      SGD(learningRate: 0.1), SGD(learningRate: 0.05, momentum: 0.8),
      SGD(learningRate: 0.05, momentum: 0.8, nesterov: true),
      SGD(learningRate: 0.05, momentum: 0.8, nesterov: true, momentumForm: .pytorch),
      SGD(learningRate: .exponentialDecay(0.3, steps: 10, rate: 0.8)),
      Adam(learningRate: 0.5), Adam(learningRate: 0.5, epsilonForm: .pytorch),
      Adam(learningRate: .cosineDecay(1, steps: 100, warmup: 5)),
    ] as [any Optimizer])
  func findsTheMinimumOfAParabola(_ optimizer: any Optimizer) throws {
    for weight in try minimize(optimizer, steps: 120) { #expect(abs(weight - 3) < 0.02) }
  }

  /// T61–T64; `MomentumTests` has what differs once the rate changes.
  @Test func momentumFormsAreTheSameWhileTheRateIsConstant() throws {
    for nesterov in [false, true] {
      let pair = try [SGD.MomentumForm.keras, .pytorch].map {
        try minimize(
          .sgd(learningRate: 0.02, momentum: 0.9, nesterov: nesterov, momentumForm: $0), steps: 7)
      }
      for (a, b) in zip(pair[0], pair[1]) { #expect(abs(a - b) < 1e-4) }
    }
  }

  /// T71: the bias correction of the first step.
  @Test func adamsFirstStepIsTheLearningRateWhateverTheGradient() throws {
    let scalars = Adam(learningRate: 0.01).scalars(learningRate: 0.01, iteration: 1)
    #expect(scalars.map(\.name) == ["adam_alpha"])
    #expect(abs(scalars[0].value - 0.01 * 0.001.squareRoot() / 0.1) < 1e-12)
    let weights = try minimize(.adam(learningRate: 0.01), steps: 1)
    for (after, before) in zip(weights, [0, 10, 3.5, -2]) {
      #expect(abs(abs(after - before) - 0.01) < 1e-5)
    }
  }

  @Test func slotsAreNamedAndOnlyThoseNeeded() {
    #expect(SGD().slots.isEmpty)
    #expect(SGD(momentum: 0.9).slots == [OptimizerSlot("velocity")])
    #expect(Adam().slots.map(\.name) == ["m", "v"])
  }

  @Test func anUpdateIsFewOperations() {
    func count(_ optimizer: any Optimizer) -> Int {
      let trace = Trace(mode: .training, batchSize: 1)
      let type = TensorType(.float32, [5])
      let state = optimizer.slots.map { trace.input(name: $0.name, type: type) }
      let scalars = optimizer.scalars(learningRate: 1, iteration: 1).map { trace.scalar($0.name) }
      let parameter = trace.input(name: "w", type: type)
      let gradient = trace.input(name: "g", type: type)
      _ = optimizer.step(
        parameter: parameter, gradient: gradient, scalars: scalars, slots: state)
      return trace.graph.nodes.count { $0.op.isElementwise }
    }
    #expect(count(SGD()) == 2)
    #expect(count(SGD(momentum: 0.9)) == 4)
    #expect(count(Adam()) == 12)
  }

  /// What Swift makes without arguments is what a file makes of the name alone, for all of them.
  @Test func swiftsDefaultsAreThoseOfTheSchema() throws {
    let made: [any Optimizer] = [
      .sgd(), .adam(), .adamW(), .adamax(), .nadam(), .adagrad(), .adadelta(), .rmsprop(), .ftrl(),
      .lion(), .lamb(), .muon(), .adafactor(), .scheduleFreeAdamW(),
    ]
    for optimizer in made {
      #expect(optimizer.configuration == ConfigurationValue(type(of: optimizer).schema.name))
    }
    let known = Set(Registry.standard.schemas(.optimizer).map(\.name))
    #expect(Set(made.map { type(of: $0).schema.name }) == known)
  }

  @Test func memoryFollowsTheShapeOfTheWeight() {
    func names(_ optimizer: any Optimizer, _ path: String, _ shape: Shape) -> [String] {
      optimizer.slots(
        for: StateSlot(path: path, type: TensorType(.float32, shape), role: .parameter)
      ).map { "\($0.name)\($0.shape.map { "\($0)" } ?? "")" }
    }
    #expect(names(.adafactor(), "a", [3, 4, 5]) == ["r[3, 4]", "c[3, 5]"])
    #expect(names(.adafactor(), "a", [4]) == ["v"])
    #expect(names(.muon(), "dense_1/kernel", [3, 4]) == ["momentum"])
    #expect(names(.muon(), "dense_1/bias", [4]) == ["m", "v"])
    #expect(names(.muon(), "embedding_1/embeddings", [9, 4]) == ["m", "v"])
    #expect(names(.muon(excludeLayers: ["dense_*"]), "dense_1/kernel", [3, 4]) == ["m", "v"])
    #expect(names(.adam(amsgrad: true), "a", [2]) == ["m", "v", "v_max"])
    #expect(names(.rmsprop(momentum: 0.9, centered: true), "a", [2]) == ["v", "velocity", "m"])
  }

  /// T65, and A13, 17: Adagrad's sum begins with 0.1 as in Keras, or with 0 as in the notes.
  @Test func adagradsFirstStepDependsOnTheFirstSum() throws {
    let notes = try minimize(.adagrad(learningRate: 0.01, initialAccumulatorValue: 0), steps: 1)
    let keras = try minimize(.adagrad(learningRate: 0.01), steps: 1)
    // The gradient at 3.5 is 1: 0.01 / √1 and 0.01 / √1.1.
    #expect(abs(notes[2] - 3.49) < 1e-6)
    #expect(abs(keras[2] - (3.5 - 0.01 / 1.1.squareRoot())) < 1e-6)
  }
}
