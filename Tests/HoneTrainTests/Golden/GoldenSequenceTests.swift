import Hone
import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// Recurrent wrappers, attention and masks against Keras's and PyTorch's values: outputs, gradients
/// and statistics, on every backend.
@Suite struct GoldenSequenceTests {
  @Test(arguments: try Golden.names(of: "sequences"))
  func outputsAndGradientsAgree(_ name: String) throws {
    let golden = try Golden(name)
    let layer = try golden.sequenceModel()
    let isMasked = layer is MaskedInputs
    /// The path within the layer under test: behind the masks it is one level deeper.
    func known(_ path: String) -> String {
      isMasked ? path.split(separator: "/").dropFirst().joined(separator: "/") : path
    }
    var inputs = golden.inputs
    if let mask = golden.tensors["attention_mask"] { inputs.append(mask.converted(to: .bool)) }
    let mode: Mode =
      (try golden.configuration["training"]?.bool()) == true ? .training : .inference
    let params = golden.tensors(under: "params")
    let slots = try LayerHarness(layer).run(inputs: inputs, mode: mode).weights.keys
    #expect(Set(slots.map(known)) == Set(params.keys))
    var weights: [String: HostTensor] = [:]
    for path in slots { weights[path] = params[known(path)] }

    for backendName in backendNames {
      let step = try LayerHarness(layer).run(
        inputs: inputs, weights: weights, upstream: try golden.tensor("upstream"), mode: mode,
        backend: try backend(backendName))
      try golden.expect(step.outputs[0], toBe: "output")
      for (index, output) in step.outputs.enumerated().dropFirst() {
        try golden.expect(output, toBe: "output/\(index)")
      }
      let isSingle = golden.tensors["input"] != nil
      for (index, gradient) in step.inputGradients.enumerated() {
        try golden.expect(gradient, toBe: isSingle ? "grad/input" : "grad/input/\(index)")
      }
      for (path, gradient) in step.weightGradients {
        try golden.expect(gradient, toBe: "grad/" + known(path))
      }
      for (path, value) in step.weights where golden.tensors["params_after/" + known(path)] != nil {
        try golden.expect(value, toBe: "params_after/" + known(path))
      }
    }
  }

  @Test func allCasesAreThere() throws {
    #expect(try Golden.names(of: "sequences").count >= 85)
    #expect(try Golden.names(of: "masked-losses").count == 7)
  }

  /// The mean over the steps that count, and its gradient; a metric likewise.
  @Test(arguments: try Golden.names(of: "masked-losses"))
  func masksLeaveStepsOutOfLossesAndMetrics(_ name: String) throws {
    let golden = try Golden(name)
    let loss = try #require(
      try Registry.standard.make(.loss, from: golden.configuration.member("loss"), at: "")
        as? any Loss)
    let points = try [
      golden.tensor("prediction"), golden.tensor("target"),
      golden.tensor("mask").converted(to: .bool),
    ]
    let results = try evaluate(at: points) { operands in
      if loss.targets == .labels {
        let value = loss(operands[0].masked(by: operands[2]), operands[1])
        return [value] + gradient(of: value, withRespectTo: [operands[0]])
      }
      let steps = try #require(MaskedSteps(operands[0].masked(by: operands[2]), operands[1]))
      let losses = loss.perSample(steps.prediction, steps.target)
      let value = (losses * steps.weights(samples: nil, dtype: .float32)).mean()
      let metric = CustomMetric("loss") { loss.perSample($0, $1) }
      return [value] + gradient(of: value, withRespectTo: [operands[0]])
        + metric.sums(operands[0], operands[1], mask: operands[2])
    }
    try golden.expect(results[0], toBe: "loss")
    try golden.expect(results[1], toBe: "grad/prediction")
    guard golden.tensors["metric"] != nil else { return }
    let sums = results[2...].map { $0.elements(as: Double.self) }
    let wanted = try golden.tensor("metric").elements(as: Double.self)[0]
    let metric = CustomMetric("") { a, _ in a }.result(sums)
    #expect(metric.isNaN ? wanted == 0 : abs(metric - wanted) <= 1e-6 * abs(wanted))
  }
}
