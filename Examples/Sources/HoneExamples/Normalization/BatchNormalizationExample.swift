import Hone
import HonePlot

/// What batch normalization does to what enters an activation (T53–T56).
public struct BatchNormalizationExample: Example {
  public let name = "batch-normalization"
  public let title = "What enters an activation while a network learns, with and without BN"
  public let group = ExampleGroup.normalization
  public let techniques = [46, 47, 48, 50, 53, 54, 55, 56]

  static let units = 64

  /// How a network normalizes what enters its activations.
  enum Kind: String, CaseIterable {
    case plain = "without BN"
    case normalized = "with BN"
    /// Mean 0 and variance 1 for ever: no γ and β that could change them.
    case bare = "BN without γ, β"

    var layer: BatchNormalization? {
      switch self {
      case .plain: nil
      case .normalized: BatchNormalization(momentum: 0.9)
      case .bare: BatchNormalization(momentum: 0.9, center: false, scale: false)
      }
    }
  }

  /// Three hidden layers; `probe` has the same layers and ends before the last activation.
  struct Network {
    let classifier: Model
    let probe: Model

    init(
      _ kind: Kind, _ activation: any ActivationFunction,
      _ initializer: any Initializer = .glorotUniform
    ) {
      let image = Input(28, 28, 1)
      var signal = Flatten()(image)
      var entering = signal
      for _ in 1...3 {
        entering = Dense(units, kernelInitializer: initializer)(signal)
        if let normalization = kind.layer { entering = normalization(entering) }
        signal = activation(entering)
      }
      classifier = Model(inputs: image, outputs: Dense(10)(signal))
      probe = Model(inputs: image, outputs: entering)
    }

    func compile(_ optimizer: any Optimizer) throws -> Trainer {
      try classifier.compile(
        optimizer: optimizer, loss: .sparseCategoricalCrossentropy(fromLogits: true),
        metrics: [.accuracy])
    }

    /// What enters the last activation: a row for each unit, a column for each sample.
    func entering(_ trainer: Trainer, _ data: any Dataset) async throws -> [[Double]] {
      // What the network would compute with the statistics of all samples, not the running ones.
      try await trainer.recomputeBatchNormalization(on: data)
      let probe = try probe.compile(optimizer: .sgd(), loss: .meanSquaredError)
      try probe.weights.load(trainer.weights.values(), partial: true)
      let values: [Double] = try await probe.predict(data)[0].elements()
      return (0..<units).map { unit in
        stride(from: unit, to: values.count, by: units).map { values[$0] }
      }
    }
  }

  public init() {}

  public func run() async throws -> ExampleResult {
    var result = ExampleResult()
    result.say(
      "trained with preflight: false: it warns of sigmoid in hidden layers and of fixed deviations\n"
    )
    try await reportShift(in: &result)
    result.say()
    try await reportShares(in: &result)
    result.say()
    try await reportRates(in: &result)
    return result
  }
}

/// How one unit's input moves while the network learns (T53).
extension BatchNormalizationExample {
  /// The 15th, 50th and 85th percentile of what enters a unit, epoch by epoch.
  struct Course {
    var percentiles: [[Double]] = []
    /// What the percentiles span, before the first epoch and after the last: means of all units.
    var widths = (first: 0.0, last: 0.0)
    /// The way that the median goes, up and down, in last widths: mean of all units.
    var drift = 0.0
    var accuracy = 0.0
  }

  static func course(_ kind: Kind, epochs: Int = 20) async throws -> Course {
    let train = try SampleImages.load(.train)
    let network = Network(kind, .sigmoid)
    let trainer = try network.compile(.adam(learningRate: 0.003))
    try trainer.build(fields: train.fields)
    var course = Course()
    var units = try await network.entering(trainer, train).map { [percentiles($0)] }
    for epoch in 0..<epochs {
      try await trainer.fit(
        train, epochs: epoch + 1, batchSize: 16, initialEpoch: epoch, verbose: .silent,
        preflight: false)
      for (unit, inputs) in try await network.entering(trainer, train).enumerated() {
        units[unit].append(percentiles(inputs))
      }
    }
    course.percentiles = units[0]
    course.drift = units.reduce(0.0) { sum, unit in
      sum + zip(unit, unit.dropFirst()).reduce(0) { $0 + abs($1.1[1] - $1.0[1]) }
    }
    func width(_ epoch: Int) -> Double {
      units.reduce(0) { $0 + $1[epoch][2] - $1[epoch][0] } / Double(units.count)
    }
    course.widths = (width(0), width(epochs))
    course.drift /= course.widths.last * Double(units.count)
    course.accuracy = try await trainer.evaluate(train)["accuracy"] ?? .nan
    return course
  }

