import Hone
import Testing

@testable import HoneTrain

/// Rules of classes look at classes only, whatever whole numbers there are.
struct PreflightLabelTests {
  /// One number to predict from six, the same for training and validation but for their targets.
  private func training(
    _ loss: any Loss, _ targets: [Int], validation: [Int]? = nil, metrics: [any Metric] = [],
    layers: @escaping @Sendable () -> [any Layer] = { [Dense(8, activation: .relu), Dense(1)] }
  ) -> PlannedTraining {
    @Sendable func data(_ targets: [Int], _ seed: UInt64) throws -> ArrayDataset {
      try ArrayDataset(
        x: Samples.normal([targets.count, 6], seed: seed),
        y: HostTensor(targets.map { Int64($0) }))
    }
    var plan = PlannedTraining(
      layers: layers, loss: loss, metrics: metrics, data: { try data(targets, 1) })
    if let validation { plan.validation = { try data(validation, 7) } }
    return plan
  }

  private func rules(_ training: PlannedTraining) async throws -> Set<String> {
    Set(try await training.findings().filter { $0.severity > .note }.map(\.rule))
  }

  @Test(arguments: [1, 1 << 40, Int.max])
  func wholeNumbersOfAnySizeAreAmountsToARegression(_ unit: Int) async throws {
    let amounts = (0..<60).map { $0 % 2 == 0 ? unit : unit / 2 }
    let found = try await rules(training(.meanAbsoluteError, amounts, validation: [unit / 3]))
    #expect(found.isSubset(of: ["target-range", "regression-loss-on-classes"]), "\(found)")
  }

  @Test func countsAndAgesHaveNoClasses() async throws {
    let counts = (0..<60).map { $0 % 30 == 0 ? 7 : 2 }
    let counting = training(.poisson, counts, validation: [2, 5]) {
      [Dense(8, activation: .relu), Dense(1, activation: .exponential)]
    }
    #expect(try await rules(counting) == [])
    let ages = (0..<60).map { $0 % 20 == 0 ? 9 : 15 }
    #expect(try await rules(training(.meanAbsoluteError, ages, validation: [12, 9])) == [])
  }

  @Test func labelsThatTheLossLeavesOutAreNoClass() async throws {
    let ignoring: any Loss = .sparseCategoricalCrossentropy(fromLogits: true, ignoreClass: -1)
    func rows(_ seed: UInt64, _ label: @escaping @Sendable (Int) -> Int)
      -> @Sendable () throws -> ArrayDataset
    {
      { try PlannedTraining.rows(60, seed: seed, names: ["a", "b", "c"], labels: label) }
    }
    var plan = PlannedTraining(
      loss: ignoring, metrics: [], data: rows(1) { $0 % 4 - 1 }, validation: rows(7) { $0 % 3 })
    #expect(try await rules(plan) == [])
    plan.validation = rows(7) { $0 % 2 }
    let found = try await plan.findings().filter { $0.severity > .note }
    #expect(found.map(\.message) == ["no sample of \"c\": its numbers say nothing of it"])
  }

  @Test func yesAndNoAsNumbersAreClassesToABinaryLoss() async throws {
    func plan(_ answer: @escaping @Sendable (Int) -> Float) -> PlannedTraining {
      .amounts(
        .binaryCrossentropy(fromLogits: true),
        layers: { [Dense(8, activation: .relu), Dense(1)] }, answer)
    }
    #expect(try await rules(plan { Float($0 % 2) }) == [])
    #expect(try await rules(plan { $0 % 20 == 0 ? 1 : 0 }) == ["class-imbalance"])
    let sorted = plan { $0 < 30 ? 1 : 0 }
    #expect(try await rules(sorted) == [])
    #expect(try await rules(sorted.with { $0.shuffle = false }) == ["sorted-data"])
    #expect(try await rules(plan { $0 % 2 == 0 ? 0.25 : 0.75 }) == [], "shares aren't classes")
  }

  @Test func imbalanceThatIsSeenToIsNoFinding() async throws {
    let rare = (0..<200).map { $0 % 40 == 0 ? 1 : 0 }
    func plan(_ loss: any Loss, _ metrics: [any Metric]) -> PlannedTraining {
      training(loss, rare, metrics: metrics)
    }
    let plain: any Loss = .binaryCrossentropy(fromLogits: true)
    #expect(try await rules(plan(plain, [])) == ["class-imbalance"])
    #expect(try await rules(plan(plain, [.binaryAccuracy(threshold: 0)])) == ["class-imbalance"])
    #expect(try await rules(plan(plain, [.recall()])) == [])
    #expect(try await rules(plan(plain, [.auc()])) == [])
    #expect(try await rules(plan(.binaryFocalCrossentropy(fromLogits: true), [])) == [])
  }

  @Test(arguments: [1, 2])
  func twoClassesUnderARegressionLossAreFound(_ width: Int) async throws {
    let plan = PlannedTraining.amounts(
      width: width, layers: { [Dense(8, activation: .relu), Dense(width)] }
    ) { place in
      let isYes = place / width % 3 == 0
      return isYes == (place % width == 0) ? 1 : 0
    }
    let found = try await plan.findings().filter { $0.severity > .note }
    #expect(found.map(\.rule) == ["regression-loss-on-classes"])
    #expect(found.first?.message.hasSuffix("takes for amounts: sure mistakes cost little") == true)
    #expect(
      found.first?.help == (width == 1 ? "use binaryCrossentropy" : "use categoricalCrossentropy"))
  }

  @Test func twoIntegerClassesAreNotSaidToBeFarFromEachOther() async throws {
    let found = try await training(.meanSquaredError, (0..<60).map { $0 % 2 }).findings()
    let finding = try #require(found.first { $0.rule == "regression-loss-on-classes" })
    #expect(
      finding.message
        == "target \"y\" holds the classes 0 and 1, which meanSquaredError takes for amounts: "
        + "sure mistakes cost little")
  }
}
