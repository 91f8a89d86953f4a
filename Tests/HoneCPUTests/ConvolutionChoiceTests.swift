import HoneBackend
import HoneCore
import HoneGraph
import HoneReference
import HoneTestSupport
import Testing

@testable import HoneCPU

/// Every way to compute a convolution and its gradients, against the reference.
@Suite struct ConvolutionChoiceTests {
  struct Problem: CustomTestStringConvertible, Sendable {
    var batch = 2
    var size: [Int]
    var channels: Int
    var features: Int
    var kernel: [Int]
    var stride = 1
    var dilation = 1
    var padding = 0
    var groups = 1

    /// Whether rows can be transformed; 16 is the largest vector.
    var allowsFewerProducts: Bool {
      [3, 5].contains(kernel[kernel.count - 1]) && stride == 1 && dilation == 1 && groups == 1
        && channels % 16 == 0 && features % 16 == 0
    }

    var testDescription: String {
      "\(batch)x\(size)x\(channels) * \(kernel)x\(features) s\(stride) d\(dilation) p\(padding) "
        + "g\(groups)"
    }
  }

  static let ways =
    [
      "hone", "hone winograd", "onednn 0 plain kernel", "onednn 0 own images",
      "onednn 1 own images",
    ]
    + (0..<3).map { "onednn \($0) own" }

  private static let problems = [
    Problem(size: [6, 6], channels: 32, features: 32, kernel: [3, 3], padding: 1),
    Problem(size: [9, 13], channels: 5, features: 19, kernel: [3, 3], stride: 2, padding: 1),
    Problem(batch: 3, size: [8, 8], channels: 1, features: 6, kernel: [5, 5], padding: 2),
    Problem(size: [7, 7], channels: 1, features: 33, kernel: [3, 3], padding: 1),
    Problem(size: [11, 9], channels: 3, features: 40, kernel: [3, 3], dilation: 2, padding: 2),
    Problem(size: [7, 5], channels: 17, features: 16, kernel: [1, 1]),
    Problem(batch: 1, size: [40, 40], channels: 16, features: 48, kernel: [3, 3], padding: 1),
    Problem(size: [10, 10], channels: 4, features: 7, kernel: [4, 2], stride: 3, padding: 1),
    Problem(size: [23], channels: 12, features: 20, kernel: [5]),
    Problem(size: [23], channels: 8, features: 24, kernel: [3], dilation: 3, padding: 3),
    Problem(batch: 9, size: [6, 6], channels: 8, features: 8, kernel: [3, 3], groups: 8),
    Problem(size: [7, 10], channels: 16, features: 32, kernel: [3, 3], padding: 1),
    Problem(size: [6, 9], channels: 32, features: 16, kernel: [5, 5], padding: 2),
    Problem(batch: 9, size: [8, 14], channels: 48, features: 64, kernel: [3, 3]),
    Problem(size: [3, 3], channels: 2, features: 130, kernel: [3, 3], padding: 2),
  ]

  private static func tensor(_ shape: Shape, _ stream: UInt64) -> HostTensor {
    let key = RandomKey(seed: 9, stream: stream)
    return HostTensor(shape: shape, dtype: .float32) { bytes in
      let numbers = bytes.bindMemory(to: Float.self)
      for index in numbers.indices { numbers[index] = key.uniform(at: UInt64(index)) - 0.5 }
    }
  }

