import HoneCore
import HoneNN
import Testing

@Suite struct OrthogonalTests {
  private func matrix(_ shape: Shape, gain: Double = 1, seed: UInt64 = 1) -> HostTensor {
    Orthogonal(gain: gain).makeValue(shape: shape, dtype: .float64, key: RandomKey(seed: seed))
  }

  @Test(arguments: [[5, 5], [7, 3], [3, 7], [2, 3, 4], [1, 1], [40, 160]] as [Shape])
  func theShorterSideIsOrthonormal(_ shape: Shape) {
    let values = matrix(shape, gain: 2).elements(as: Double.self)
    let columns = shape[-1]
    let rows = shape.count / columns
    let (count, length) = (min(rows, columns), max(rows, columns))
    func element(_ vector: Int, _ place: Int) -> Double {
      rows < columns ? values[vector * columns + place] : values[place * columns + vector]
    }
    for a in 0..<count {
      for b in 0..<count {
        let product = (0..<length).reduce(0) { $0 + element(a, $1) * element(b, $1) }
        #expect(abs(product - (a == b ? 4 : 0)) < 1e-12)
      }
    }
  }

  @Test func theKeyAloneDecides() {
    #expect(matrix([6, 4]) == matrix([6, 4]))
    #expect(matrix([6, 4]) != matrix([6, 4], seed: 2))
  }

  /// Of all rotations and reflections none is preferred: entries have mean 0 and variance 1/n.
  @Test func noDirectionIsPreferred() {
    let corners = (0..<4_000 as Range<UInt64>).map {
      matrix([3, 3], seed: $0).elements(as: Double.self)[0]
    }
    let mean = corners.reduce(0, +) / 4_000
    let variance = corners.reduce(0) { $0 + $1 * $1 } / 4_000
    #expect(abs(mean) < 0.04)
    #expect(abs(variance - 1.0 / 3) < 0.03)
  }
}
