internal import HoneCore
public import HoneGraph

/// A layer as a closure, of one tensor or of several.
///
/// - Input: what the closure wants
/// - Output: what it gives
///
/// A closure can't be written to a file: `encoded()` of a model that holds one is an error, its
/// weights and its inference graph can be saved. A layer with weights, or one that files should
/// know, is a struct; see ``Layer``.
///
/// ```swift
/// Lambda { square($0) }
/// let distance = Lambda(merging: { abs($0[0] - $0[1]).sum(axes: [-1]) })([a, b])
/// ```
public struct Lambda: Layer {
  public let identity = LayerIdentity()
  public let name: String?
  private let body: @Sendable ([Tensor]) -> [Tensor]

  /// Creates a layer from a function of one tensor.
  public init(name: String? = nil, _ body: @escaping @Sendable (Tensor) -> Tensor) {
    self.name = name
    self.body = { inputs in
      guard inputs.count == 1 else {
        return [
          inputs.fail(
            operation: "Lambda", wanted: "one input", received: "\(inputs.count)",
            help: "a closure of several is Lambda(merging: { … })")
        ]
      }
      return [body(inputs[0])]
    }
  }

  /// Creates a layer from a function of several tensors.
  public init(
    name: String? = nil, merging body: @escaping @Sendable ([Tensor]) -> Tensor
  ) {
    self.name = name
    self.body = { [body($0)] }
  }

  public func forward(_ inputs: [Tensor]) -> [Tensor] { body(inputs) }
}
