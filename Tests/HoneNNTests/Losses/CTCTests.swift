import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// What golden values don't say of the loss of sequences.
@Suite struct CTCTests {
  private func losses(_ logits: HostTensor, _ labels: [Int32], length: Int) throws -> [Double] {
    let target = try HostTensor(labels, shape: [labels.count / length, length])
    return try evaluate(at: [logits, target]) { [CTC().perSample($0[0], $0[1])] }[0].elements()
  }

  @Test func theProbabilityIsTheSumOverAllPaths() throws {
    // −log of the share of paths. Two steps of uniform logits over 3 classes: label 1 has the paths 11, 01 and 10 of 9.
    let logits = HostTensor(zeros: [3, 2, 3])
    let found = try losses(logits, [1, 0, 1, 2, 0, 0], length: 2)
    for (received, wanted) in zip(found, [1.098_612_3, 2.197_224_6, 2.197_224_6]) {
      #expect(abs(received - wanted) < 1e-6)
    }
  }

  @Test func aTargetThatDoesNotFitIsInfinitelyWrong() throws {
    // A repeated label needs a blank between: three steps.
    #expect(try losses(HostTensor(zeros: [1, 2, 3]), [1, 1], length: 2) == [.infinity])
    #expect(try losses(HostTensor(zeros: [1, 3, 3]), [1, 1], length: 2)[0].isFinite)
  }

  @Test func theGradientAgreesWithFiniteDifferences() throws {
    let key = RandomKey(seed: 3)
    let logits = try HostTensor((0..<60).map { key.normal(at: $0) }, shape: [2, 6, 5])
    let labels = Tensor(try HostTensor([1, 1, 4, 2, 0, 0] as [Int32], shape: [2, 3]))
    try GradientCheck().verify(at: [logits]) { [CTC()($0[0], labels)] }
  }

  /// Inputs of several lengths, filled up to one: each has the loss that it has by itself.
  @Test(arguments: ["111111", "111100", "000111", "101101", "100000"])
  func onlyTheStepsThatTheMaskLeavesCount(_ steps: String) throws {
    let key = RandomKey(seed: 5)
    let keep = steps.map { $0 == "1" }
    let rows = (0..<6).map { step in (0..<4).map { Float(key.normal(at: UInt64(4 * step + $0))) } }
    let kept = rows.indices.filter { keep[$0] }.flatMap { rows[$0] }
    let labels: [Int32] = keep.count { $0 } > 3 ? [2, 2, 0] : [3, 0, 0]
    let target = try HostTensor(labels, shape: [1, 3])
    let alone = try evaluate(
      at: [try HostTensor(kept, shape: [1, kept.count / 4, 4]), target]
    ) { [CTC().perSample($0[0], $0[1])] }
    let mask = try HostTensor(keep.map { Float($0 ? 1 : 0) }, shape: [1, 6])
    let masked = try evaluate(
      at: [try HostTensor(rows.flatMap { $0 }, shape: [1, 6, 4]), target, mask]
    ) { x in
      let loss = CTC().perSample(x[0].masked(by: x[2] .> 0), x[1])
      return [loss] + gradient(of: loss.sum(), withRespectTo: [x[0]])
    }
    try expectClose(masked[0], alone[0], tolerance: .elementwise)
    let gradients = masked[1].elements(as: Float.self)
    for (step, counts) in keep.enumerated() {
      #expect(gradients[4 * step..<4 * step + 4].contains { $0 != 0 } == counts)
    }
  }

  @Test func withoutAStepOnlyTheEmptyTargetFits() throws {
    let logits = HostTensor(zeros: [2, 3, 4])
    let target = try HostTensor([0, 0, 2, 0] as [Int32], shape: [2, 2])
    let losses = try evaluate(at: [logits, target, HostTensor(zeros: [2, 3])]) { x in
      [CTC().perSample(x[0].masked(by: x[2] .> 0), x[1])]
    }
    #expect(losses[0].elements(as: Float.self) == [0, .infinity])
  }

  @Test func otherShapesAreAnError() {
    let trace = Trace(mode: .training, batchSize: 2)
    let logits = trace.input(name: "p", type: TensorType(.float32, [2, 5]))
    let labels = trace.input(name: "t", type: TensorType(.int32, [2, 3]))
    #expect(CTC().perSample(logits, labels).isPoisoned)
    #expect(trace.errors.count == 1)
    #expect(trace.errors[0].description.contains("[N, steps, classes]"))
  }
}
