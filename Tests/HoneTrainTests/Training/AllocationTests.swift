import CAllocationCounter
import Hone
import Synchronization
import Testing

/// In the steady state a step of `fit` allocates nothing on the engine's thread.
// One test after another: they share the counter's knowledge of where the library lies.
@Suite(.serialized, .enabled(if: hone_allocations_are_counted() != 0))
struct AllocationTests {
  /// Counts from the end of step 20 to the end of step 120: a hundred steps, each with fetching its
  /// batch, running its program and calling its callbacks.
  private final class Counter: Callback {
    let result = Mutex<(counts: hone_allocations, callers: String)?>(nil)

    func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) {
      if step == 20 { hone_allocations_start("libdnnl") }
      guard step == 120 else { return }
      let counts = hone_allocations_stop()
      var text = [CChar](repeating: 0, count: 4096)
      hone_allocations_describe(&text, Int64(text.count))
      let callers = text.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } }
      result.withLock { $0 = (counts, callers ?? "") }
    }
  }

  private static func expectNoAllocation(
    _ model: Sequential, _ optimizer: any Optimizer, sample: [Int]
  ) async throws {
    let rows = 130 * 8
    let x = try Samples.normal(Shape([rows] + sample))
    let y = HostTensor((0..<rows).map { Int32($0 % 3) })
    let trainer = try model.compile(
      optimizer: optimizer, loss: .sparseCategoricalCrossentropy(fromLogits: true),
      metrics: [.accuracy], backend: backend("cpu"))
    let counter = Counter()
    try await trainer.fit(
      x: x, y: y, epochs: 1, batchSize: 8, verbose: .silent, callbacks: [counter])
    let found = try #require(counter.result.withLock { $0 })
    // What oneDNN allocates within its calls is its own affair, but it is stated.
    print("allocations in 100 steps: \(found.counts.count), oneDNN's: \(found.counts.from_library)")
    #expect(
      found.counts.count == 0, "\(found.counts.count) in 100 steps; the first by\n\(found.callers)")
  }

  @Test func theCounterSeesAllocations() {
    hone_allocations_start("no library")
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 100, alignment: 16)
    let array = [Int](repeating: 1, count: Int.random(in: 10...20))
    let counts = hone_allocations_stop()
    memory.deallocate()
    #expect(array.count >= 10)
    #expect(counts.count == 2 && counts.from_library == 0)
  }

  @Test func aStepOfAPerceptronAllocatesNothing() async throws {
    let model = Sequential {
      Dense(32, activation: .relu)
      Dropout(0.2)
      Dense(3)
    }
    try await Self.expectNoAllocation(
      model, .adam(learningRate: .cosineDecay(1e-3, steps: 200, warmup: 10)), sample: [20])
  }

  @Test func aStepOfAConvolutionalNetworkAllocatesNothing() async throws {
    let model = Sequential {
      Conv2D(8, kernelSize: 3, padding: .same, useBias: false)
      BatchNormalization()
      ReLU()
      MaxPooling2D(2)
      Conv2D(16, kernelSize: 3, activation: .relu)
      Flatten()
      Dropout(0.3)
      Dense(3)
    }
    try await Self.expectNoAllocation(
      model, .sgd(learningRate: 0.05, momentum: 0.9), sample: [8, 8, 3])
  }

  @Test func aStepWithEveryOptionAllocatesNothing() async throws {
    let model = Sequential {
      Dense(32, activation: .relu, kernelConstraint: .maxNorm(3))
      Dense(3)
    }
    try await Self.expectNoAllocation(
      model,
      .nadam(learningRate: .warmup(10, then: .cosineDecayRestarts(1e-3, firstSteps: 20)))
        .clipped(globalNorm: 1).decayed(0.01, excluding: ["bias"]).accumulated(over: 2)
        .averaged(.exponential(overwriteFrequency: 10)).multiplyingRate(by: 0.1, of: "dense_1"),
      sample: [20])
  }

  @Test func aStepThatNeedsTheShapesOfWeightsAllocatesNothing() async throws {
    for optimizer in [.muon(), .adafactor(), .lamb()] as [any Optimizer] {
      let model = Sequential {
        Dense(16, activation: .relu)
        Dense(3)
      }
      try await Self.expectNoAllocation(model, optimizer, sample: [20])
    }
  }
}