  /// The convolution alone, with a bias and ReLU, normalized, with a residual, and its gradients.
  private static func program(_ p: Problem) throws -> ProgramBuilder {
    var builder = ProgramBuilder("convolutions")
    let spatial = p.size.count
    let d = ConvolutionDimensions(
      strides: .init(repeating: p.stride, count: spatial),
      padding: .init(repeating: EdgePadding(low: p.padding, high: p.padding), count: spatial),
      dilation: .init(repeating: p.dilation, count: spatial), groups: p.groups)
    let imageShape = Shape([p.batch] + p.size + [p.channels])
    let kernelShape = Shape(p.kernel + [p.channels / p.groups, p.features])
    let x = builder.input(tensor(imageShape, 1))
    let kernel = builder.input(tensor(kernelShape, 2))
    let y = try builder.apply(.convolution(d), x, kernel)
    builder.output(y)
    let shape = builder.program.graph.type(of: y).shape
    let vectors = (3...6).map { builder.input(tensor([p.features], UInt64($0))) }
    // Apart from `y`, so that it can be finished in passing.
    let again = try builder.apply(.convolution(d), x, try builder.apply(.unary(.negate), kernel))
    let wide = try builder.apply(
      .broadcast(shape),
      try builder.apply(
        .reshape(Shape(.init(repeating: 1, count: shape.rank - 1) + [p.features])), vectors[0]))
    builder.output(
      try builder.apply(.unary(.relu), try builder.apply(.binary(.add), again, wide)))
    let variance = try builder.apply(.unary(.square), vectors[3])
    let third = try builder.apply(.convolution(d), x, try builder.apply(.unary(.absolute), kernel))
    let normal = try builder.applyAll(
      .batchNormInference(axis: shape.rank - 1, epsilon: 0.1),
      [third, vectors[0], vectors[1], vectors[2], variance])
    builder.output(try builder.apply(.unary(.relu), normal[0]))
    let g = builder.input(tensor(shape, 7))
    let fourth = try builder.apply(.convolution(d), x, try builder.apply(.unary(.tanh), kernel))
    let biased = try builder.apply(.binary(.add), fourth, wide)
    builder.output(
      try builder.apply(.unary(.relu), try builder.apply(.binary(.add), g, biased)))
    builder.output(
      try builder.apply(.convolutionBackwardInput(d, inputShape: imageShape), g, kernel))
    builder.output(
      try builder.apply(.convolutionBackwardKernel(d, kernelShape: kernelShape), x, g))
    return builder
  }

  private static func run(
    _ builder: ProgramBuilder, on backend: any Backend
  ) throws -> [HostTensor] {
    let executable = try backend.compile(builder.program, over: backend.makeStateStore())
    return try executable.run(builder.inputs)
  }

  @Test(arguments: problems) func everyWayAgreesWithTheReference(problem: Problem) throws {
    let builder = try Self.program(problem)
    let expected = try Self.run(builder, on: ReferenceBackend())
    let rules = try CPUBackend(plan: .fixed)
    _ = try Self.run(builder, on: rules)
    let record = try #require(rules.planRecord)
    #expect(record.choices.count == 6)
    #expect(
      record.choices.keys.contains { $0.hasSuffix("+ bias + residual relu") }
        != (problem.groups > 1))
    var taken: Set<String> = []
    for way in Self.ways {
      var forced = record
      for key in record.choices.keys { forced.choices[key] = way }
      let backend = try CPUBackend(plan: .fixed, reusing: forced)
      let observed = try Self.run(builder, on: backend)
      for (index, pair) in zip(expected, observed).enumerated() {
        let error = relativeError(pair.1, pair.0)
        #expect(error < 1e-5, "\(way), output \(index): \(error)")
      }
      taken.formUnion(backend.planRecord?.choices.values.filter { $0 == way } ?? [])
    }
    #expect(taken.contains("onednn 0 own"))
    if problem.groups == 1 { #expect(taken.contains("hone")) }
    #expect(taken.contains("hone winograd") == problem.allowsFewerProducts)
  }

  @Test func measuredChoicesAreKeptAndADamagedFileIsIgnored() throws {
    let machine = "test \(UInt64.random(in: 0 ... .max))"
    func call(_ turns: Int) -> PreparedCall {
      PreparedCall(implementation: "\(turns)") {
        var sum = 0.0
        for turn in 0..<turns { sum += Double(turn).squareRoot() }
        return sum < 0 ? 1 : 0
      }
    }
    let candidates = [
      Candidate(name: "slow") { call(400_000) }, Candidate(name: "none") { nil },
      Candidate(name: "fast") { call(1_000) },
    ]
    let chooser = Chooser(mode: .tune, machine: machine)
    let chosen = chooser.choose("work", canMeasure: true, among: candidates)
    #expect(chosen?.implementation == "1000")
    #expect(chooser.record.choices == ["work": "fast"])
    PlanCache.write(chooser.record.choices, machine)
    #expect(PlanCache.read(machine) == ["work": "fast"])
    #expect(PlanCache.read(machine + "x").isEmpty)
    let fixed = Chooser(mode: .fixed, machine: machine)
    #expect(fixed.choose("work", canMeasure: true, among: candidates)?.implementation == "400000")
    let again = Chooser(mode: .fixed, machine: machine, reusing: chooser.record)
    #expect(again.choose("work", canMeasure: true, among: candidates)?.implementation == "1000")
    #expect(PlanRecord(chooser.record.configuration) == chooser.record)
    for text in ["[]", #"{"machine": "m"}"#, #"{"machine": "m", "choices": {"a": 1}}"#] {
      #expect(PlanRecord(try ConfigurationValue(parsingJSON: text, file: "plan")) == nil)
    }
  }
}
