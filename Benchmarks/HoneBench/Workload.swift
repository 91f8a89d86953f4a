import Hone

/// The models of the benchmark table, with random batches of their shapes.
struct Workload {
  /// What `scaling` varies: the batch, and the widths and the depth of the hidden layers as
  /// multiples of the table's.
  struct Size {
    var batch = 128
    var width = 1
    var depth = 1
  }

  var model: any Layer
  var optimizer: any Optimizer
  /// The shape of a sample.
  var inputShape: Shape
  /// For inputs that are ids, how many there are; nil for real numbers.
  var vocabulary: Int?
  var classCount: Int
  var batchSize: Int

  var fields: [FieldSpec] {
    [
      FieldSpec(
        .input, name: "x", shape: inputShape, dtype: vocabulary == nil ? .float32 : .int32),
      FieldSpec(.target, name: "y", shape: [], dtype: .int32),
    ]
  }

  /// Random inputs and labels.
  func batch(_ number: Int) -> [HostTensor] {
    let key = RandomKey(seed: UInt64(number))
    let shape = Shape([batchSize] + inputShape.dimensions)
    let labels = (0..<UInt64(batchSize)).map { index in
      Int32(key.folding("labels").integer(below: classCount, at: index))
    }
    let places = 0..<UInt64(shape.count)
    let inputs =
      if let vocabulary {
        try? HostTensor(places.map { Int32(key.integer(below: vocabulary, at: $0)) }, shape: shape)
      } else {
        try? HostTensor(places.map { key.uniform(at: $0) }, shape: shape)
      }
    return [inputs, HostTensor(labels)].compactMap { $0 }
  }

  /// The workload of a name.
  static func named(_ name: String, _ size: Size = Size()) throws -> Workload {
    switch name {
    case "mlp", "start": return mlp(size)
    case "cnn": return cnn(size)
    case "lenet": return lenet(size)
    case "text": return text(size)
    default:
      throw HoneError(
        .usage, operation: "benchmark",
        wanted: "mlp, cnn, lenet, text, start, input, predict, latency or end-to-end",
        received: name)
    }
  }

  private static func mlp(_ size: Size) -> Workload {
    Workload(
      model: Sequential {
        Dense(512 * size.width, activation: .relu)
        Dropout(0.2)
        for _ in 0..<size.depth {
          Dense(256 * size.width, activation: .relu)
          Dropout(0.2)
        }
        Dense(10)
      }, optimizer: .adam(learningRate: 1e-3), inputShape: [784], classCount: 10,
      batchSize: size.batch)
  }

  private static func cnn(_ size: Size) -> Workload {
    Workload(
      model: Sequential {
        for filters in [32, 64] {
          for _ in 0..<2 * size.depth {
            Conv2D(filters * size.width, kernelSize: 3, padding: .same, useBias: false)
            BatchNormalization()
            ReLU()
          }
          MaxPooling2D(2)
        }
        Flatten()
        Dense(128 * size.width, activation: .relu)
        Dropout(0.5)
        Dense(10)
      }, optimizer: .adam(learningRate: 1e-3), inputShape: [32, 32, 3], classCount: 10,
      batchSize: size.batch)
  }

  private static func lenet(_ size: Size) -> Workload {
    Workload(
      model: Sequential {
        Conv2D(6, kernelSize: 5, padding: .same, activation: .tanh)
        AveragePooling2D(2)
        Conv2D(16, kernelSize: 5, activation: .tanh)
        AveragePooling2D(2)
        Flatten()
        Dense(120, activation: .tanh)
        Dense(84, activation: .tanh)
        Dense(10)
      }, optimizer: .sgd(learningRate: 0.01, momentum: 0.9), inputShape: [28, 28, 1],
      classCount: 10, batchSize: size.batch)
  }

  private static func text(_ size: Size) -> Workload {
    Workload(
      model: Sequential {
        Embedding(20_000, 128 * size.width)
        for _ in 0..<size.depth {
          Conv1D(128 * size.width, kernelSize: 5, activation: .relu)
        }
        GlobalMaxPooling1D()
        Dense(64 * size.width, activation: .relu)
        Dropout(0.5)
        Dense(2)
      }, optimizer: .adam(learningRate: 1e-3), inputShape: [200], vocabulary: 20_000,
      classCount: 2, batchSize: size.batch)
  }
}
