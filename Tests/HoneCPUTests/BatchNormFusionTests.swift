import HoneBackend
import HoneCore
import HoneGraph
import HoneReference
import HoneTestSupport
import Testing

@testable import HoneCPU

@Suite struct BatchNormFusionTests {
  private static func tensor(_ shape: Shape, _ stream: UInt64, scale: Float = 1) -> HostTensor {
    let key = RandomKey(seed: 5, stream: stream)
    return HostTensor(shape: shape, dtype: .float32) { bytes in
      let numbers = bytes.bindMemory(to: Float.self)
      for index in numbers.indices {
        numbers[index] = (key.uniform(at: UInt64(index)) - 0.5) * 4 * scale
      }
    }
  }

  /// Normalization, ReLU, a pooling, and the gradients of all, the parameters updated in place.
  private static func program(channels: Int, reluIsOutput: Bool) throws -> ProgramBuilder {
    var builder = ProgramBuilder("bn relu")
    let shape: Shape = [3, 6, 6, channels]
    let x = builder.input(tensor(shape, 1))
    let gamma = builder.state("gamma", tensor([channels], 2))
    let beta = builder.state("beta", tensor([channels], 3, scale: 0.2))
    let normal = try builder.applyAll(.batchNormTraining(axis: 3, epsilon: 1e-3), [x, gamma, beta])
    let relu = try builder.apply(.unary(.relu), normal[0])
    let window = WindowDimensions(
      window: [2, 2], strides: [2, 2], padding: [EdgePadding(), EdgePadding()])
    let pooled = try builder.apply(.pool(.maximum, window), relu)
    let upstream = builder.input(tensor([3, 3, 3, channels], 4))
    let g = try builder.apply(.maxPoolBackward(window), relu, upstream)
    let zero = try builder.apply(.broadcast(shape), builder.constant(HostTensor(scalar: Float(0))))
    let positive = try builder.apply(.compare(.greater), relu, zero)
    let masked = try builder.apply(.select, positive, g, zero)
    let gradients = try builder.applyAll(
      .batchNormGradient(axis: 3, epsilon: 1e-3), [x, gamma, normal[1], normal[2], masked])
    builder.output(pooled)
    builder.output(gradients[0])
    builder.output(normal[1])
    if reluIsOutput { builder.output(relu) }
    builder.update("gamma", to: try builder.apply(.binary(.subtract), gamma, gradients[1]))
    builder.update("beta", to: try builder.apply(.binary(.subtract), beta, gradients[2]))
    return builder
  }

  @Test(arguments: [1, 3, 10, 32, 33, 56], [false, true])
  func normalizationWithReLUAndItsGradientAgreeWithTheReference(
    channels: Int, reluIsOutput: Bool
  ) throws {
    let builder = try Self.program(channels: channels, reluIsOutput: reluIsOutput)
    var observed: [[Float]] = []
    for backend in [try CPUBackend(), ReferenceBackend()] as [any Backend] {
      let store = try backend.makeStateStore()
      for (slot, value) in zip(builder.program.graph.slots, builder.initialState) {
        try store.set(slot, to: value)
      }
      let executable = try backend.compile(builder.program, over: store)
      let outputs =
        try executable.run(builder.inputs) + [
          try store.value(at: "gamma"), try store.value(at: "beta"),
        ]
      observed.append(outputs.flatMap { $0.elements(as: Float.self) })
    }
    #expect(observed[0].count == observed[1].count)
    for (received, wanted) in zip(observed[0], observed[1]) {
      #expect(abs(received - wanted) <= 2e-5 * max(abs(wanted), 1))
    }
  }

  @Test func whatLiesBetweenNormalizationAndPoolingIsNotStored() throws {
    func labels(reluIsOutput: Bool) throws -> [String] {
      let builder = try Self.program(channels: 4, reluIsOutput: reluIsOutput)
      _ = try CPUBackend()
      let store = CPUStateStore()
      try store.add(builder.program.graph.slots)
      return Planner(builder.program, store).plan().steps.map(\.label)
    }
    let joined = try labels(reluIsOutput: false)
    #expect(joined.filter { $0.hasSuffix("with relu and pooling") }.count == 2)
    #expect(!joined.contains { $0.hasPrefix("maximumPool") })
    #expect(try labels(reluIsOutput: true).contains { $0.hasPrefix("maximumPool") })
  }

  /// A residual block's end: two normalizations of one input, added, ReLU, and all gradients.
  @Test(arguments: [1, 16, 33]) func aResidualIsAddedInPassing(channels: Int) throws {
    var builder = ProgramBuilder("residual")
    let shape: Shape = [3, 5, 4, channels]
    let x = builder.input(Self.tensor(shape, 1))
    let gamma = (2...3).map { builder.input(Self.tensor([channels], $0)) }
    let beta = (4...5).map { builder.input(Self.tensor([channels], $0, scale: 0.2)) }
    let other = try builder.apply(.unary(.tanh), x)
    let first = try builder.applyAll(
      .batchNormTraining(axis: 3, epsilon: 1e-3), [x, gamma[0], beta[0]])
    let second = try builder.applyAll(
      .batchNormTraining(axis: 3, epsilon: 1e-3), [other, gamma[1], beta[1]])
    let sum = try builder.apply(.binary(.add), second[0], first[0])
    let relu = try builder.apply(.unary(.relu), sum)
    builder.output(relu)
    let zero = try builder.apply(.broadcast(shape), builder.constant(HostTensor(scalar: Float(0))))
    let masked = try builder.apply(
      .select, try builder.apply(.compare(.greater), relu, zero),
      builder.input(Self.tensor(shape, 6)), zero)
    for (source, (gamma, normal)) in zip([x, other], zip(gamma, [first, second])) {
      let gradients = try builder.applyAll(
        .batchNormGradient(axis: 3, epsilon: 1e-3), [source, gamma, normal[1], normal[2], masked])
      for gradient in gradients { builder.output(gradient) }
    }
    let planner = Planner(builder.program, CPUStateStore())
    let labels = planner.plan().steps.map(\.label)
    #expect(labels.filter { $0.hasSuffix("plus residual with relu") }.count == 1)
    let results = try [CPUBackend(), ReferenceBackend()].map { (backend: any Backend) in
      try backend.compile(builder.program, over: backend.makeStateStore()).run(builder.inputs)
    }
    for (received, wanted) in zip(results[0], results[1]) {
      #expect(relativeError(received, wanted) < 2e-5)
    }
  }
}