  static func percentiles(_ values: [Double]) -> [Double] {
    let sorted = values.sorted()
    return [0.15, 0.5, 0.85].map { sorted[Int($0 * Double(sorted.count - 1))] }
  }

  private func reportShift(in result: inout ExampleResult) async throws {
    let plain = try await Self.course(.plain)
    let normalized = try await Self.course(.normalized)
    result.say("three hidden layers with sigmoid, Adam, 20 epochs; what enters the last sigmoid:")
    result.table(
      ["", "width at first", "at last", "its median travels", "accuracy"],
      [("without BN", plain), ("with BN", normalized)].map { name, course in
        result.measure("width grows, " + name, course.widths.last / course.widths.first)
        result.measure("median travels, " + name, course.drift)
        result.measure("accuracy, " + name, course.accuracy)
        return [
          name, course.widths.first.fixed(2), course.widths.last.fixed(2),
          course.drift.fixed(2) + " widths", course.accuracy.percent,
        ]
      })
    let panels = [("without batch normalization", plain), ("with batch normalization", normalized)]
    result.draw(
      "batch-normalization-shift",
      Figure(
        "What enters one unit of the last hidden layer while the network learns", columns: 2,
        panelWidth: 440, panelHeight: 300,
        panels: panels.map { title, course in
          let parts = (0..<3).map { part in course.percentiles.map { $0[part] } }
          return Panel(
            title, x: "epoch", y: PlotAxis("input of the sigmoid", range: -4...4),
            legend: .topLeft,
            [
              .band("15th to 85th percentile", low: parts[0], high: parts[2], color: .blue),
              .line("median", y: parts[1], color: .blue), .rule(y: 0),
            ])
        }))
  }
}

/// In which part of its activation a unit works (T55, T56).
extension BatchNormalizationExample {
  /// The shares of inputs where a sigmoid is nearly straight, where it is flat, and below 0.
  struct Shares {
    var straight = 0.0
    var flat = 0.0
    var negative = 0.0

    init(_ inputs: [[Double]]) {
      let all = Array(inputs.joined())
      func share(_ isCounted: (Double) -> Bool) -> Double {
        Double(all.count(where: isCounted)) / Double(all.count)
      }
      straight = share { abs($0) < 1 }
      flat = share { abs($0) > 4 }
      negative = share { $0 <= 0 }
    }
  }

  private func reportShares(in result: inout ExampleResult) async throws {
    var rows: [[String]] = []
    var panels: [Panel] = []
    let settings: [(Kind, String, any ActivationFunction, any Initializer)] = [
      (.plain, "sigmoid", .sigmoid, .glorotUniform),
      (.normalized, "sigmoid", .sigmoid, .glorotUniform),
      (.bare, "sigmoid", .sigmoid, .glorotUniform),
      (.plain, "relu", .relu, .heNormal), (.normalized, "relu", .relu, .heNormal),
      (.bare, "relu", .relu, .heNormal),
    ]
    let train = try SampleImages.load(.train)
    for (kind, activationName, activation, initializer) in settings {
      let network = Network(kind, activation, initializer)
      let trainer = try network.compile(.adam(learningRate: 0.003))
      try trainer.build(fields: train.fields)
      let first = try await network.entering(trainer, train)
      try await trainer.fit(
        train, epochs: 15, batchSize: 16, verbose: .silent, preflight: false)
      let last = try await network.entering(trainer, train)
      let title = "\(activationName), \(kind.rawValue)"
      for (time, inputs) in [("at first", first), ("trained", last)] {
        let shares = Shares(inputs)
        rows.append([
          "\(title), \(time)", shares.straight.percent, shares.flat.percent,
          shares.negative.percent,
        ])
        result.measure("straight, \(title), \(time)", shares.straight)
        result.measure("negative, \(title), \(time)", shares.negative)
      }
      let histograms = [("at first", first), ("trained", last)].map { time, inputs in
        Mark.histogram(time, of: Array(inputs.joined()), bins: 64, range: -8...8, opacity: 0.6)
      }
      panels.append(
        Panel(
          title, x: PlotAxis("input of the activation", range: -8...8), y: "share",
          legend: .topLeft, histograms))
    }
    result.say("where the inputs of the last activation lie, γ = 1 and β = 0 at first:")
    result.table(["", "|x| < 1", "|x| > 4", "x ≤ 0"], rows)
    result.draw(
      "batch-normalization-shares",
      Figure(
        "What enters the last activation", columns: 3, panelWidth: 380, panelHeight: 260,
        panels: panels))
  }
}

