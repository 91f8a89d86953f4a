import Foundation
import HoneBackend
import HoneCPU
import HoneCore
import HoneGraph
import HoneTestSupport
import Testing

/// The same program and plan give the same bits: in two executables, in two processes, and, as far
/// as our own kernels go, with any number of threads.
@Suite struct DeterminismTests {
  @Test func twoExecutablesOfOnePlanGiveTheSameBits() throws {
    let builders = try [Self.ownKernels(), Self.training()]
    let measuring = try CPUBackend(plan: .measured)
    for builder in builders { _ = try Self.digest(builder, on: measuring) }
    let record = try #require(measuring.planRecord)
    for builder in builders {
      let fixed = try Self.digest(builder, on: CPUBackend(plan: .fixed))
      #expect(try Self.digest(builder, on: CPUBackend(plan: .fixed)) == fixed)
      let first = try Self.digest(builder, on: CPUBackend(plan: .measured, reusing: record))
      #expect(try Self.digest(builder, on: CPUBackend(plan: .fixed, reusing: record)) == first)
    }
  }

  @Test func twoProcessesGiveTheSameBits() async throws {
    let first = try #require(
      await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
        try DeterminismTests.show(DeterminismTests.training(), on: CPUBackend(plan: .fixed))
      })
    let second = try #require(
      await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
        try DeterminismTests.show(DeterminismTests.training(), on: CPUBackend(plan: .fixed))
      })
    #expect(Self.shown(first)?.threads == Self.shown(second)?.threads)
    #expect(Self.shown(first)?.digest != nil)
    #expect(Self.shown(first)?.digest == Self.shown(second)?.digest)
  }

  @Test func bitsOfOurKernelsDoNotDependOnTheNumberOfThreads() async throws {
    let one = try #require(
      await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
        setenv("HONE_THREADS", "1", 1)
        try DeterminismTests.showOwnKernels()
      })
    let two = try #require(
      await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
        setenv("HONE_THREADS", "2", 1)
        try DeterminismTests.showOwnKernels()
      })
    let three = try #require(
      await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
        setenv("HONE_THREADS", "3", 1)
        try DeterminismTests.showOwnKernels()
      })
    let results = [one, two, three].map(Self.shown)
    #expect(results.map { $0?.threads } == ["1", "2", "3"])
    #expect(results[0]?.digest != nil)
    #expect(results[1]?.digest == results[0]?.digest)
    #expect(results[2]?.digest == results[0]?.digest)
  }

  // MARK: Programs

  /// Every family of our kernels, on tensors of more elements than one thread takes.
  private static func ownKernels() throws -> ProgramBuilder {
    var builder = ProgramBuilder("own kernels")
    let images = Shape([24, 13, 12, 24])
    let x = builder.input(values(images, 1))
    let g = builder.input(values(images, 2))
    let vector = builder.input(values([24], 3))
    let (seed, step) = (builder.scalar(5, dtype: .int64), builder.scalar(7, dtype: .int64))
    func output(_ op: Op, _ operands: ValueID...) throws {
      for result in try builder.applyAll(op, operands) { builder.output(result) }
    }
    let mask = try builder.apply(
      .random(.bernoulli(probability: 0.7), shape: images, dtype: .float32, stream: 3), seed, step)
    try output(
      .random(.uniform(low: -1, high: 1), shape: [70_000], dtype: .float32, stream: 4), seed, step)
    let wide = try builder.apply(.broadcast(images), vector)
    let dropped = try builder.apply(.binary(.multiply), x, mask)
    let active = try builder.apply(.unary(.tanh), try builder.apply(.binary(.add), dropped, wide))
    builder.output(active)
    for axes in [[0, 1, 2], [3], [0, 1, 2, 3], [1, 2]] {
      try output(.reduce(.sum, axes: axes), active)
      try output(.reduce(.maximum, axes: axes), active)
    }
    let normal = try builder.applyAll(
      .batchNormTraining(axis: 3, epsilon: 1e-3), [x, vector, vector])
    builder.output(try builder.apply(.unary(.relu), normal[0]))
    try output(.batchNormGradient(axis: 3, epsilon: 1e-3), x, vector, normal[1], normal[2], g)
    let window = WindowDimensions(
      window: [3, 2], strides: [2, 2], padding: [EdgePadding(low: 1, high: 1), EdgePadding()])
    for kind in PoolOp.allCases {
      let pooled = try builder.apply(.pool(kind, window), x)
      builder.output(pooled)
      let back: Op =
        kind == .maximum
        ? .maxPoolBackward(window) : .averagePoolBackward(window, inputShape: images)
      try builder.output(
        kind == .maximum ? builder.apply(back, x, pooled) : builder.apply(back, pooled))
    }
    try output(.softmax(axis: 3), x)
    try output(.logSoftmax(axis: 3), x)
    try output(.argReduce(.maximum, axis: 3), x)
    try output(.transpose([3, 0, 2, 1]), x)
    try output(.pad(low: [0, 1, 1, 0], high: [0, 1, 0, 0], interior: [0, 0, 0, 0], value: 2), x)
    let rows = 6_000
    let places = (0..<rows).map { Int32($0 * 7919 % 97) }
    let indices = builder.input(HostTensor(places))
    let updates = builder.input(values([rows, 24], 4))
    try output(.scatterAdd(axis: 0, extent: 97), indices, updates)
    try output(.gather(axis: 0), updates, indices)
    let product = DotDimensions(lhsContracting: [0], rhsContracting: [0])
    let gradient = try builder.apply(
      .dotGeneral(product), builder.input(values([50, 500], 6)),
      builder.input(values([50, 256], 7)))
    builder.output(try builder.apply(.unary(.tanh), gradient))
    try appendConvolutions(to: &builder, x, images)
    return builder
  }

  /// A convolution with its gradients, for which there is a kernel of ours too.
  private static func appendConvolutions(
    to builder: inout ProgramBuilder, _ x: ValueID, _ images: Shape
  ) throws {
    let kernelShape: Shape = [3, 3, 24, 16]
    let kernel = builder.input(values(kernelShape, 5))
    let d = ConvolutionDimensions(
      strides: [1, 1], padding: [EdgePadding(low: 1, high: 1), EdgePadding(low: 1, high: 1)],
      dilation: [1, 1], groups: 1)
    let y = try builder.apply(.convolution(d), x, kernel)
    builder.output(y)
    builder.output(try builder.apply(.convolutionBackwardInput(d, inputShape: images), y, kernel))
    builder.output(
      try builder.apply(.convolutionBackwardKernel(d, kernelShape: kernelShape), x, y))
  }

  /// Steps of a dense layer after a convolution: the product and both gradients, with an update.
  private static func training() throws -> ProgramBuilder {
    var builder = ProgramBuilder("training")
    let images: Shape = [16, 9, 8, 24]
    let x = builder.input(values(images, 1))
    try appendConvolutions(to: &builder, x, images)
    let flat = try builder.apply(.reshape([16, 9 * 8 * 24]), x)
    let w = builder.state("w", values([9 * 8 * 24, 33], 2))
    let product = DotDimensions(lhsContracting: [1], rhsContracting: [0])
    let y = try builder.apply(.dotGeneral(product), flat, w)
    builder.output(try builder.apply(.logSoftmax(axis: 1), y))
    let gradient = try builder.apply(
      .dotGeneral(DotDimensions(lhsContracting: [0], rhsContracting: [0])), flat, y)
    builder.update("w", to: try builder.apply(.binary(.subtract), w, gradient))
    return builder
  }

  private static func values(_ shape: Shape, _ seed: UInt64) -> HostTensor {
    let key = RandomKey(seed: seed)
    let values = (0..<UInt64(shape.count)).map { Double(key.uniform(at: $0)) * 2 - 1 }
    return HostTensor(unchecked: values, shape: shape).converted(to: .float32)
  }

  // MARK: Bits

  /// A hash of all outputs and all state after two steps.
  private static func digest(
    _ builder: ProgramBuilder, on backend: any Backend, requiring implementation: String? = nil
  ) throws -> String {
    let store = try backend.makeStateStore()
    for (slot, value) in zip(builder.program.graph.slots, builder.initialState) {
      try store.set(slot, to: value)
    }
    let executable = try backend.compile(builder.program, over: store)
    if let implementation {
      let others = executable.calls.filter { $0.implementation != implementation }
      guard others.isEmpty else {
        throw HoneError(
          .backend, wanted: "calls of \(implementation)", received: "\(others.map(\.name))")
      }
    }
    var hash = SHA256()
    for _ in 0..<2 {
      for output in try executable.run(builder.inputs, scalars: builder.scalars) {
        output.withUnsafeBytes { hash.update($0) }
      }
    }
    for (_, value) in try store.snapshot().sorted(by: { $0.key < $1.key }) {
      value.withUnsafeBytes { hash.update($0) }
    }
    return hash.finalize()
  }

  private static func show(_ builder: ProgramBuilder, on backend: CPUBackend) throws {
    print("digest \(backend.threads) \(try digest(builder, on: backend))")
  }

  /// Of the program of our own kernels, with our convolutions where others could be chosen.
  private static func showOwnKernels() throws {
    let rules = try CPUBackend(plan: .fixed)
    let builder = try ownKernels()
    _ = try digest(builder, on: rules)
    var record = PlanRecord(machine: "", choices: [:])
    for key in (rules.planRecord?.choices ?? [:]).keys { record.choices[key] = "hone" }
    let backend = try CPUBackend(plan: .fixed, reusing: record)
    print("digest \(backend.threads) \(try digest(builder, on: backend, requiring: "hone"))")
  }

  private static func shown(_ result: ExitTest.Result) -> (threads: String, digest: String)? {
    let text = String(decoding: result.standardOutputContent, as: UTF8.self)
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix("digest ") }) else {
      return nil
    }
    let words = line.split(separator: " ")
    return words.count == 3 ? (String(words[1]), String(words[2])) : nil
  }
}
