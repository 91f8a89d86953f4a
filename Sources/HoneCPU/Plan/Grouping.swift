internal import HoneCore
internal import HoneGraph

/// Puts nodes into groups: elementwise neighbours over one domain share a tile program as long as
/// no path leaves the group and comes back.
struct Grouping {
  /// Fits in a tile program's registers in the worst case.
  static let largestGroup = 56

  let graph: Graph
  /// The part of the step of each node.
  let phases: [Phase]
  /// Values as views of values that own memory.
  let views: [ValueID: View]
  private(set) var groups: [Int: Group] = [:]
  /// The group of each node that owns memory.
  private(set) var groupOfNode: [Int: Int] = [:]
  /// The groups that read a group.
  private var readers: [Int: Set<Int>] = [:]
  /// The last node that a group holds or depends on, by whatever path.
  private var reach: [Int: Int] = [:]

  /// - Parameter order: the nodes that are needed and aren't leaves or mere views.
  init(
    _ graph: Graph, views: [ValueID: View], order: [Int], copies: Set<Int>, phases: [Phase]
  ) {
    self.graph = graph
    self.phases = phases
    self.views = views
    for node in order { place(node, isCopy: copies.contains(node)) }
  }

  // MARK: Domains

  /// The domain over which a node can run in a tile program, or nil.
  static func domain(of index: Int, in graph: Graph) -> [Int]? {
    let node = graph.nodes[index]
    guard TileSupport.accepts(node, in: graph) else { return nil }
    var shape = node.types[0].shape
    if case .reduce = node.op { shape = graph.type(of: node.inputs[0]).shape }
    let domain = shape.dimensions.filter { $0 != 1 }
    return shape.count > 0 && domain.count <= TileSupport.maxRank ? domain : nil
  }

  /// Whether a tile program over `domain` can hold the value in a register, if its node is there.
  private func isDirect(_ view: View, _ domain: [Int]) -> Bool {
    let node = graph.nodes[view.base.node]
    if case .reduce = node.op { return false }
    guard view.offset == 0, view.isContiguous else { return false }
    return node.types[view.base.output].shape.dimensions.filter { $0 != 1 } == domain
      && view.dims.filter { $0 != 1 } == domain
  }

  // MARK: Placing

  private mutating func place(_ index: Int, isCopy: Bool) {
    let node = graph.nodes[index]
    var group = Group(kind: isCopy ? .copy : .single, nodes: [index])
    group.isForward = phases[index] == .forward
    group.isRecomputed = node.isRecomputed
    var candidates: [Int] = []
    let domain = isCopy ? nil : Self.domain(of: index, in: graph)
    for input in node.inputs {
      guard let view = views[input], let producer = groupOfNode[view.base.node] else { continue }
      group.inputs.insert(producer)
      if let domain, groups[producer]?.kind == .tile, groups[producer]?.domain == domain,
        isDirect(view, domain), TileBuilder.isJoinable(node, graph)
      {
        if !candidates.contains(producer) { candidates.append(producer) }
      } else {
        group.hardInputs.insert(producer)
      }
    }
    if let domain {
      group.kind = .tile
      group.domain = domain
      group.size = 1 + node.inputs.count
    }
    groups[index] = group
    groupOfNode[index] = index
    reach[index] = index
    for input in group.inputs { readers[input, default: []].insert(index) }
    guard domain != nil else { return }
    var own = index
    for candidate in candidates where canMerge(own, candidate) { own = merge(own, candidate) }
  }

  private func canMerge(_ a: Int, _ b: Int) -> Bool {
    guard a != b, let first = groups[a], let second = groups[b],
      first.size + second.size <= Self.largestGroup,
      !first.hardInputs.contains(b), !second.hardInputs.contains(a),
      !(first.isForward && second.isRecomputed), !(second.isForward && first.isRecomputed)
    else { return false }
    // No path may lead from one through outsiders to the other. Groups that reach no further than
    // where both begin don't depend on them.
    let begin = min(first.nodes[0], second.nodes[0])
    var stack = first.inputs.union(second.inputs).subtracting([a, b]).filter {
      (reach[$0] ?? 0) >= begin
    }
    var seen = stack
    while let next = stack.popFirst() {
      for input in groups[next]?.inputs ?? [] {
        if input == a || input == b { return false }
        guard (reach[input] ?? 0) >= begin else { continue }
        if seen.insert(input).inserted { stack.insert(input) }
      }
    }
    return true
  }

  private mutating func merge(_ a: Int, _ b: Int) -> Int {
    let (into, from) = (min(a, b), max(a, b))
    guard var group = groups[into], let other = groups.removeValue(forKey: from) else { return a }
    group.nodes = (group.nodes + other.nodes).sorted()
    group.inputs = group.inputs.union(other.inputs).subtracting([into, from])
    group.hardInputs = group.hardInputs.union(other.hardInputs)
    group.size += other.size
    group.isForward = group.isForward || other.isForward
    group.isRecomputed = group.isRecomputed || other.isRecomputed
    groups[into] = group
    for node in other.nodes { groupOfNode[node] = into }
    for input in other.inputs {
      readers[input]?.remove(from)
      if input != into { readers[input, default: []].insert(into) }
    }
    for reader in readers.removeValue(forKey: from) ?? [] where reader != into {
      groups[reader]?.inputs.remove(from)
      groups[reader]?.inputs.insert(into)
      if groups[reader]?.hardInputs.remove(from) != nil { groups[reader]?.hardInputs.insert(into) }
      readers[into, default: []].insert(reader)
    }
    readers[into]?.remove(into)
    extendReach(of: into, to: group.nodes[group.nodes.count - 1])
    return into
  }

  /// What a group took in later, those that depend on it depend on too.
  private mutating func extendReach(of group: Int, to node: Int) {
    var stack = [group]
    while let next = stack.popLast() {
      guard (reach[next] ?? 0) < node || next == group else { continue }
      reach[next] = node
      stack += readers[next] ?? []
    }
  }

  // MARK: Order

  /// The groups such that each comes after those it reads, otherwise in the order of the program.
  func ordered() -> [Group] {
    var waiting: [Int: Int] = [:]
    for (key, group) in groups { waiting[key] = group.inputs.count }
    func rank(_ key: Int) -> Int { groups[key]?.nodes.last ?? key }
    var ready = Heap(waiting.filter { $0.value == 0 }.keys.map { (rank($0), $0) })
    var result: [Group] = []
    while let (_, key) = ready.pop() {
      if let group = groups[key] { result.append(group) }
      for reader in readers[key] ?? [] {
        waiting[reader, default: 0] -= 1
        if waiting[reader] == 0 { ready.push((rank(reader), reader)) }
      }
    }
    return result
  }
}

/// A small priority queue: smallest first.
private struct Heap {
  private var items: [(Int, Int)]
  init(_ items: [(Int, Int)]) { self.items = items.sorted { $0 > $1 } }
  mutating func pop() -> (Int, Int)? { items.popLast() }
  mutating func push(_ item: (Int, Int)) {
    var low = 0
    var high = items.count
    while low < high {
      let middle = (low + high) / 2
      if items[middle] > item { low = middle + 1 } else { high = middle }
    }
    items.insert(item, at: low)
  }
}
