import Hone

/// Small data that can be learned.
enum Samples {
  /// Standard normal numbers.
  static func normal(_ shape: Shape, seed: UInt64 = 1) throws -> HostTensor {
    let key = RandomKey(seed: seed).folding("samples")
    return try HostTensor(
      (0..<shape.count).map { Float(key.normal(at: UInt64($0))) }, shape: shape)
  }

  /// Vectors, and the index of the largest of their first `classes` elements.
  static func classes(
    _ count: Int, features: Int = 6, classes: Int = 3, seed: UInt64 = 1
  ) throws -> (x: HostTensor, y: HostTensor) {
    let x = try normal([count, features], seed: seed)
    let values = x.elements(as: Float.self)
    let labels = (0..<count).map { row in
      let start = row * features
      return Int32((0..<classes).max { values[start + $0] < values[start + $1] } ?? 0)
    }
    return (x, HostTensor(labels))
  }

  /// The same as a data set.
  static func dataset(_ count: Int, classes: Int = 3, seed: UInt64 = 1) throws -> ArrayDataset {
    let data = try Self.classes(count, classes: classes, seed: seed)
    return try ArrayDataset(x: data.x, y: data.y)
  }

  /// Two layers for ``classes(_:features:classes:seed:)``.
  static func perceptron(classes: Int = 3) -> Sequential {
    Sequential {
      Dense(8, activation: .relu)
      Dense(classes)
    }
  }

  /// A trainer of ``perceptron(classes:)``.
  static func trainer(
    seed: UInt64 = 0, optimizer: any Optimizer = .sgd(learningRate: 0.1),
    metrics: [any Metric] = [], on backend: any Backend
  ) throws -> Trainer {
    try perceptron().compile(
      optimizer: optimizer, loss: .sparseCategoricalCrossentropy(fromLogits: true),
      metrics: metrics, seed: seed, backend: backend)
  }
}

extension HostTensor {
  var floats: [Float] { elements() }
}
