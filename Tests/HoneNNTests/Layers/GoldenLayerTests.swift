import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// Every layer against Keras's and PyTorch's values: output, gradients, statistics.
@Suite struct GoldenLayerTests {
  @Test(arguments: try Golden.names(of: "layers"))
  func outputsAndGradientsAgree(_ name: String) throws {
    let golden = try Golden(name)
    let layer = try golden.layer()
    let mode: Mode =
      (try golden.configuration["training"]?.bool()) == false ? .inference : .training
    var weights: [String: HostTensor] = [:]
    for (path, value) in golden.tensors(under: "params") { weights[local(path)] = value }
    // Where softmax is all but 0 or 1, float32 knows no digit of its gradient.
    let dtype: DType = name.hasSuffix("large") ? .float64 : .float32
    let step = try LayerHarness(layer).run(
      inputs: golden.inputs.map { $0.dtype.isInteger ? $0 : $0.converted(to: dtype) },
      weights: weights,
      upstream: try golden.tensor("upstream").converted(to: dtype), mode: mode)

    #expect(Set(step.weights.keys) == Set(weights.keys))
    try golden.expect(step.outputs[0], toBe: "output")
    let isSingle = golden.tensors["input"] != nil
    for (index, gradient) in step.inputGradients.enumerated() {
      try golden.expect(gradient, toBe: isSingle ? "grad/input" : "grad/input/\(index)")
    }
    for (path, _) in golden.tensors(under: "grad") where !path.hasPrefix("input") {
      let gradient = try #require(step.weightGradients[local(path)])
      try golden.expect(gradient, toBe: "grad/" + path)
    }
    for (path, _) in golden.tensors(under: "params_after") {
      try golden.expect(try #require(step.weights[local(path)]), toBe: "params_after/" + path)
    }
    if mode == .inference {
      for (path, value) in golden.tensors(under: "params") {
        #expect(step.weights[local(path)] == value)
      }
    }
  }

  @Test func allCasesAreThere() throws {
    #expect(try Golden.names(of: "layers").count == 286)
  }

  /// `conv2d/kernel` as `kernel`.
  private func local(_ path: String) -> String {
    path.split(separator: "/").dropFirst().joined(separator: "/")
  }
}
