import Hone
import Testing

/// Measuring steps call by call.
@Suite struct ProfileTests {
  private static func trainer(on backend: any Backend) throws -> Trainer {
    try Sequential {
      Input(6, 6, 1)
      Conv2D(4, kernelSize: 3)
      ReLU()
      Flatten()
      Dense(3)
    }.compile(
      optimizer: .adam(), loss: .sparseCategoricalCrossentropy(fromLogits: true), backend: backend)
  }

  private static func data() throws -> ArrayDataset {
    try ArrayDataset(
      x: Samples.normal([50, 6, 6, 1]),
      y: HostTensor((0..<50).map { Int32($0 % 3) }))
  }

  @Test func showsEveryPartAndLayerWithItsOperations() async throws {
    let trainer = try Self.trainer(on: CPUBackend())
    let history = try await trainer.fit(
      Self.data(), epochs: 3, batchSize: 16, verbose: 0, profile: .steps(4, after: 2))
    let profile = try #require(history.profile)
    #expect(profile.stepCount == 4 && profile.program == "train")
    let layers = profile.layers
    for phase in Phase.allCases {
      let names = layers.filter { $0.phase == phase }.map(\.name)
      #expect(
        names.contains { $0.contains("conv2d_1") } && names.contains { $0.contains("dense_1") })
    }
    let phases = layers.map(\.phase)
    #expect(phases == phases.sorted())
    let forward = layers.filter { $0.phase == .forward }.map(\.milliseconds)
    #expect(forward == forward.sorted(by: >))
    // 2 · outputs · window, forward.
    let operations = profile.operations
    let convolution = try #require(operations.first { $0.name == "convolution" })
    #expect(convolution.flops == 2 * 16 * 4 * 4 * 4 * 9 && convolution.calls == 1)
    #expect(operations.contains { $0.name == "convolutionBackwardKernel" && $0.phase == .backward })
    let total = profile.calls.reduce(0) { $0 + $1.milliseconds }
    #expect(abs(layers.reduce(0) { $0 + $1.milliseconds } - total) < 1e-9)
    #expect(profile.description.hasPrefix("profile of train: 4 steps, "))
  }

  @Test func theTraceHoldsASliceForEachCallOfEachStep() async throws {
    let folder = try TemporaryFolder()
    let trainer = try Self.trainer(on: CPUBackend())
    let history = try await trainer.fit(
      Self.data(), epochs: 2, batchSize: 16, verbose: 0, profile: .steps(3, to: folder.path))
    let profile = try #require(history.profile)
    let trace = try ConfigurationValue(
      parsingJSON: folder.text("trace.json"), file: "trace.json")
    let events = try #require(trace["traceEvents"]).elements
    let slices = events.filter { $0["ph"] == "X" }
    #expect(slices.count == 3 * (profile.calls.count + 2))
    #expect(events.filter { $0["ph"] == "M" }.count == 3)
    // Calls don't overlap, and lie within their step.
    let calls = try slices.filter { $0["tid"] == 2 }.map { event in
      (try event.member("ts").double(), try event.member("dur").double())
    }
    for (call, next) in zip(calls, calls.dropFirst()) { #expect(call.0 + call.1 <= next.0 + 0.01) }
    #expect(try folder.text("profile.txt") == profile.description + "\n")
  }

  @Test func measuringChangesNoBit() async throws {
    var weights: [[String: HostTensor]] = []
    for profile in [nil, ProfileOptions.steps(5, after: 0)] {
      let trainer = try Self.trainer(on: CPUBackend())
      try await trainer.fit(
        Self.data(), epochs: 2, batchSize: 16, verbose: 0, profile: profile)
      weights.append(try trainer.weights.values())
      #expect(trainer.stepCount == 8)
    }
    #expect(weights[0] == weights[1])
  }

  @Test func anEngineWithoutTimesIsRefusedBeforeTheFirstStep() async throws {
    let trainer = try Self.trainer(on: reference)
    await expectError(.backend, saying: "doesn't time its calls", "help:") {
      try await trainer.fit(Self.data(), epochs: 1, verbose: 0, profile: .steps())
    }
    #expect(trainer.stepCount == 0)
  }

  @Test func trainingThatEndsBeforeGivesNone() async throws {
    let trainer = try Self.trainer(on: CPUBackend())
    let history = try await trainer.fit(
      Self.data(), epochs: 1, batchSize: 16, verbose: 0, profile: .steps(2, after: 9))
    #expect(history.profile == nil)
  }
}
