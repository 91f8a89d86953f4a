import Hone
import HonePlot
import Synchronization

/// The rate that each weight really has: Adagrad against RMSprop, frequent features against rare
/// ones (T66).
public struct EffectiveRatesExample: Example {
  public let name = "effective-rates"
  public let title = "Adagrad's rates fall towards 0, RMSprop's don't"
  public let group = ExampleGroup.optimization
  public let techniques = [65, 66, 67, 68, 72]

  /// The weights of one neuron that are to be found, and how often their features occur.
  static let features: [(name: String, share: Double, weight: Float)] = [
    ("in each sample", 1, 1), ("in 1 of 4", 1 / 4, -1), ("in 1 of 16", 1 / 16, 1),
    ("in 1 of 64", 1 / 64, -1),
  ]
  static let samples = 4096

  static let adagrad = Adagrad(learningRate: .constant(0.2))
  static let rmsprop = RMSprop(learningRate: .constant(0.01), rho: 0.9)

  /// Samples in which a feature is 1 or absent; the target is a noisy sum of the weights present.
  static func data() throws -> ArrayDataset {
    let (occurrence, noise) = (RandomKey(seed: 5), RandomKey(seed: 6))
    var (x, y): ([Float], [Float]) = ([], [])
    for sample in 0..<samples {
      var sum = 0.5 * Float(noise.normal(at: UInt64(sample)))
      for (index, feature) in features.enumerated() {
        let draw = Double(occurrence.uniform(at: UInt64(sample * features.count + index)))
        x.append(draw < feature.share ? 1 : 0)
        if draw < feature.share { sum += feature.weight }
      }
      y.append(sum)
    }
    return try ArrayDataset(
      x: HostTensor(x, shape: [samples, features.count]), y: HostTensor(y, shape: [samples, 1]))
  }

  /// Writes down η / √(h + ε) and the value of each weight after every step.
  final class Recorder: Callback {
    private let slot: String
    private let learningRate: Double
    private let steps = Mutex<(rates: [[Double]], weights: [[Double]])>(([], []))

    init(_ optimizer: any Optimizer) {
      slot = optimizer.slots.first?.name ?? ""
      learningRate = optimizer.learningRate(0)
    }

    /// For each step the number of each weight.
    var rates: [[Double]] { steps.withLock(\.rates) }
    var weights: [[Double]] { steps.withLock(\.weights) }

    func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) throws {
      let h: [Double] = try trainer.optimizerSlot(slot, of: "dense_1/kernel").elements()
      let rates = h.map { learningRate / ($0 + 1e-7).squareRoot() }
      let weights: [Double] = try trainer.weights["dense_1/kernel"].elements()
      steps.withLock { steps in
        steps.rates.append(rates)
        steps.weights.append(weights)
      }
    }
  }

  /// Trains a neuron, one sample a step.
  static func train(_ optimizer: any Optimizer) async throws -> Recorder {
    let neuron = Sequential {
      Input(4)
      Dense(1, useBias: false, kernelInitializer: .zeros)
    }
    let trainer = try neuron.compile(optimizer: optimizer, loss: .meanSquaredError)
    let recorder = Recorder(optimizer)
    try await trainer.fit(
      data(), epochs: 1, batchSize: 1, shuffle: false, verbose: .silent, callbacks: [recorder])
    return recorder
  }

  public init() {}

  public func run() async throws -> ExampleResult {
    let adagrad = try await Self.train(Self.adagrad)
    let rmsprop = try await Self.train(Self.rmsprop)
    var result = ExampleResult()
    report("Adagrad, learning rate 0.2", "Adagrad", adagrad, in: &result)
    result.say()
    report("RMSprop, learning rate 0.01, rho 0.9", "RMSprop", rmsprop, in: &result)
    draw(adagrad, rmsprop, in: &result)
    return result
  }

  private func report(
    _ title: String, _ name: String, _ recorder: Recorder, in result: inout ExampleResult
  ) {
    let (rates, weights) = (recorder.rates, recorder.weights)
    let shown = [64, 512, 4096].filter { $0 <= rates.count }
    let rows = Self.features.enumerated().map { index, feature in
      // The rates swing from step to step: the middle one of the last half of the steps.
      let middles = shown.map { last in
        rates[last / 2..<last].map { $0[index] }.sorted()[last / 4]
      }
      for (step, rate) in zip(shown, middles) {
        result.measure("\(name), \(feature.name), \(step)", rate)
      }
      let end = weights[weights.count - 1][index]
      let error = abs(end - Double(feature.weight))
      result.measure("\(name), \(feature.name), error", error)
      return [feature.name] + middles.map { $0.fixed(4) } + [end.fixed(2)]
    }
    result.say(title + ": the rates of four weights")
    let spans = shown.map { "steps \($0 / 2) to \($0)" }
    result.table(["its feature occurs"] + spans + ["weight"], rows)
    let rises = zip(rates, rates.dropFirst()).reduce(0) { count, pair in
      count + zip(pair.0, pair.1).count { $0.1 > $0.0 }
    }
    result.say("rates that rose from a step to the next: \(rises)")
    result.measure(name + ", rises", Double(rises))
  }

  private func draw(_ adagrad: Recorder, _ rmsprop: Recorder, in result: inout ExampleResult) {
    let steps = PlotAxis("step", scale: .logarithmic)
    let rate = PlotAxis("rate of a weight, η / √h", scale: .logarithmic)
    let panels = [
      Panel("Adagrad: learning rate 0.2", x: steps, y: rate, lines(adagrad.rates)),
      Panel("RMSprop: learning rate 0.01", x: steps, y: rate, legend: .none, lines(rmsprop.rates)),
      Panel(x: steps, y: "weight", legend: .none, lines(adagrad.weights) + Self.wanted),
      Panel(x: steps, y: "weight", legend: .none, lines(rmsprop.weights) + Self.wanted),
    ]
    result.draw(
      name,
      Figure(
        "The rate that each weight really has", columns: 2, panelWidth: 520, panelHeight: 330,
        panels: panels))
  }

  /// The weights that are to be found.
  private static let wanted: [Mark] = [.rule(y: 1), .rule(y: -1)]

  /// A line for each weight, that of the most frequent feature in front.
  private func lines(_ steps: [[Double]]) -> [Mark] {
    var (drawn, step) = ([0], 0)
    while step < steps.count - 1 {
      step = min(step + max(step / 60, 1), steps.count - 1)
      drawn.append(step)
    }
    return Self.features.enumerated().reversed().map { index, feature in
      .line(
        "feature " + feature.name, x: drawn.map { Double($0 + 1) },
        y: drawn.map { steps[$0][index] }, color: PlotColor.palette[index],
        width: index == 0 ? 2 : 1.4)
    }
  }
}
