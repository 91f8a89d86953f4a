public import HoneCore
public import HoneGraph

/// A function that a layer applies to its output.
///
/// ```swift
/// Dense(64, activation: .relu)
/// Dense(64, activation: .custom("cube") { pow($0, 3) })
/// ```
public protocol ActivationFunction: Configurable {
  /// The function, element by element or along an axis.
  func callAsFunction(_ x: Tensor) -> Tensor
}

/// The built-in activation functions: `Activations.Relu` is spelled `.relu` where a layer wants one.
public enum Activations {}

/// An activation function without parameters.
public protocol NamedActivation: ActivationFunction {
  /// Creates the function.
  init()
}

extension NamedActivation {
  public init(_ fields: Fields) throws(HoneError) { self.init() }
  public var fields: [String: ConfigurationValue] { [:] }
}
