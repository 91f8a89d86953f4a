import Hone

/// The models of the benchmark table, with random batches of their shapes.
struct Workload {
  var model: any Layer
  var optimizer: any Optimizer
  var inputShape: Shape
  var classCount: Int
  var batchSize = 128

  var fields: [FieldSpec] {
    [
      FieldSpec(.input, name: "x", shape: inputShape, dtype: .float32),
      FieldSpec(.target, name: "y", shape: [], dtype: .int32),
    ]
  }

  /// Random inputs and labels.
  func batch(_ number: Int) -> [HostTensor] {
    let key = RandomKey(seed: UInt64(number))
    let shape = Shape([batchSize] + inputShape.dimensions)
    let pixels = (0..<UInt64(shape.count)).map { key.uniform(at: $0) }
    let labels = (0..<UInt64(batchSize)).map { index in
      Int32(key.folding("labels").integer(below: classCount, at: index))
    }
    let tensors = [try? HostTensor(pixels, shape: shape), HostTensor(labels)]
    return tensors.compactMap { $0 }
  }

  /// The workload of a name.
  static func named(_ name: String) throws -> Workload {
    switch name {
    case "mlp", "start": return mlp
    case "cnn": return cnn
    case "lenet": return lenet
    default:
      throw HoneError(
        .usage, operation: "benchmark", wanted: "mlp, cnn, lenet or start", received: name)
    }
  }

  static let mlp = Workload(
    model: Sequential {
      Dense(512, activation: .relu)
      Dropout(0.2)
      Dense(256, activation: .relu)
      Dropout(0.2)
      Dense(10)
    }, optimizer: .adam(learningRate: 1e-3), inputShape: [784], classCount: 10)

  static let cnn = Workload(
    model: Sequential {
      for filters in [32, 64] {
        for _ in 0..<2 {
          Conv2D(filters, kernelSize: 3, padding: .same, useBias: false)
          BatchNormalization()
          ReLU()
        }
        MaxPooling2D(2)
      }
      Flatten()
      Dense(128, activation: .relu)
      Dropout(0.5)
      Dense(10)
    }, optimizer: .adam(learningRate: 1e-3), inputShape: [32, 32, 3], classCount: 10)

  static let lenet = Workload(
    model: Sequential {
      Conv2D(6, kernelSize: 5, padding: .same, activation: .tanh)
      AveragePooling2D(2)
      Conv2D(16, kernelSize: 5, activation: .tanh)
      AveragePooling2D(2)
      Flatten()
      Dense(120, activation: .tanh)
      Dense(84, activation: .tanh)
      Dense(10)
    }, optimizer: .sgd(learningRate: 0.01, momentum: 0.9), inputShape: [28, 28, 1], classCount: 10)
}
