import HoneBackend
import HoneCPU
import HoneCore
import HoneGraph
import HoneReference
import HoneTestSupport
import Testing

/// Products over many rows, which our own kernel may compute: gradients of shared weights.
@Suite struct OwnProductTests {
  private static func numbers(_ shape: Shape, _ seed: UInt64) -> HostTensor {
    let key = RandomKey(seed: seed)
    return HostTensor(
      unchecked: (0..<UInt64(shape.count)).map { Float(key.normal(at: $0)) }, shape: shape)
  }

  /// Batch, time and features of both sides; 1031 is prime, and odd numbers fill no vector.
  @Test(arguments: [[16, 64, 24, 40], [5, 300, 1, 7], [1, 1_031, 3, 5], [40, 40, 33, 65]])
  func sumsOverBatchAndTimeAgreeWithTheReference(_ sizes: [Int]) throws {
    let (n, t) = (sizes[0], sizes[1])
    let points = [Self.numbers([n, t, sizes[2]], 1), Self.numbers([n, t, sizes[3]], 2)]
    func run(_ backend: any Backend) throws -> HostTensor {
      try evaluate(at: points, on: backend) { x in
        let d = DotDimensions(lhsContracting: [0, 1], rhsContracting: [0, 1])
        return Tensor.apply(.dotGeneral(d), x)
      }[0]
    }
    for plan in [PlanMode.fixed, .measured] {
      try expectClose(
        try run(CPUBackend(plan: plan)), try run(ReferenceBackend()), tolerance: .sum(of: n * t))
    }
  }
}
