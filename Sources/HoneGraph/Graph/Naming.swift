package import HoneCore

/// Layer paths: an explicit name, else the type's name and an ordinal within the parent.
///
/// A layer's token that was seen before keeps its first path: that is how weights are shared.
package struct Naming {
  private var paths: [AnyHashable: String] = [:]
  private var taken: Set<String> = []
  private var ordinals: [String: Int] = [:]

  package init() {}

  /// The path of a layer that was called.
  package func path(of token: AnyHashable) -> String? { paths[token] }

  /// The path of a layer within `parent`, and whether it was seen before; nil if the explicit name
  /// belongs to another layer already.
  package mutating func path(
    token: AnyHashable, name: String?, typeName: String, parent: String
  ) -> (path: String, isShared: Bool)? {
    if let path = paths[token] { return (path, true) }
    let prefix = parent.isEmpty ? "" : parent + "/"
    var path = prefix + (name ?? "")
    if name == nil {
      repeat {
        ordinals[prefix + typeName, default: 0] += 1
        path = prefix + typeName + "_\(ordinals[prefix + typeName] ?? 1)"
      } while taken.contains(path)
    } else if taken.contains(path) {
      return nil
    }
    taken.insert(path)
    paths[token] = path
    return (path, false)
  }
}

/// One layer call as a summary shows it.
package struct CallRecord: Sendable {
  package var path: String
  package var typeName: String
  package var depth: Int
  package var inputs: [TensorType]
  package var outputs: [TensorType]
  /// The slots that exist once the call is over and whose path lies beneath the layer's.
  package var slots: [StateSlot]
  /// The nodes that the call appended.
  package var nodes: Range<Int>
  /// Whether the layer was called before in this trace.
  package var isShared: Bool
  package var location: SourceLocation?
  /// The layer that was called.
  package var layer: (any Sendable)?
  /// What the call received and what it made.
  package var values: (inputs: [ValueID], outputs: [ValueID])

  package init(
    path: String, typeName: String, depth: Int, inputs: [TensorType], outputs: [TensorType],
    slots: [StateSlot], nodes: Range<Int>, isShared: Bool, location: SourceLocation?,
    layer: (any Sendable)? = nil, values: (inputs: [ValueID], outputs: [ValueID]) = ([], [])
  ) {
    self.path = path
    self.typeName = typeName
    self.depth = depth
    self.inputs = inputs
    self.outputs = outputs
    self.slots = slots
    self.nodes = nodes
    self.isShared = isShared
    self.location = location
    self.layer = layer
    self.values = values
  }
}
