internal import HoneCore
internal import HoneGraph

extension Planner {
  /// Where a max pooling of a value writes the places of its maxima for the backward step; nil
  /// unless the program has both.
  func places(for value: ValueID, _ d: WindowDimensions) -> UnsafeMutablePointer<UInt8>? {
    let key = PlacesKey(value: value, window: d)
    if let known = placesMemory[key] { return known }
    guard let forward = forwardPool(of: value, d),
      graph.nodes.indices.contains(where: {
        graph.nodes[$0].op == .maxPoolBackward(d) && graph.nodes[$0].inputs[0] == value
          && isPlanned($0)
      })
    else { return nil }
    let memory = allocate(graph.nodes[forward].types[0].shape.count).assumingMemoryBound(
      to: UInt8.self)
    placesMemory[key] = memory
    return memory
  }
}

extension Planner {
  /// The max pooling of a value that can note the places of its maxima.
  func forwardPool(of value: ValueID, _ d: WindowDimensions) -> Int? {
    guard d.window.reduce(1, *) <= 255, d.window.count <= 2 else { return nil }
    return graph.nodes.indices.first {
      graph.nodes[$0].op == .pool(.maximum, d) && graph.nodes[$0].inputs[0] == value
        && isPlanned($0)
    }
  }
}

/// A max pooling of a value.
struct PlacesKey: Hashable {
  var value: ValueID
  var window: WindowDimensions
}
