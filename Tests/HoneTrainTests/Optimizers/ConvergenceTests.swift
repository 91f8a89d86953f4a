import Hone
import HoneGraph
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Every optimizer of the registry finds three minima; one without a row here fails.
@Suite struct ConvergenceTests {
  /// The rates with which an optimizer goes through the list.
  struct Row {
    var quadratic: Double
    var rosenbrock: Double
    var logistic: Double
    /// Fields beside the rate.
    var fields: ConfigurationValue = [:]
    /// Whether the rate stays: Ftrl's sums are in units of it.
    var isConstant = false
  }

  static let rows: [String: Row] = [
    "sgd": Row(quadratic: 0.05, rosenbrock: 0.001, logistic: 0.5, fields: ["momentum": 0.9]),
    "adam": Row(quadratic: 0.1, rosenbrock: 0.05, logistic: 0.1),
    "adamW": Row(
      quadratic: 0.1, rosenbrock: 0.05, logistic: 0.1, fields: ["weightDecay": 1e-4]),
    "adamax": Row(quadratic: 0.2, rosenbrock: 0.2, logistic: 0.2),
    "nadam": Row(quadratic: 0.1, rosenbrock: 0.05, logistic: 0.1),
    "adagrad": Row(quadratic: 1, rosenbrock: 0.5, logistic: 1),
    "adadelta": Row(quadratic: 20, rosenbrock: 2, logistic: 20, fields: ["epsilon": 1e-4]),
    "rmsprop": Row(quadratic: 0.1, rosenbrock: 0.02, logistic: 0.1),
    "ftrl": Row(quadratic: 1, rosenbrock: 1, logistic: 1, isConstant: true),
    "lion": Row(quadratic: 0.1, rosenbrock: 0.02, logistic: 0.05),
    "lamb": Row(quadratic: 0.1, rosenbrock: 0.05, logistic: 0.1),
    "muon": Row(
      quadratic: 0.3, rosenbrock: 0.05, logistic: 0.1,
      fields: ["weightDecay": 0, "adamWeightDecay": 0]),
    "adafactor": Row(quadratic: 0.5, rosenbrock: 0.5, logistic: 0.5),
    "scheduleFreeAdamW": Row(quadratic: 0.5, rosenbrock: 0.1, logistic: 0.5),
  ]

  /// An optimizer with a rate that falls over the training.
  private func optimizer(
    _ name: String, _ rate: KeyPath<Row, Double>, steps: Int
  ) throws -> any Optimizer {
    let row = try #require(Self.rows[name], "add a row for \(name)")
    var fields = row.fields
    fields["learningRate"] = [
      "cosineDecay": [
        "initial": ConfigurationValue(row[keyPath: rate]), "steps": ConfigurationValue(steps),
        "alpha": 0.01,
      ]
    ]
    if row.isConstant { fields["learningRate"] = ConfigurationValue(row[keyPath: rate]) }
    let made = try Registry.standard.make(.optimizer, from: .object([(name, fields)]), at: "")
    return try #require(made as? any Optimizer)
  }

  /// Steps downhill; returns the first and the last value.
  private func minimize(
    _ optimizer: any Optimizer, from start: HostTensor, steps: Int,
    _ loss: @escaping (Tensor) -> Tensor
  ) throws -> (first: Float, last: Float) {
    let runner = try UpdateRunner(optimizer, weights: ["w": start], on: reference) { weights, _ in
      let value = loss(weights[0])
      return (gradient(of: value, withRespectTo: weights), value)
    }
    var values: [Float] = []
    for _ in 0..<steps { values.append(try runner.run().floats[0]) }
    return (values[0], values[steps - 1])
  }

  static let names = Registry.standard.schemas(.optimizer).map(\.name)

  @Test(arguments: names)
  func findsTheMinimumOfAQuadratic(_ name: String) throws {
    let scales = HostTensor([1, 0.3, 3, 0.5, 2, 1] as [Float])
    let start = try HostTensor([2, -1, 3, 0.5, -2, 1] as [Float], shape: [2, 3])
    let target = try HostTensor([1, 1, -1, 2, 0.5, -1.5] as [Float], shape: [2, 3])
    let (first, last) = try minimize(
      try optimizer(name, \.quadratic, steps: 300), from: start, steps: 300
    ) { w in (square(w - Tensor(target)) * Tensor(scales).reshaped(to: [2, 3])).sum() }
    #expect(last < 1e-3 * first, "\(name): \(first) to \(last)")
  }

  @Test(arguments: names)
  func followsRosenbrocksValley(_ name: String) throws {
    let (first, last) = try minimize(
      try optimizer(name, \.rosenbrock, steps: 2000), from: HostTensor([-1.2, 1] as [Float]),
      steps: 2000
    ) { w in
      let (x, y) = (w.sliced(0..<1, axis: 0), w.sliced(1..<2, axis: 0))
      return (square(1 - x) + square(y - square(x)) * 100).sum()
    }
    #expect(last < 1e-2 * first, "\(name): \(first) to \(last)")
  }

  @Test(arguments: names)
  func solvesLogisticRegression(_ name: String) throws {
    let data = try Regression()
    let (x, y) = (Tensor(data.x), Tensor(data.y))
    let (first, last) = try minimize(
      try optimizer(name, \.logistic, steps: 300),
      from: try HostTensor([0.5, -0.5, 0.3] as [Float], shape: [3, 1]), steps: 300
    ) { w in
      let scores = matmul(x, w)
      return (softplus(scores) - scores * y).mean() + square(w).sum() * 0.01
    }
    #expect(Double(last) < data.best + 0.005, "\(name): \(first) to \(last), best \(data.best)")
  }
}

/// Points with two noisy classes, and the least loss that a line through 0 can have on them.
private struct Regression {
  let x: HostTensor
  let y: HostTensor
  let best: Double

  init() throws {
    let key = RandomKey(seed: 5)
    let count = 40
    let points = (0..<count).map { row in
      (0..<3).map { Double(Float(key.normal(at: UInt64(3 * row + $0)))) }
    }
    let classes = (0..<count).map { row in
      let score = 2 * points[row][0] - points[row][1] + key.normal(at: UInt64(1000 + row))
      return score > 0 ? 1.0 : 0.0
    }
    x = try HostTensor(points.flatMap { $0.map { Float($0) } }, shape: [count, 3])
    y = try HostTensor(classes.map { Float($0) }, shape: [count, 1])
    best = Self.least(points, classes)
  }

  /// Plain gradient descent in Double, far longer than needed.
  private static func least(_ points: [[Double]], _ classes: [Double]) -> Double {
    var w = [0.0, 0, 0]
    var loss = 0.0
    for _ in 0..<3000 {
      var slope = w.map { 0.02 * $0 }
      loss = w.reduce(0) { $0 + 0.01 * $1 * $1 }
      for (point, wanted) in zip(points, classes) {
        let score = zip(point, w).reduce(0) { $0 + $1.0 * $1.1 }
        loss += (max(score, 0) + log1p(exp(-abs(score))) - score * wanted) / Double(classes.count)
        let off = (1 / (1 + exp(-score)) - wanted) / Double(classes.count)
        for index in w.indices { slope[index] += off * point[index] }
      }
      for index in w.indices { w[index] -= 0.5 * slope[index] }
    }
    return loss
  }
}
