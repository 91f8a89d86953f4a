internal import HoneGraph

/// What tells a layer from others of the same configuration: a number that no other layer has.
///
/// Not an object's address: addresses are used again, and then weights would merge silently.
public struct LayerIdentity: Hashable, Sendable {
  private indirect enum Token: Hashable, Sendable {
    case number(Int)
    case composite(String, [LayerIdentity])
  }

  private let token: Token

  /// A new identity.
  public init() { token = .number(Counter.next()) }

  private init(_ token: Token) { self.token = token }

  /// The number by which an encoder tells layers apart.
  var number: Int {
    if case .number(let number) = token { return number }
    return Int(UInt32(truncatingIfNeeded: hashValue))
  }

  /// The identity of a struct of layers: its type and the identities of its layers.
  ///
  /// A struct without layers gets a new identity at each call; it has no weights to share.
  static func derived(from layer: any Layer) -> LayerIdentity {
    let children = Mirror(reflecting: layer).children.flatMap { identities(in: $0.value) }
    guard !children.isEmpty else { return LayerIdentity() }
    return LayerIdentity(.composite(String(reflecting: type(of: layer)), children))
  }

  private static func identities(in value: Any) -> [LayerIdentity] {
    if let layer = value as? any Layer { return [layer.identity] }
    if let layers = value as? [any Layer] { return layers.map(\.identity) }
    let mirror = Mirror(reflecting: value)
    switch mirror.displayStyle {
    case .collection, .optional, .tuple, .dictionary:
      return mirror.children.flatMap { identities(in: $0.value) }
    default: return []
    }
  }
}
