internal import HoneCore
public import HoneGraph

/// How a weight moves along its gradient: a pure function of numbers, gradient and memory.
public protocol Optimizer: Configurable {
  /// The learning rate over the updates.
  var learningRate: any Schedule { get }

  /// The memory for each weight: name and first value, such as `velocity` and 0.
  var slots: [OptimizerSlot] { get }

  /// The numbers of one update, computed in Double by the host: the rate and what follows from it.
  ///
  /// - Parameters:
  ///   - learningRate: the rate of this update.
  ///   - iteration: the number of the update, from 1.
  func scalars(learningRate: Double, iteration: Int) -> [OptimizerScalar]

  /// One of those numbers, by its place in the list.
  ///
  /// The training loop asks for each at every step. By default it is picked from the list; give it
  /// by itself where a step shall not allocate.
  func scalar(_ place: Int, learningRate: Double, iteration: Int) -> Double

  /// One update.
  ///
  /// - Parameters:
  ///   - parameter: the weight.
  ///   - gradient: the loss's gradient with respect to it.
  ///   - scalars: the values of ``scalars(learningRate:iteration:)``, in order.
  ///   - slots: the memory, in the order of ``slots``.
  /// - Returns: the new weight and the new memory.
  func step(
    parameter: Tensor, gradient: Tensor, scalars: [Tensor], slots: [Tensor]
  ) -> (parameter: Tensor, slots: [Tensor])
}

extension Optimizer {
  public func scalars(learningRate: Double, iteration: Int) -> [OptimizerScalar] {
    [OptimizerScalar("learning_rate", learningRate)]
  }

  public func scalar(_ place: Int, learningRate: Double, iteration: Int) -> Double {
    scalars(learningRate: learningRate, iteration: iteration)[place].value
  }
}

/// A tensor of an optimizer's memory, of its weight's shape.
public struct OptimizerSlot: Hashable, Sendable {
  /// The name, such as `velocity`, `m` or `v`.
  public var name: String
  /// What it holds before the first update.
  public var initialValue: Double

  /// Creates a slot.
  public init(_ name: String, initialValue: Double = 0) {
    self.name = name
    self.initialValue = initialValue
  }
}

/// A number that enters an update.
public struct OptimizerScalar: Hashable, Sendable {
  /// The name among the program's scalars.
  public var name: String
  /// The value in this update.
  public var value: Double

  /// Creates a number.
  public init(_ name: String, _ value: Double) {
    self.name = name
    self.value = value
  }
}
