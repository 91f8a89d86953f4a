public import HoneBackend
public import HoneCore
public import HoneGraph
public import HoneReference

/// Compares gradients of the graph with central finite differences, in float64.
///
/// For a random upstream `u`, `Σ u · ∂f/∂xᵢ` must agree with `Σ u · (f(x + h·eᵢ) − f(x − h·eᵢ)) / 2h`
/// for every element of every float64 operand. Operands of other types are held fixed. Points at
/// which the function has a kink, or ties, are the caller's to avoid.
///
/// ```swift
/// try GradientCheck().verify(at: [x, w]) { [matmul($0[0], $0[1])] }
/// ```
public struct GradientCheck: Sendable {
  /// The step `h`.
  public var step: Double
  /// What may differ: relative to the derivative, and absolutely.
  public var tolerance: Tolerance
  /// The seed of the upstream gradients.
  public var seed: UInt64
  /// 1 for gradients; 2 to differentiate the gradients once more.
  public var order: Int
  /// Where the programs run.
  public var backend: any Backend

  /// Creates a check.
  public init(
    step: Double = 1e-4,
    tolerance: Tolerance = Tolerance(relative: 1e-6, absolute: 1e-6, float64Factor: 1),
    seed: UInt64 = 1, order: Int = 1, backend: any Backend = ReferenceBackend()
  ) {
    self.step = step
    self.tolerance = tolerance
    self.seed = seed
    self.order = order
    self.backend = backend
  }

  /// Checks the gradients of a function for its operands.
  ///
  /// - Parameters:
  ///   - points: the operands, those to differentiate for in float64.
  ///   - function: makes the outputs; those in float64 are differentiated.
  /// - Throws: a ``Mismatch`` that names the operand, or what tracing and compiling throw.
  public func verify(
    at points: [HostTensor], _ function: @escaping ([Tensor]) -> [Tensor]
  ) throws {
    if order > 1 {
      var first = self
      first.order = order - 1
      let inner = first.differentiable(points)
      let seed = seed
      try first.verify(at: points) { operands in
        let outputs = function(operands).filter { $0.dtype == .float64 }
        let upstream = outputs.enumerated().map {
          Tensor(Self.upstream($0.element.shape, seed: seed, index: $0.offset + 100))
        }
        return vectorJacobianProduct(
          of: outputs, upstream: upstream, withRespectTo: inner.map { operands[$0] })
      }
      return
    }
    let places = differentiable(points)
    let forward = try compile(points, gradientsAt: nil, function)
    let backward = try compile(points, gradientsAt: places, function)
    let gradients = try backward.run(points)
    for (place, gradient) in zip(places, gradients) {
      let wanted = try differences(forward, points, place)
      if let mismatch = mismatch(gradient, wanted, tolerance: tolerance) {
        throw Mismatch(
          message: "gradient for operand \(place) against finite differences: \(mismatch.message)",
          maxError: mismatch.maxError)
      }
    }
  }

  /// The places of the operands that are differentiated for.
  private func differentiable(_ points: [HostTensor]) -> [Int] {
    points.indices.filter { points[$0].dtype == .float64 }
  }

  /// A program of the function's float64 outputs, or of their gradients.
  private func compile(
    _ points: [HostTensor], gradientsAt places: [Int]?,
    _ function: ([Tensor]) -> [Tensor]
  ) throws -> any Executable {
    try HoneTestSupport.compile(points, on: backend) { operands in
      let results = function(operands).filter { $0.dtype == .float64 }
      guard let places else { return results }
      let upstream = results.enumerated().map {
        Tensor(Self.upstream($0.element.shape, seed: seed, index: $0.offset))
      }
      return vectorJacobianProduct(
        of: results, upstream: upstream, withRespectTo: places.map { operands[$0] })
    }
  }

  private func differences(
    _ forward: any Executable, _ points: [HostTensor], _ place: Int
  ) throws -> HostTensor {
    let values = points[place].elements(as: Double.self)
    func value(_ index: Int, _ offset: Double) throws -> Double {
      var moved = values
      moved[index] += offset
      var operands = points
      operands[place] = HostTensor(unchecked: moved, shape: points[place].shape)
      return try forward.run(operands).enumerated().reduce(0) { sum, output in
        let upstream = Self.upstream(output.element.shape, seed: seed, index: output.offset)
        return zip(upstream.elements(as: Double.self), output.element.elements(as: Double.self))
          .reduce(sum) { $0 + $1.0 * $1.1 }
      }
    }
    let slopes = try values.indices.map { index in
      try (value(index, step) - value(index, -step)) / (2 * step)
    }
    return HostTensor(unchecked: slopes, shape: points[place].shape)
  }

  /// Upstream gradients between 0.5 and 1.5, with either sign.
  private static func upstream(_ shape: Shape, seed: UInt64, index: Int) -> HostTensor {
    let key = RandomKey(seed: seed).folding(UInt64(index))
    let values = (0..<UInt64(shape.count)).map { place in
      let u = Double(key.uniform(at: place))
      return u < 0.5 ? u * 2 + 0.5 : 0.5 - u * 2
    }
    return HostTensor(unchecked: values, shape: shape)
  }
}
