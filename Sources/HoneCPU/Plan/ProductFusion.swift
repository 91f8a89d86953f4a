internal import CHoneKernels
internal import HoneCore
internal import HoneGraph

/// Lets a tile program compute a weight's gradient where it reads it: a matrix product whose result
/// nothing else reads, mostly read by the update of that weight. The gradient is then never in
/// memory, and weight and moments come from memory while the product keeps the processor busy.
struct ProductFusion {
  /// Smaller results stay in the caches anyway.
  private static let leastCount = 1 << 16
  /// The right operand is read once for each block of rows: it must stay in the second cache level.
  private static let largestRight = 1 << 17

  let graph: Graph
  let views: [ValueID: View]
  /// Values that the host reads or that become state.
  private let results: Set<ValueID>
  /// The groups that read a value.
  private var readers: [ValueID: Set<Int>] = [:]
  private var positions: [Int: Int] = [:]

  init(_ program: Program, _ graph: Graph, views: [ValueID: View], groups: [Group]) {
    self.graph = graph
    self.views = views
    results = Set(program.results.compactMap { views[$0]?.base })
    for (position, group) in groups.enumerated() {
      for node in group.nodes { positions[node] = position }
      for input in group.nodes.flatMap({ graph.nodes[$0].inputs }) {
        guard let base = views[input]?.base else { continue }
        readers[base, default: []].insert(position)
      }
    }
  }

  /// The groups with products taken into programs, each as early as what it needs allows, so that it
  /// finds its operands in the caches.
  func fused(_ groups: [Group]) -> [Group] {
    var merged = groups.enumerated().map { (row: $0, rank: $0, group: $1) }
    var taken: Set<Int> = []
    for (position, group) in groups.enumerated() where group.kind == .single {
      guard let reader = readerOf(group.nodes[0], groups), merged[reader].group.product == nil
      else { continue }
      merged[reader].row = min(earliest(reader, after: position, groups), reader)
      merged[reader].group.product = group.nodes[0]
      merged[reader].group.nodes.insert(group.nodes[0], at: 0)
      taken.insert(position)
    }
    return merged.filter { !taken.contains($0.rank) }
      .sorted { ($0.row, $0.rank) < ($1.row, $1.rank) }.map(\.group)
  }

  /// The program that can compute the product of a node.
  private func readerOf(_ index: Int, _ groups: [Group]) -> Int? {
    let node = graph.nodes[index]
    let value = ValueID(node: index)
    guard case .dotGeneral(let d) = node.op, node.types[0].dtype == .float32,
      node.types[0].shape.count >= Self.leastCount, !results.contains(value),
      let readers = readers[value], readers.count == 1, let reader = readers.first,
      let product = Product(graph, index, d, views),
      product.depth * product.columns <= Self.largestRight,
      hone_tile_multiplies(Int64(product.columns)) == 1
    else { return nil }
    let group = groups[reader]
    guard group.kind == .tile, group.domain.reduce(1, *) == node.types[0].shape.count else {
      return nil
    }
    let isElementwise = group.nodes.allSatisfy { member in
      switch graph.nodes[member].op {
      case .reduce, .random: false
      default: graph.nodes[member].inputs.allSatisfy { isPlain($0, group.domain, of: value) }
      }
    }
    return isElementwise ? reader : nil
  }

  /// Whether a program's operand lies in memory as the results do, or is one number, which may be any
  /// but an element of the product.
  private func isPlain(_ input: ValueID, _ domain: [Int], of product: ValueID) -> Bool {
    guard let view = views[input]?.squeezed else { return false }
    let isNumber = view.strides.allSatisfy { $0 == 0 }
    return (isNumber && view.base != product) || (view.dims == domain && view.isContiguous)
  }

  /// The first place behind all that a program reads, and behind those that read what it updates.
  private func earliest(_ reader: Int, after position: Int, _ groups: [Group]) -> Int {
    let inputs = groups[reader].nodes.flatMap { graph.nodes[$0].inputs }
    return Set(inputs.compactMap { views[$0]?.base }).reduce(position) { earliest, base in
      if let maker = positions[base.node] {
        return maker == reader ? earliest : max(earliest, maker)
      }
      guard case .state = graph.nodes[base.node].op else { return earliest }
      return max(earliest, (readers[base] ?? []).filter { $0 != reader }.max() ?? earliest)
    }
  }

  /// A product of two operands that lie row by row.
  struct Product {
    var depth: Int, rows: Int, columns: Int
    var left: View, right: View

    init?(_ graph: Graph, _ index: Int, _ d: DotDimensions, _ views: [ValueID: View]) {
      let inputs = graph.nodes[index].inputs
      guard inputs.count == 2, d.lhsBatch.isEmpty, let left = views[inputs[0]],
        let right = views[inputs[1]], left.isContiguous, right.isContiguous,
        d.lhsContracting == Array(left.dims.indices.dropLast()), !d.lhsContracting.isEmpty,
        d.rhsContracting == Array(right.dims.indices.dropLast())
      else { return nil }
      (rows, columns) = (left.dims[left.dims.count - 1], right.dims[right.dims.count - 1])
      depth = left.dims.dropLast().reduce(1, *)
      (self.left, self.right) = (left, right)
    }
  }
}
