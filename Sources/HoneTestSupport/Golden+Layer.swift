public import HoneBackend
public import HoneCore
internal import HoneGraph
public import HoneNN

/// The layer that a case describes, and what it has to give.
extension Golden {
  /// The layer of a case of `layers` or `noise`: `{"layer": "Dense", "units": 4}` is
  /// `Dense: {units: 4}`.
  public func layer() throws(HoneError) -> any Layer {
    let name = try configuration.member("layer").string()
    var fields = configuration
    fields["layer"] = nil
    fields["training"] = nil
    if let activation = try? fields["activation"]?.string() {
      fields["activation"] = Self.activations[activation] ?? ConfigurationValue(activation)
    }
    return try Registry.standard.makeLayer(from: .object([(name, fields)]))
  }

  /// Keras's spellings that aren't ours.
  private static let activations: [String: ConfigurationValue] = [
    "log_softmax": "logSoftmax", "gelu_tanh": ["gelu": ["approximate": true]],
  ]

  /// Requires that a layer has this case's output, gradients and statistics.
  ///
  /// - Throws: a ``Mismatch`` that names what differs.
  public func expectLayer(on backend: any Backend) throws {
    let isTraining = try configuration["training"]?.bool() ?? true
    let mode: Mode = isTraining ? .training : .inference
    var weights: [String: HostTensor] = [:]
    for (path, value) in tensors(under: "params") { weights[local(path)] = value }
    // Where softmax is all but 0 or 1, float32 knows no digit of its gradient.
    let dtype: DType = name.hasSuffix("large") ? .float64 : .float32
    let step = try LayerHarness(try layer()).run(
      inputs: inputs.map { $0.dtype.isInteger ? $0 : $0.converted(to: dtype) }, weights: weights,
      upstream: try tensor("upstream").converted(to: dtype), mode: mode, backend: backend)

    guard Set(step.weights.keys) == Set(weights.keys) else {
      throw Mismatch(
        message: "\(name): the layer has the weights \(step.weights.keys.sorted()), wanted "
          + "\(weights.keys.sorted())", maxError: .infinity)
    }
    try expect(step.outputs[0], toBe: "output")
    if tensors["penalty"] != nil {
      try expect(HostTensor(scalar: step.penalty), toBe: "penalty")
    }
    let isSingle = tensors["input"] != nil
    for (index, gradient) in step.inputGradients.enumerated() {
      try expect(gradient, toBe: isSingle ? "grad/input" : "grad/input/\(index)")
    }
    for (path, _) in tensors(under: "grad") where !path.hasPrefix("input") {
      try expect(try found(step.weightGradients, path), toBe: "grad/" + path)
    }
    for (path, _) in tensors(under: "params_after") {
      try expect(try found(step.weights, path), toBe: "params_after/" + path)
    }
    guard mode == .inference else { return }
    for (path, value) in tensors(under: "params") where try found(step.weights, path) != value {
      throw Mismatch(message: "\(name): inference changed \(path)", maxError: .infinity)
    }
  }

  private func found(_ values: [String: HostTensor], _ path: String) throws -> HostTensor {
    guard let value = values[local(path)] else {
      throw Mismatch(message: "\(name): there is no \(path)", maxError: .infinity)
    }
    return value
  }

  /// `conv2d/kernel` as `kernel`.
  private func local(_ path: String) -> String {
    path.split(separator: "/").dropFirst().joined(separator: "/")
  }
}
