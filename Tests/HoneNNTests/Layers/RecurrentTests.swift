import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// What the harness and the golden values don't show of LSTM and GRU.
@Suite struct RecurrentTests {
  private static let x = HostTensor(
    unchecked: (0..<24).map { Float(($0 * 7 + 3) % 11) / 8 - 0.6 }, shape: [2, 3, 4])

  private func run(
    _ layer: any Layer, _ weights: [String: HostTensor] = [:]
  ) throws -> LayerHarness.Step {
    try LayerHarness(layer).run(inputs: [Self.x], weights: weights)
  }

  @Test(arguments: [false, true])
  func statesAreTheLastOnes(_ goBackwards: Bool) throws {
    for layer in [
      LSTM(3, returnSequences: true, returnState: true, goBackwards: goBackwards) as any Layer,
      GRU(3, returnSequences: true, returnState: true, goBackwards: goBackwards),
    ] {
      let outputs = try run(layer).outputs
      #expect(outputs.count == (layer is LSTM ? 3 : 2))
      #expect(outputs.dropFirst().allSatisfy { $0.shape == [2, 3] })
      let all = outputs[0].elements(as: Float.self)
      // The last of three steps, in the order in which they were made.
      #expect(outputs[1].elements(as: Float.self) == Array(all[6..<9] + all[15..<18]))
    }
  }

  @Test func statesGoOnWhereASequenceWasCut() throws {
    let whole = try run(LSTM(3))
    let names = try run(Cut()).weights.keys
    var weights: [String: HostTensor] = [:]
    for name in names {
      weights[name] = whole.weights[name.split(separator: "/").last.map(String.init) ?? ""]
    }
    let cut = try run(Cut(), weights)
    try expectClose(cut.outputs[0], whole.outputs[0])
  }

  @Test func theForgetBiasBeginsAsOne() throws {
    let bias = try #require(try run(LSTM(2, biasInitializer: .constant(0.25))).weights["bias"])
    #expect(bias == HostTensor([0.25, 0.25, 1, 1, 0.25, 0.25, 0.25, 0.25] as [Float]))
    let plain = try #require(try run(LSTM(2, unitForgetBias: false)).weights["bias"])
    #expect(plain == HostTensor(zeros: [8], dtype: .float32))
  }

  /// The closures are tanh and σ by other names, so these layers are unrolled.
  @Test func otherActivationsAreUnrolledAndAgree() throws {
    let pairs: [(any Layer, any Layer)] = [
      (LSTM(3), LSTM(3, activation: .custom("tanh") { tanh($0) })),
      (GRU(3), GRU(3, recurrentActivation: .custom("sigmoid") { sigmoid($0) })),
      (
        GRU(3, goBackwards: true, resetAfter: false),
        GRU(3, activation: .custom("tanh") { tanh($0) }, goBackwards: true, resetAfter: false)
      ),
    ]
    for (fused, unrolled) in pairs {
      let first = try run(fused)
      let second = try run(unrolled, first.weights)
      try expectClose(second.outputs[0], first.outputs[0])
      for (name, gradient) in first.weightGradients {
        try expectClose(try #require(second.weightGradients[name]), gradient)
      }
      try expectClose(second.inputGradients[0], first.inputGradients[0])
    }
  }

  @Test func misuseIsNamed() throws {
    func message(_ layer: any Layer, _ shapes: Shape...) -> String {
      let trace = Trace(mode: .training, batchSize: 2)
      let inputs = shapes.enumerated().map {
        trace.input(name: "x\($0.offset)", type: TensorType(.float32, $0.element))
      }
      _ = layer.outputs(of: inputs)
      return HoneError.combining(trace.errors)?.description ?? ""
    }
    let flat = message(LSTM(3), [2, 4])
    #expect(flat.contains("an input [N, time, features] with a known time ≥ 1"))
    #expect(flat.contains("Embedding"))
    #expect(message(GRU(0), [2, 3, 4]).contains("units 0"))
    #expect(message(LSTM(3), [2, 3, 4], [2, 3]).contains("one input, or one and 2 states"))
    #expect(message(GRU(3), [2, 3, 4], [2, 4]).contains("a state [2, 3]"))
  }
}

/// One layer called on two steps and then, from where it stopped, on the third.
private struct Cut: Layer {
  let lstm = LSTM(3, returnState: true)

  func forward(_ x: Tensor) -> Tensor {
    let head = lstm.outputs(of: [x.sliced(0..<2, axis: 1)])
    return lstm([x.sliced(2..<3, axis: 1), head[1], head[2]])
  }
}
