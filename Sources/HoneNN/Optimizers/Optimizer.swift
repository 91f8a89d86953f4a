public import HoneCore
public import HoneGraph

/// How a weight moves along its gradient: a pure function of numbers, gradient and memory.
///
/// What every optimizer can do beside its formula, such as clipping or weight decay, is in
/// ``options``; `clipped(globalNorm:)` and its neighbours set it.
public protocol Optimizer: Configurable {
  /// The learning rate over the updates.
  var learningRate: any Schedule { get }

  /// Clipping, weight decay, averaging and more: what is the same for every optimizer.
  var options: UpdateOptions { get set }

  /// The memory for a weight of any shape: name and first value, such as `velocity` and 0.
  var slots: [OptimizerSlot] { get }

  /// The memory for a weight. By default ``slots``; give it where it depends on shape or path.
  func slots(for weight: StateSlot) -> [OptimizerSlot]

  /// The weight decay of a weight. By default that of ``options``, 0 for excluded weights.
  func weightDecay(for weight: StateSlot) -> Double

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
  ///   - slots: the memory, in the order of ``slots(for:)``.
  /// - Returns: the new weight and the new memory.
  func step(
    parameter: Tensor, gradient: Tensor, scalars: [Tensor], slots: [Tensor]
  ) -> (parameter: Tensor, slots: [Tensor])
}

extension Optimizer {
  public var slots: [OptimizerSlot] { [] }

  public func slots(for weight: StateSlot) -> [OptimizerSlot] { slots }

  public func weightDecay(for weight: StateSlot) -> Double {
    options.isDecayed(weight) ? options.weightDecay : 0
  }

  public func scalars(learningRate: Double, iteration: Int) -> [OptimizerScalar] {
    [OptimizerScalar("learning_rate", learningRate)]
  }

  public func scalar(_ place: Int, learningRate: Double, iteration: Int) -> Double {
    scalars(learningRate: learningRate, iteration: iteration)[place].value
  }
}

/// A tensor of an optimizer's memory.
public struct OptimizerSlot: Hashable, Sendable {
  /// What a slot holds before the first update.
  public enum Beginning: Hashable, Sendable {
    /// A number everywhere.
    case value(Double)
    /// The weight as it is then.
    case weight
  }

  /// The name, such as `velocity`, `m` or `v`.
  public var name: String
  /// What it holds before the first update.
  public var beginning: Beginning
  /// The extents; nil for those of the weight.
  public var shape: Shape?

  /// Creates a slot that begins with a number.
  public init(_ name: String, initialValue: Double = 0, shape: Shape? = nil) {
    self.name = name
    beginning = .value(initialValue)
    self.shape = shape
  }

  /// Creates a slot that begins as a copy of its weight.
  public init(copyingWeight name: String) {
    self.name = name
    beginning = .weight
  }

  /// The number that it begins with; 0 for a copy of the weight.
  public var initialValue: Double {
    if case .value(let value) = beginning { value } else { 0 }
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

/// Whose formula holds where Keras and PyTorch differ.
public enum OptimizerConvention: String, Sendable, CaseIterable {
  /// Keras 3's.
  case keras
  /// PyTorch's.
  case pytorch

  /// The field of a file that chooses it.
  static func field(_ summary: String) -> Field {
    Field("convention", .choice(allCases.map(\.rawValue)), default: "keras", summary)
  }

  /// The choice as files spell it.
  var configuration: ConfigurationValue { ConfigurationValue(rawValue) }
}