/// Which learning rates and beginnings the network stands (T54).
extension BatchNormalizationExample {
  static let learningRates = [0.03, 0.1, 0.3, 1, 3]
  static let deviations = [0.01, 0.03, 0.1, 0.3, 1]

  /// The accuracy on unseen images after some epochs of plain SGD; that of guessing if the loss
  /// stopped being finite.
  static func accuracy(
    _ kind: Kind, learningRate: Double = 0.03, initializer: any Initializer = .heNormal
  ) async throws -> Double {
    let network = Network(kind, .relu, initializer)
    let trainer = try network.compile(.sgd(learningRate: learningRate))
    do {
      try await trainer.fit(
        SampleImages.load(.train), epochs: 8, batchSize: 16, verbose: .silent, preflight: false)
      return try await trainer.evaluate(SampleImages.load(.test))["accuracy"] ?? .nan
    } catch let error as HoneError where error.kind == .diverged {
      return 0.1
    }
  }

  private func reportRates(in result: inout ExampleResult) async throws {
    var (rates, beginnings): ([[Double]], [[Double]]) = ([], [])
    for kind in [Kind.plain, .normalized] {
      var (byRate, byDeviation): ([Double], [Double]) = ([], [])
      for rate in Self.learningRates {
        let accuracy = try await Self.accuracy(kind, learningRate: rate)
        byRate.append(accuracy)
        result.measure("rate \(rate), \(kind.rawValue)", accuracy)
      }
      for deviation in Self.deviations {
        let accuracy = try await Self.accuracy(
          kind, initializer: .randomNormal(stddev: deviation))
        byDeviation.append(accuracy)
        result.measure("deviation \(deviation), \(kind.rawValue)", accuracy)
      }
      rates.append(byRate)
      beginnings.append(byDeviation)
    }
    report("learning rate", Self.learningRates, rates, in: &result)
    result.say()
    report("standard deviation of the first weights", Self.deviations, beginnings, in: &result)
    result.draw(
      "batch-normalization-rates",
      Figure(
        "Accuracy on unseen images after 8 epochs of SGD", columns: 2, panelWidth: 420,
        panelHeight: 300,
        panels: [
          panel("learning rate", Self.learningRates, rates),
          panel("standard deviation of the first weights", Self.deviations, beginnings),
        ]))
  }

  private func report(
    _ title: String, _ numbers: [Double], _ accuracies: [[Double]], in result: inout ExampleResult
  ) {
    result.say("accuracy on unseen images after 8 epochs of SGD, by \(title):")
    result.table(
      [""] + numbers.map { "\($0)" },
      zip([Kind.plain, .normalized], accuracies).map { [$0.rawValue] + $1.map(\.percent) })
  }

  private func panel(_ title: String, _ numbers: [Double], _ accuracies: [[Double]]) -> Panel {
    Panel(
      x: PlotAxis(title, scale: .logarithmic), y: PlotAxis("accuracy", range: 0...1),
      zip([Kind.plain, .normalized], accuracies).map {
        .line($0.rawValue, x: numbers, y: $1)
      })
  }
}
