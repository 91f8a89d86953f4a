import Hone
import Testing

@testable import HoneTrain

/// Looking at one data set leaves no trace in a training on another.
struct PreflightTraceTests {
  @Test func namesAndScalesOfTheDataAreForgotten() async throws {
    let trainer = try Samples.trainer(on: reference)
    let a = try PlannedTraining.rows(60, names: ["a", "b", "c"])
    let b = try PlannedTraining.rows(40, names: ["x", "y", "z"])
    _ = try await trainer.preflight(a)
    #expect(trainer.classNames == nil)
    #expect(trainer.trainingSampleCount == nil)
    #expect(trainer.inputTransforms.isEmpty)
    try await trainer.fit(b, verbose: .silent)
    #expect(trainer.classNames == ["x", "y", "z"])
    #expect(trainer.trainingSampleCount == 40)
  }

  @Test func aNormalizationThatWasNotAdaptedEndsTrainingBeforeItsFirstStep() async throws {
    let trainer = try Sequential {
      Normalization()
      Dense(3)
    }.compile(
      optimizer: .sgd(), loss: .sparseCategoricalCrossentropy(fromLogits: true),
      backend: reference)
    await expectError(
      .state, saying: "Normalization", "learnt from the training split", "call adapt(to:)"
    ) { try await trainer.fit(Samples.dataset(20), verbose: .silent) }
    #expect(trainer.stepCount == 0)
  }
}
