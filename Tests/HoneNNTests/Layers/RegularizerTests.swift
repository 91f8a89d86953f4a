import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

@Suite struct RegularizerTests {
  private static let weight = HostTensor([1, -2, 3] as [Float])

  private func penalty(_ regularizer: any Regularizer) throws -> Float {
    try evaluate(at: [Self.weight]) { [regularizer.penalty($0[0])] }[0].elements(as: Float.self)[0]
  }

  @Test func penaltiesAreKerassSums() throws {
    let cases: [(any Regularizer, Float)] = [
      (.l1(), 0.06), (.l2(), 0.14), (.l1l2(l1: 1, l2: 0.5), 13),
    ]
    for (regularizer, wanted) in cases {
      let received = try penalty(regularizer)
      #expect(abs(received - wanted) < 1e-6 * max(wanted, 1))
    }
  }

  private func penalties(_ layer: any Layer) -> Int {
    LayerHarness(layer, [2, 4, 4, 1]).trace(batchSize: 2).trace.penalties.count
  }

  @Test func layersAddTheirPenaltiesUnlessFrozen() {
    func layer(trainable: Bool) -> any Layer {
      Conv2D(
        2, kernelSize: 3, kernelRegularizer: .l2(), biasRegularizer: .l1(), trainable: trainable)
    }
    #expect(penalties(layer(trainable: true)) == 2)
    #expect(penalties(layer(trainable: false)) == 0)
    #expect(penalties(Sequential([layer(trainable: true)], trainable: false)) == 0)
    #expect(penalties(Conv2D(2, kernelSize: 3)) == 0)
  }
}

/// Every penalty against Keras's values.
@Suite struct GoldenRegularizerTests {
  @Test(arguments: try Golden.names(of: "regularizers"))
  func penaltiesAndGradientsAgree(_ name: String) throws {
    let golden = try Golden(name)
    let regularizer = try golden.regularizer()
    let results = try evaluate(at: [try golden.tensor("weight")]) { x in
      let penalty = regularizer.penalty(x[0])
      return [penalty] + gradient(of: penalty, withRespectTo: [x[0]])
    }
    try golden.expect(results[0], toBe: "penalty")
    try golden.expect(results[1], toBe: "grad/weight")
  }

  @Test func orthogonalityWantsAMatrix() {
    let trace = Trace(mode: .training, batchSize: 2)
    let kernel = trace.input(name: "w", type: TensorType(.float32, [3, 3, 2, 4]))
    #expect(Orthogonality().penalty(kernel).isPoisoned)
    #expect(trace.errors[0].description.contains("a matrix"))
    let one = trace.input(name: "v", type: TensorType(.float32, [1, 4]))
    #expect(!Orthogonality().penalty(one).isPoisoned)
  }

  @Test func filesNameThePenaltiesAsKerasDoes() throws {
    for name in ["l1", "l2", "l1_l2", "l1l2", "orthogonal_regularizer"] {
      let made = try Registry.standard.make(.regularizer, from: ConfigurationValue(name), at: "r")
      #expect(made is any Regularizer)
    }
  }
}
