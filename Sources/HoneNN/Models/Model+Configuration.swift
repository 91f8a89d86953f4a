public import HoneCore
internal import HoneGraph

/// Functional models in files: see ``Model``.
extension Model {
  public static let schema = Schema(
    .layer, "Model", summary: "a graph of layers",
    fields: [
      Field("inputs", .members(.layer), "the inputs: a list of Input"),
      Field("nodes", .records(nodeFields), default: .array([]), "layer calls and operations"),
      Field("outputs", .any, "the numbers of the results: inputs count first, then nodes"),
    ])

  private static let nodeFields = [
    Field("layer", .member(.layer), default: .null, "the layer that is called"),
    Field("operation", .string, default: .null, "or an operation, such as add"),
    Field("of", .any, default: .array([]), "the numbers of what it is applied to"),
  ]

  public init(_ fields: Fields) throws(HoneError) {
    let inputs: [Input] = try fields.members("inputs", .layer)
    var values = inputs.map { [$0.tensor] }
    for node in try fields.records("nodes", Self.nodeFields) {
      values.append(try Self.apply(node, try Self.tensors(node, "of", values)))
    }
    self.init(
      inputs: inputs, outputs: try Self.tensors(fields, "outputs", values),
      name: try fields.optionalString("name"), trainable: try fields.bool("trainable"))
  }

  public var fields: [String: ConfigurationValue] {
    let encoder = RecordingEncoder(inputs: inputs, outputs: outputs)
    return commonFields.merging(
      [
        "inputs": LayerEncoding.encode(inputs), "nodes": .array(encoder.nodes),
        "outputs": .array(outputs.map(encoder.reference)),
      ], uniquingKeysWith: { $1 })
  }

  private static func apply(_ node: Fields, _ tensors: [Tensor]) throws(HoneError) -> [Tensor] {
    if let layer: any Layer = try node.optionalMember("layer", .layer) {
      guard !tensors.isEmpty else {
        throw node.value("of").mismatch("the numbers of the layer's inputs", at: "of")
      }
      return layer.call(tensors, at: node.location)
    }
    guard let text = try node.optionalString("operation") else {
      throw HoneError(
        .usage, operation: "node", wanted: "a layer or an operation", received: "neither",
        help: "write {layer: …, of: […]} or {operation: add, of: […]}", location: node.location)
    }
    return Tensor.apply(try GraphText.parseOperation(text, file: "operation"), tensors)
  }

  /// The tensors that a list of references names.
  private static func tensors(
    _ fields: Fields, _ key: String, _ values: [[Tensor]]
  ) throws(HoneError) -> [Tensor] {
    var tensors: [Tensor] = []
    for element in try fields.value(key).array(at: key) {
      guard let place = Reference(element), values.indices.contains(place.node),
        values[place.node].indices.contains(place.output)
      else {
        throw element.mismatch(
          "the number of an input or earlier node, below \(values.count)", at: key,
          help: "output 1 of node 3 is written \"3:1\"")
      }
      tensors.append(values[place.node][place.output])
    }
    return tensors
  }
}

/// A value by the number of its node: `3`, or `"3:1"` for another output than the first.
private struct Reference {
  var node: Int
  var output: Int

  init(node: Int, output: Int) {
    self.node = node
    self.output = output
  }

  init?(_ value: ConfigurationValue) {
    switch value.kind {
    case .int(let node): self.init(node: node, output: 0)
    case .string(let text):
      let parts = text.split(separator: ":").compactMap { Int($0) }
      guard parts.count == 2 else { return nil }
      self.init(node: parts[0], output: parts[1])
    default: return nil
    }
  }

  var configuration: ConfigurationValue {
    output == 0 ? ConfigurationValue(node) : ConfigurationValue("\(node):\(output)")
  }
}

/// Writes the recorded expressions behind a model's outputs.
private struct RecordingEncoder {
  private var numbers: [ObjectIdentifier: Int] = [:]
  private(set) var nodes: [ConfigurationValue] = []

  init(inputs: [Input], outputs: [Tensor]) {
    for (number, input) in inputs.enumerated() {
      if let recorded = input.tensor.recorded { numbers[ObjectIdentifier(recorded)] = number }
    }
    for recorded in Self.behind(outputs, stoppingAt: Set(numbers.keys)) {
      nodes.append(node(recorded))
      numbers[ObjectIdentifier(recorded)] = inputs.count + nodes.count - 1
    }
  }

  func reference(_ tensor: Tensor) -> ConfigurationValue {
    guard case .recorded(let recorded, let output) = tensor.storage,
      let node = numbers[ObjectIdentifier(recorded)]
    else { return LayerEncoding.unknown("a tensor of a trace") }
    return Reference(node: node, output: output).configuration
  }

  private func node(_ recorded: Recorded) -> ConfigurationValue {
    switch recorded.origin {
    case .input(let name):
      return LayerEncoding.unknown("an Input \(name ?? "") that isn't among the model's")
    case .op(let op, let inputs):
      return node("operation", ConfigurationValue(GraphText.print(op)), inputs)
    case .call(let call as RecordedLayerCall, let inputs):
      return node("layer", LayerEncoding.encode(call.layer), inputs)
    case .call: return LayerEncoding.unknown("a function of the batch size")
    }
  }

  private func node(
    _ key: String, _ value: ConfigurationValue, _ inputs: [Tensor]
  ) -> ConfigurationValue {
    .object([(key, value)] + (inputs.isEmpty ? [] : [("of", .array(inputs.map(reference)))]))
  }

  /// The expressions that the tensors depend on, in the order in which they were made.
  private static func behind(
    _ tensors: [Tensor], stoppingAt known: Set<ObjectIdentifier>
  ) -> [Recorded] {
    var found: [ObjectIdentifier: Recorded] = [:]
    var stack = tensors
    while let tensor = stack.popLast() {
      guard let recorded = tensor.recorded else { continue }
      let identity = ObjectIdentifier(recorded)
      if known.contains(identity) || found[identity] != nil { continue }
      found[identity] = recorded
      switch recorded.origin {
      case .input: break
      case .op(_, let inputs), .call(_, let inputs): stack += inputs
      }
    }
    return found.values.sorted { $0.sequence < $1.sequence }
  }
}

extension Tensor {
  /// The expression behind a recorded tensor.
  fileprivate var recorded: Recorded? {
    if case .recorded(let recorded, _) = storage { recorded } else { nil }
  }
}
