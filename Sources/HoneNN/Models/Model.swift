public import HoneCore
public import HoneGraph

/// A functional model: any graph of layers, with several inputs and outputs and shared layers.
///
/// ```swift
/// let image = Input(28, 28, 1)
/// let shared = Conv2D(32, kernelSize: 3, padding: .same, activation: .relu)
/// let features = shared(Conv2D(32, kernelSize: 3, padding: .same)(image))
/// let twoHeads = Model(
///   inputs: image, outputs: [Dense(10)(Flatten()(features)), Dense(1)(Flatten()(features))])
/// ```
///
/// A model is a layer; call one with several outputs by ``Layer/outputs(of:file:line:)``. In a file
/// it is its inputs, then its nodes (layer calls and operations, with the numbers of what they are
/// applied to: inputs first, then nodes), then the numbers of its outputs:
///
/// ```yaml
/// Model:
///   inputs: [Input: {shape: [28, 28, 1]}]
///   nodes:
///     - {layer: {Conv2D: {filters: 8, kernelSize: 3}}, of: [0]}
///     - {layer: Flatten, of: [1]}
///     - {layer: {Dense: {units: 10}}, of: [2]}
///   outputs: [3]
/// ```
public struct Model: Layer, Configurable {
  /// Where data enters, in the order of the model's arguments.
  public let inputs: [Input]
  /// The results.
  public let outputs: [Tensor]
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a model from its inputs and outputs.
  public init(
    inputs: [Input], outputs: [Tensor], name: String? = nil, trainable: Bool = true
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.name = name
    isTrainable = trainable
  }

  /// Creates a model with one input and one output.
  public init(inputs: Input, outputs: Tensor, name: String? = nil, trainable: Bool = true) {
    self.init(inputs: [inputs], outputs: [outputs], name: name, trainable: trainable)
  }

  /// Creates a model with one input.
  public init(inputs: Input, outputs: [Tensor], name: String? = nil, trainable: Bool = true) {
    self.init(inputs: [inputs], outputs: outputs, name: name, trainable: trainable)
  }

  /// Creates a model with one output.
  public init(inputs: [Input], outputs: Tensor, name: String? = nil, trainable: Bool = true) {
    self.init(inputs: inputs, outputs: [outputs], name: name, trainable: trainable)
  }

  public func forward(_ tensors: [Tensor]) -> [Tensor] {
    guard let trace = tensors.lazy.compactMap(\.trace).first, tensors.count == inputs.count else {
      return [
        tensors.fail(
          operation: "model", wanted: "\(inputs.count) inputs", received: "\(tensors.count)")
      ]
    }
    var replay = Replay(into: trace)
    for (input, tensor) in zip(inputs, tensors) {
      guard tensor.type == input.tensor.type || isCompatible(tensor, input) else {
        return [
          tensor.fail(
            input.name.map { "Input \"\($0)\"" } ?? "Input",
            wanted: "\(input.dtype)\(input.tensor.shape)", received: "\(tensor.type)")
        ]
      }
      replay.bind(input.tensor, to: tensor)
    }
    return replay.tensors(outputs)
  }

  private func isCompatible(_ tensor: Tensor, _ input: Input) -> Bool {
    tensor.dtype == input.dtype && tensor.shape.isCompatible(with: input.tensor.shape)
  }
}
