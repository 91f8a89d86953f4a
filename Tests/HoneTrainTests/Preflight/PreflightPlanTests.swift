import Hone
import Testing

@testable import HoneTrain

/// Schedules, callbacks and initial weights that the first rules missed.
struct PreflightPlanTests {
  private func rules(_ training: PlannedTraining) async throws -> [String] {
    try await training.findings().filter { $0.severity > .note }.map(\.rule)
  }

  @Test(
    arguments: [
      .cosineDecay(1e-3, steps: .max, warmup: .max), .warmup(.max, then: 1e-3),
      .polynomialDecay(1e-3, steps: .max),
    ] as [any Schedule])
  func aScheduleMayBeAsLongAsANumber(_ schedule: any Schedule) async throws {
    let plan = PlannedTraining(optimizer: .adam(learningRate: schedule))
    #expect(schedule.horizon == .max)
    #expect(try await rules(plan) == ["schedule-horizon"])
    let endless = try await rules(plan.with { $0.epochs = .max })
    #expect(endless == ["schedule-horizon"], "both are without end")
  }

  /// A user's schedule.
  private struct Halved: Schedule {
    static let schema = Schema(.schedule, "halved", summary: "half the rate after some updates")
    let horizon: Int?
    init(after steps: Int) { horizon = steps }
    init(_ fields: Fields) throws(HoneError) { self.init(after: 0) }
    var fields: [String: ConfigurationValue] { [:] }
    func callAsFunction(_ step: Int) -> Double { step < horizon ?? 0 ? 1e-3 : 5e-4 }
  }

  @Test func aScheduleOfAUserSaysItsOwnHorizon() async throws {
    func plan(_ steps: Int) -> PlannedTraining {
      PlannedTraining(optimizer: .adam(learningRate: Halved(after: steps)))
    }
    #expect(try await rules(plan(1000)) == ["schedule-horizon"])
    #expect(try await rules(plan(6)) == [])
    #expect(ConstantRate(1).horizon == nil)
  }

  @Test func aPlateauBesideASchedulerIsFound() async throws {
    let scheduler: any Callback = .learningRateScheduler { _, rate in rate }
    let plateau: any Callback = .reduceLROnPlateau(monitor: "loss")
    let both = PlannedTraining(callbacks: [scheduler, plateau])
    #expect(try await rules(both) == ["plateau-and-schedule"])
    #expect(try await rules(both.with { $0.callbacks = [scheduler] }) == [])
  }

  @Test(arguments: [Zeros(), Ones(), Constant(0.1)] as [any Initializer])
  func aHiddenKernelOfOneNumberIsFound(_ initializer: any Initializer) async throws {
    let hidden = try await PlannedTraining.model {
      Dense(8, kernelInitializer: initializer)
      ReLU()
      Dense(3)
    }.findings()
    #expect(hidden.filter { $0.rule == "fixed-deviation" }.map(\.place) == ["dense_1"])
    let last = try await rules(
      .model {
        Dense(8, activation: .relu, kernelInitializer: .heNormal)
        Dense(3, kernelInitializer: initializer)
      })
    #expect(!last.contains("fixed-deviation"), "one layer learns from any beginning")
  }

  @Test func theEndOfABranchMayBeginWithZeros() async throws {
    let found = try await rules(
      .model {
        Residual(inner: Dense(6, activation: .relu), outer: Dense(6, kernelInitializer: .zeros))
        Dense(3)
      })
    #expect(!found.contains("fixed-deviation"))
  }

  private struct Residual: Layer {
    let inner: Dense
    let outer: Dense
    func forward(_ x: Tensor) -> Tensor { x + outer(inner(x)) }
  }

  @Test(arguments: [false, true])
  func textsAreLookedAtBehindWeightsToo(_ weighs: Bool) async throws {
    let texts = Texts()
    let lost = try TextVectorization(outputMode: .int, outputSequenceLength: 2)
      .adapt(to: texts.take(2))
    let trainer = try Sequential {
      lost
      Embedding(50, 4)
      GlobalAveragePooling1D()
      Dense(2)
    }.compile(
      optimizer: .sgd(), loss: .sparseCategoricalCrossentropy(fromLogits: true),
      backend: reference)
    let found = try await trainer.fit(
      texts, verbose: .silent, classWeight: weighs ? [1: 2] : [:]
    ).findings.map(\.rule)
    #expect(found.filter { $0 == "lost-text" }.count == 2)
  }
}

private struct Texts: SampleSource {
  let texts = ["a good film", "a bad film", "quite another story of old"]
  var count: Int { texts.count }
  var classLabels: [Int]? { [0, 1, 0] }
  let features = [
    FeatureSpec(.input, name: "x", kind: .text),
    FeatureSpec(.target, name: "y", kind: .tensor([], .int32)),
  ]
  func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    sample.values = [.text(texts[index]), .tensor(HostTensor(scalar: Int32(index % 2)))]
  }
}
