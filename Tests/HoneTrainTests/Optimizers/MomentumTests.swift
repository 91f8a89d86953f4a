import Hone
import HoneTestSupport
import Testing

@testable import HoneTrain

/// The three spellings of momentum: two of the notes, and PyTorch's.
@Suite struct MomentumTests {
  private static let start = [1, -2, 0.5]
  /// The rate falls after the third step.
  private static let rates = [0.1, 0.1, 0.1, 0.02, 0.02, 0.05]

  /// A formula of one step: new weight and new memory.
  private typealias Formula =
    @Sendable (
      _ w: Double, _ v: Double, _ g: Double, _ rate: Double
    ) -> (w: Double, v: Double)

  /// T62: `V(t) = γ · V(t − 1) + η · g`, `X(t) = X(t − 1) − V(t)`.
  private static let subtracted: Formula = { w, v, g, rate in
    let v = 0.9 * v + rate * g
    return (w - v, v)
  }
  /// T63: `v = α · v − η · g`, `W += v`.
  private static let added: Formula = { w, v, g, rate in
    let v = 0.9 * v - rate * g
    return (w + v, v)
  }
  /// PyTorch: the rate outside of the velocity.
  private static let outside: Formula = { w, v, g, rate in
    let v = 0.9 * v + g
    return (w - rate * v, v)
  }

  /// The gradients of a step: no two steps have the same.
  private static func gradient(_ step: Int) -> [Double] {
    [0.3 + 0.25 * Double(step), 4 - Double(step * step) / 2, step % 2 == 0 ? -1.5 : 0.75]
  }

  /// The weights after each step by a formula, in float64.
  private static func weights(_ formula: Formula) -> [[Double]] {
    var (w, v) = (start, [0.0, 0, 0])
    return rates.enumerated().map { step, rate in
      for (place, g) in gradient(step).enumerated() {
        (w[place], v[place]) = formula(w[place], v[place], g, rate)
      }
      return w
    }
  }

  /// The weights after each step by the optimizer.
  private static func weights(_ optimizer: any Optimizer, on name: String) throws -> [[Double]] {
    let runner = try UpdateRunner(
      optimizer, weights: ["w": HostTensor(start.map { Float($0) })], on: backend(name))
    return try rates.enumerated().map { step, rate in
      try runner.run([HostTensor(gradient(step).map { Float($0) })], rate: rate)
      return try runner.value("w").elements()
    }
  }

  /// The largest difference of two courses within some steps.
  private static func distance(
    _ a: [[Double]], _ b: [[Double]], steps: Range<Int> = rates.indices
  ) -> Double {
    steps.flatMap { zip(a[$0], b[$0]).map { abs($0 - $1) } }.max() ?? .infinity
  }

  @Test(arguments: backendNames)
  func bothFormsOfTheNotesAreOneAndPyTorchsDiffersOnceTheRateChanges(_ name: String) throws {
    let (first, second) = (Self.weights(Self.subtracted), Self.weights(Self.added))
    let third = Self.weights(Self.outside)
    #expect(Self.distance(first, second) < 1e-12)
    let keras = try Self.weights(.sgd(momentum: 0.9), on: name)
    #expect(Self.distance(keras, first) < 1e-6)
    let torch = try Self.weights(.sgd(momentum: 0.9, momentumForm: .pytorch), on: name)
    #expect(Self.distance(torch, third) < 1e-6)
    #expect(Self.distance(keras, torch, steps: 0..<3) < 1e-6)
    #expect(Self.distance(keras, torch, steps: 3..<6) > 0.1)
  }
}
