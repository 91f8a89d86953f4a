internal import CHoneKernels
internal import HoneCore
internal import HoneGraph

/// Translates a group into a tile program.
struct TileBuilder {
  /// What a result of the program is.
  struct Result {
    var value: ValueID
    var isReduction: Bool
  }

  /// A random node's key: computed before the program runs.
  struct Key {
    var operand: Int
    var node: Int
  }

  private let graph: Graph
  private let views: [ValueID: View]
  /// The domain; for a lone reduction over inner axes, kept axes first.
  var domain: [Int]
  var boundaries: Set<Int> = []
  private var order: [Int]?
  var lines: [hone_tile_instruction] = []
  private var indices: [ValueID: Int32] = [:]
  private var operandIndices: [Operand: Int32] = [:]
  var pendingOutputs: [(value: ValueID, index: Int32, dtype: DType)] = []
  var pendingReductions: [(value: ValueID, index: Int32, kind: hone_reduce_kind)] = []
  var reductionAxes: [ReductionAxes] = []

  private(set) var operands: [Operand] = []
  /// The operand that isn't in memory.
  private(set) var product: (value: ValueID, factors: ProductFusion.Product)?
  private(set) var keys: [Key] = []

  struct Operand: Hashable {
    var view: View
    var dtype: DType
    /// For a random key: the node.
    var key: Int?
  }

  /// - Parameter isUsed: whether a value is read outside the group.
  init(_ group: Group, _ graph: Graph, _ views: [ValueID: View], isUsed: (ValueID) -> Bool) {
    self.graph = graph
    self.views = views
    domain = group.domain
    let members = group.nodes.filter { $0 != group.product }
    if let index = group.product, case .dotGeneral(let d) = graph.nodes[index].op {
      product = ProductFusion.Product(graph, index, d, views).map { (ValueID(node: index), $0) }
    }
    if group.nodes.count == 1 { permuteForLoneReduction(group.nodes[0]) }
    for node in members { collectOperands(node) }
    for node in members { lower(node) }
    for node in members {
      if case .reduce = graph.nodes[node].op { continue }
      let value = ValueID(node: node)
      guard isUsed(value), let index = indices[value] else { continue }
      pendingOutputs.append((value, index, graph.type(of: value).dtype))
    }
  }

  // MARK: Lowering

  /// A reduction over axes that aren't neighbours is read with its axes reordered.
  private mutating func permuteForLoneReduction(_ index: Int) {
    guard case .reduce(_, let axes) = graph.nodes[index].op else { return }
    let dims = graph.type(of: graph.nodes[index].inputs[0]).shape.dimensions
    let places = dims.indices.filter { dims[$0] != 1 }
    let kept = places.indices.filter { !axes.contains(places[$0]) }
    let reduced = places.indices.filter { axes.contains(places[$0]) }
    guard !Self.isJoinable(graph.nodes[index], graph) else { return }
    order = kept + reduced
    domain = (kept + reduced).map { dims[places[$0]] }
  }

  /// The view of an operand over the domain.
  private func aligned(_ value: ValueID) -> View? {
    guard var view = views[value]?.squeezed else { return nil }
    if let order {
      view.dims = order.map { view.dims[$0] }
      view.strides = order.map { view.strides[$0] }
    }
    return view
  }

  private mutating func operand(_ operand: Operand) -> Int32 {
    if let index = operandIndices[operand] { return index }
    let index = Int32(operands.count)
    operands.append(operand)
    operandIndices[operand] = index
    return index
  }

  private func isInternal(_ value: ValueID, _ members: [ValueID: Int32]) -> Int32? {
    guard let view = views[value], view.offset == 0, view.isContiguous,
      view.count == graph.type(of: view.base).shape.count
    else { return nil }
    return members[view.base]
  }

  /// Values are numbered operands first, so all operands are found before anything is lowered.
  private mutating func collectOperands(_ index: Int) {
    let node = graph.nodes[index]
    if case .reduce = node.op {} else { indices[ValueID(node: index)] = -1 }
    if case .random = node.op {
      _ = operand(Operand(view: View(ValueID(node: index), dims: []), dtype: .int64, key: index))
      return
    }
    for input in node.inputs where isInternal(input, indices) == nil {
      guard let view = aligned(input) else { continue }
      _ = operand(Operand(view: view, dtype: graph.type(of: input).dtype))
    }
  }

  private func read(_ input: ValueID) -> Int32 {
    if let index = isInternal(input, indices) { return index }
    guard let view = aligned(input) else { return 0 }
    return operandIndices[Operand(view: view, dtype: graph.type(of: input).dtype)] ?? 0
  }

