internal import HoneCore
internal import HoneNN

extension TensorBoard.UpdateFrequency {
  init(_ value: ConfigurationValue) throws(HoneError) {
    switch value.kind {
    case .string("epoch"): self = .epoch
    case .string("batch"): self = .batch
    case .int(let steps) where steps > 0: self = .steps(steps)
    default: throw value.mismatch("epoch, batch, or a number of steps", at: "updateFreq")
    }
  }

  var configuration: ConfigurationValue {
    switch self {
    case .epoch: "epoch"
    case .batch: "batch"
    case .steps(let steps): ConfigurationValue(steps)
    }
  }

  func isDue(after steps: Int) -> Bool {
    switch self {
    case .epoch: false
    case .batch: true
    case .steps(let count): steps % count == 0
    }
  }
}

extension TensorBoard {
  /// What the table of hyperparameters shows, in the order of the names: the optimizer with its
  /// plain settings, the seed, and what is given, which counts where both say something.
  static func hyperparameters(
    of trainer: Trainer, and given: [String: ConfigurationValue]
  ) -> [(name: String, value: ConfigurationValue)] {
    let optimizer = trainer.recipe.optimizer
    var values: [String: ConfigurationValue] = [
      "optimizer": ConfigurationValue(type(of: optimizer as any Configurable).schema.name),
      "seed": ConfigurationValue(Int(clamping: trainer.seed)),
    ]
    for member in optimizer.configuration.members.first?.value.members ?? [] {
      values["optimizer." + member.key] = member.value
    }
    values.merge(given) { $1 }
    return values.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value) }
  }
}

/// How many steps a second training makes.
struct StepPace: Sendable {
  private let clock = ContinuousClock()
  private var epochStart: (time: ContinuousClock.Instant, step: Int)?
  private var last: ContinuousClock.Instant?

  mutating func epochBegin(_ step: Int) {
    epochStart = (clock.now, step)
    last = clock.now
  }

  /// The speed of the last step.
  mutating func stepEnd(_ step: Int) -> Double? {
    let now = clock.now
    defer { last = now }
    return last.flatMap { Self.speed(1, now - $0) }
  }

  /// The speed since the epoch began.
  func epochEnd(_ step: Int) -> Double? {
    epochStart.flatMap { Self.speed(step - $0.step, clock.now - $0.time) }
  }

  private static func speed(_ steps: Int, _ time: Duration) -> Double? {
    let seconds = time.seconds
    return seconds > 0 ? Double(steps) / seconds : nil
  }
}
