import Hone
import Testing

@testable import HoneTrain

/// A training that a rule of preflight has something to say about, and one that is like it but
/// healthy.
struct RuleCase: Sendable, CustomTestStringConvertible {
  let rule: String
  let severity: Finding.Severity
  let bad: PlannedTraining
  let good: PlannedTraining

  init(
    _ rule: String, _ severity: Finding.Severity = .warning, bad: PlannedTraining,
    good: PlannedTraining = PlannedTraining()
  ) {
    self.rule = rule
    self.severity = severity
    self.bad = bad
    self.good = good
  }

  var testDescription: String { rule }
}

/// A training that isn't run: healthy unless something is changed.
struct PlannedTraining: Sendable {
  var layers: @Sendable () -> [any Layer] = {
    [Dense(8, activation: .relu, kernelInitializer: .heNormal), Dense(3)]
  }
  var loss: any Loss = .sparseCategoricalCrossentropy(fromLogits: true)
  var optimizer: any Optimizer = .adam()
  var metrics: [any Metric] = [.accuracy]
  var data: @Sendable () throws -> ArrayDataset = { try Samples.dataset(60) }
  var validation: (@Sendable () throws -> ArrayDataset)?
  var batchSize: BatchSize = 16
  var epochs = 2
  var shuffle = true
  var callbacks: [any Callback] = []
  var machineMemory: Int? = 8 << 30

  /// The same with something changed.
  func with(_ change: (inout PlannedTraining) -> Void) -> PlannedTraining {
    var other = self
    change(&other)
    return other
  }

  /// With other layers.
  static func model(@LayerBuilder _ layers: @escaping @Sendable () -> [any Layer])
    -> PlannedTraining
  {
    PlannedTraining(layers: layers)
  }

  /// On images of 8 × 8 pixels.
  static func images(@LayerBuilder _ layers: @escaping @Sendable () -> [any Layer])
    -> PlannedTraining
  {
    PlannedTraining(layers: layers, data: { try rows(60, [8, 8, 1]) })
  }

  /// With one number to predict, or several, whose values come from a row's number.
  static func amounts(
    _ loss: any Loss = .meanSquaredError, width: Int = 1, metrics: [any Metric] = [],
    layers: @escaping @Sendable () -> [any Layer] = {
      [Dense(8, activation: .relu, kernelInitializer: .heNormal), Dense(1)]
    },
    _ value: @escaping @Sendable (Int) -> Float
  ) -> PlannedTraining {
    PlannedTraining(
      layers: layers, loss: loss, metrics: metrics,
      data: {
        try ArrayDataset(
          x: Samples.normal([60, 6]),
          y: HostTensor((0..<60 * width).map { value($0) }, shape: [60, width]))
      })
  }

  /// Standard normal inputs of a shape, and labels 0, 1, 2 in turn.
  static func rows(
    _ count: Int, _ shape: Shape = [6], scale: Float = 1, seed: UInt64 = 1, names: [String]? = nil,
    labels: @Sendable (Int) -> Int = { $0 % 3 }
  ) throws -> ArrayDataset {
    let x = try Samples.normal(Shape([count] + shape.dimensions), seed: seed)
    return try ArrayDataset(
      x: HostTensor(x.elements(as: Float.self).map { $0 * scale }, shape: x.shape),
      y: HostTensor((0..<count).map { Int32(labels($0)) }), classNames: names)
  }

  /// What preflight finds.
  func findings(on backend: any Backend = reference) async throws -> [Finding] {
    let trainer = try Sequential(layers()).compile(
      optimizer: optimizer, loss: loss, metrics: metrics, seed: 3, backend: backend)
    return try await trainer.preflight(
      .dataset(data()), epochs: epochs, batchSize: batchSize,
      validation: try validation.map { .dataset(try $0()) }, validationSplit: 0, shuffle: shuffle,
      callbacks: callbacks, classWeight: [:], machineMemory: machineMemory)
  }
}

extension PlannedTraining {
  /// Layers for three classes.
  static let wide3: @Sendable () -> [any Layer] = { [Dense(8, activation: .relu), Dense(3)] }

  /// Layers for one number.
  static func binary(_ activation: (any ActivationFunction)?) -> @Sendable () -> [any Layer] {
    { [Dense(8, activation: .relu), Dense(1, activation: activation)] }
  }
}