  private mutating func emit(
    _ code: hone_tile_code, _ a: Int32 = 0, _ b: Int32 = 0, _ c: Int32 = 0
  ) -> Int32 {
    lines.append(hone_tile_instruction(code: Int32(code.rawValue), a: a, b: b, c: c))
    return Int32(operands.count + lines.count - 1)
  }

  private mutating func constant(_ value: Float) -> Int32 {
    emit(HONE_TILE_CONSTANT, Int32(bitPattern: value.bitPattern))
  }

  private mutating func lower(_ index: Int) {
    let node = graph.nodes[index]
    let value = ValueID(node: index)
    let x = node.inputs.map(read)
    switch node.op {
    case .unary(let function): indices[value] = emit(TileSupport.code(function), x[0])
    case .binary(let function): indices[value] = emit(TileSupport.code(function), x[0], x[1])
    case .compare(let function): indices[value] = emit(TileSupport.code(function), x[0], x[1])
    case .select: indices[value] = emit(HONE_TILE_SELECT, x[0], x[1], x[2])
    case .convert(let dtype):
      let isTruth = dtype == .bool && graph.type(of: node.inputs[0]).dtype != .bool
      indices[value] = isTruth ? emit(HONE_TILE_IS_NONZERO, x[0]) : x[0]
    case .random(let distribution, _, _, _): indices[value] = random(distribution, index)
    case .reduce(let function, let axes): reduce(index, function, axes, x[0])
    default: break
    }
  }

  private mutating func random(_ distribution: RandomDistribution, _ index: Int) -> Int32 {
    let key = operand(
      Operand(view: View(ValueID(node: index), dims: []), dtype: .int64, key: index))
    keys.append(Key(operand: Int(key), node: index))
    let draw = emit(HONE_TILE_RANDOM_UNIFORM, key)
    switch distribution {
    case .uniform(let low, let high):
      let width = emit(HONE_TILE_MULTIPLY, draw, constant(Float(high) - Float(low)))
      return emit(HONE_TILE_ADD, width, constant(Float(low)))
    case .bernoulli(let probability):
      return emit(HONE_TILE_LESS, draw, constant(Float(probability)))
    case .normal: return draw
    }
  }

  private mutating func reduce(_ index: Int, _ function: ReduceOp, _ axes: [Int], _ x: Int32) {
    let dims = graph.type(of: graph.nodes[index].inputs[0]).shape.dimensions
    let places = dims.indices.filter { dims[$0] != 1 }
    let reduced = places.indices.filter { axes.contains(places[$0]) }
    let axes = Self.axes(reduced, domain, isPermuted: order != nil)
    pendingReductions.append((ValueID(node: index), x, TileSupport.kind(function)))
    reductionAxes.append(axes)
    boundaries.formUnion(axes.boundaries)
  }

  /// How the reduced places lie in the domain.
  struct ReductionAxes {
    var kind: hone_tile_axes
    /// The product of the extents within, and for those in between, of the reduced ones.
    var inner = 0, count = 0
    /// The places that the reduction parts from those before.
    var boundaries: Set<Int> = []
  }

  private static func axes(
    _ reduced: [Int], _ domain: [Int], isPermuted: Bool
  ) -> ReductionAxes {
    if reduced.count == domain.count && !domain.isEmpty {
      return ReductionAxes(kind: HONE_TILE_ALL)
    }
    let kept = domain.count - reduced.count
    guard let first = reduced.first else {
      return ReductionAxes(kind: HONE_TILE_ROWS, inner: 1, boundaries: [domain.count])
    }
    if isPermuted || first == kept {
      return ReductionAxes(
        kind: HONE_TILE_ROWS, inner: domain[kept...].reduce(1, *), boundaries: [kept])
    }
    let end = first + reduced.count
    return ReductionAxes(
      kind: first == 0 ? HONE_TILE_COLUMNS : HONE_TILE_MIDDLE, inner: domain[end...].reduce(1, *),
      count: domain[first..<end].reduce(1, *), boundaries: [first, end])
  }

  /// Whether a node isn't a reduction or its axes are neighbours, so that it can join its operand.
  static func isJoinable(_ node: Node, _ graph: Graph) -> Bool {
    guard case .reduce(_, let axes) = node.op else { return true }
    let dims = graph.type(of: node.inputs[0]).shape.dimensions
    let places = dims.indices.filter { dims[$0] != 1 }
    let reduced = places.indices.filter { axes.contains(places[$0]) }
    guard let first = reduced.first, let last = reduced.last else { return true }
    return last - first + 1 == reduced.count
  }
}
