import Hone
import HoneTestSupport

/// Twenty steps of a model with an optimizer, as Keras or PyTorch made them.
struct GoldenTraining {
  let run: Golden
  let data: Golden
  let isTorch: Bool

  init(_ name: String) throws {
    run = try Golden(name)
    isTorch = name.hasSuffix("-torch")
    data = try Golden("training/\(try run.configuration.member("model").string())-data")
  }

  static var names: [String] {
    get throws { try Golden.names(of: "training").filter { !$0.hasSuffix("-data") } }
  }

  /// How far losses and weights may be off: the project's requirement.
  var weightLimit: Double { isAdam ? 1e-3 : 1e-4 }
  var isAdam: Bool { run.name.contains("adam") }
  var steps: Int { labels.shape[0] }
  var weightNames: [String] { data.tensors(under: "initial").keys.sorted() }
  private var labels: HostTensor { data.tensors["labels"] ?? HostTensor(zeros: [0]) }

  /// The batch of a step, from 0; bytes become byte/255.
  func batch(_ step: Int) throws -> (x: HostTensor, y: HostTensor) {
    (row(try scaledInputs, step), row(try data.tensor("labels"), step))
  }

  /// All batches one after another.
  func samples() throws -> ArrayDataset {
    func flat(_ tensor: HostTensor) throws -> HostTensor {
      let shape = tensor.shape.dimensions
      return try tensor.reshaped(to: Shape([shape[0] * shape[1]] + shape.dropFirst(2)))
    }
    return try ArrayDataset(x: flat(try scaledInputs), y: flat(try data.tensor("labels")))
  }

  /// A trainer with the stored initial weights.
  func trainer(optimizer: (any Optimizer)? = nil, on backend: any Backend) throws -> Trainer {
    let trainer = try model().compile(
      optimizer: try optimizer ?? self.optimizer(),
      loss: .sparseCategoricalCrossentropy(fromLogits: true), backend: backend)
    try trainer.build(fields: samples().fields)
    try trainer.weights.load(data.tensors(under: "initial"))
    return trainer
  }

  private var scaledInputs: HostTensor {
    get throws {
      let inputs = try data.tensor("inputs")
      guard inputs.dtype == .uint8 else { return inputs }
      return try HostTensor(inputs.elements(as: Float.self).map { $0 / 255 }, shape: inputs.shape)
    }
  }

  private func row(_ tensor: HostTensor, _ index: Int) -> HostTensor {
    HostTensor(
      shape: Shape(Array(tensor.shape.dimensions.dropFirst())), dtype: tensor.dtype
    ) { memory in
      tensor.withUnsafeBytes { bytes in
        memory.copyMemory(
          from: UnsafeRawBufferPointer(
            rebasing: bytes[index * memory.count..<(index + 1) * memory.count]))
      }
    }
  }

  private func model() throws -> Sequential {
    Sequential(try data.configuration.member("layers").array().map(layer))
  }

  /// `{"layer": "Dense", "units": 4}` as the registry reads it: `{"Dense": {"units": 4}}`.
  private func layer(_ value: ConfigurationValue) throws -> any Layer {
    let name = try value.member("layer").string()
    var fields = value.members.filter { $0.key != "layer" }.map { ($0.key, $0.value) }
    if isTorch, name == "BatchNormalization" { fields.append(("convention", "pytorch")) }
    return try Registry.standard.makeLayer(from: .object([(name, .object(fields))]))
  }

  private func optimizer() throws -> any Optimizer {
    let configuration = run.configuration
    let rate = try configuration.member("learningRate").double()
    guard isAdam else {
      return .sgd(
        learningRate: rate, momentum: try configuration["momentum"]?.double() ?? 0,
        momentumForm: isTorch ? .pytorch : .keras)
    }
    return .adam(
      learningRate: rate, beta1: try configuration.member("beta1").double(),
      beta2: try configuration.member("beta2").double(),
      epsilon: try configuration.member("epsilon").double(),
      epsilonForm: isTorch ? .pytorch : .keras)
  }
}
