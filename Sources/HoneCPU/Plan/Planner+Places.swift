internal import HoneCore
internal import HoneGraph

extension Planner {
  /// Where a max pooling of a value writes the places of its maxima for the backward step; nil
  /// unless the program has both.
  func places(for value: ValueID, _ d: WindowDimensions) -> UnsafeMutablePointer<UInt8>? {
    let key = PlacesKey(value: value, window: d)
    if let known = placesMemory[key] { return known }
    let nodes = graph.nodes.indices.filter {
      graph.nodes[$0].inputs.first == value && isPlanned($0)
    }
    guard d.window.reduce(1, *) <= 255, d.window.count <= 2,
      let forward = nodes.first(where: { graph.nodes[$0].op == .pool(.maximum, d) }),
      nodes.contains(where: { graph.nodes[$0].op == .maxPoolBackward(d) })
    else { return nil }
    let memory = allocate(graph.nodes[forward].types[0].shape.count).assumingMemoryBound(
      to: UInt8.self)
    placesMemory[key] = memory
    return memory
  }
}

/// A max pooling of a value.
struct PlacesKey: Hashable {
  var value: ValueID
  var window: WindowDimensions
}
