internal import CHoneKernels
internal import COneDNN
internal import HoneCore
internal import HoneGraph

/// Matrix products by oneDNN. Transposes are strides; axes that can't be joined are copied first.
enum DotStep {
  static func accepts(_ node: Node, _ d: DotDimensions) -> Bool {
    node.types[0].dtype == .float32
  }

  /// An operand as [batch, rows, columns].
  private struct Matrix {
    var dims: [Int]
    var strides: [Int]
    var memory: UnsafeMutableRawPointer
    var copy: StridedCopy?
    var copyByteCount = 0
  }

  static func make(_ index: Int, _ d: DotDimensions, planner: Planner) -> Step? {
    let node = planner.graph.nodes[index]
    guard accepts(node, d) else { return nil }
    let (left, right) = (planner.view(node.inputs[0]), planner.view(node.inputs[1]))
    let leftFree = d.lhsFree(rank: left.dims.count)
    let rightFree = d.rhsFree(rank: right.dims.count)
    let target = planner.pointer(ValueID(node: index))
    let type = node.types[0]
    let contracted = d.lhsContracting.map { left.dims[$0] }.reduce(1, *)
    if contracted == 0 {
      let count = type.shape.count * 4
      return Step(label: "dot of nothing") {
        target.initializeMemory(as: UInt8.self, repeating: 0, count: count)
        return 0
      }
    }
    let a = matrix(left, [d.lhsBatch, leftFree, d.lhsContracting], planner)
    let b = matrix(right, [d.rhsBatch, d.rhsContracting, rightFree], planner)
    let dims = [a.dims[0], a.dims[1], b.dims[2]]
    guard let x = descriptor(a), let w = descriptor(b),
      let y = DNNLDescriptor(
        drop(dims, dims[0]), strides: drop([dims[1] * dims[2], dims[2], 1], dims[0]))
    else { return nil }
    let finish = Finish(index, planner: planner)
    let problem = Problem(
      a: a, b: b, x: x, w: w, y: y, target: target, columns: dims[2], isBatched: dims[0] != 1,
      finish: finish)
    var candidates = (0..<implementations).map { implementation in
      Candidate(name: "onednn \(implementation)") { prepare(problem, implementation) }
    }
    if let own = own(problem, rows: dims[1], contracted: contracted) {
      candidates.insert(own, at: 0)
    }
    let canMeasure =
      2 * dims.reduce(contracted, *) >= leastFlops
      && !planner.isComputedIntoSlot(ValueID(node: index))
    let strides = [a, b].map { "\($0.strides)" }.joined(separator: " ")
    let key = "dot \(dims) over \(contracted) strides \(strides)\(finish.key)"
    guard let call = planner.chooser.choose(key, canMeasure: canMeasure, among: candidates) else {
      return nil
    }
    return planner.step(call, label: "dot \(dims) over \(contracted)\(finish.key)")
  }

  /// Below this, implementations differ by less than measuring them costs.
  private static let leastFlops = 2_000_000
  private static let implementations = 3

  private struct Problem {
    var a: Matrix, b: Matrix
    var x: DNNLDescriptor, w: DNNLDescriptor, y: DNNLDescriptor
    var target: UnsafeMutableRawPointer
    var columns: Int
    var isBatched: Bool
    var finish: Finish
  }

  /// Our own kernel, where both operands are contracted over their rows.
  private static func own(_ problem: Problem, rows: Int, contracted: Int) -> Candidate? {
    guard !problem.isBatched, problem.finish.isEmpty, problem.a.copy == nil,
      problem.b.copy == nil, problem.a.strides[1...] == [1, rows],
      problem.b.strides[1...] == [problem.columns, 1]
    else { return nil }
    return OwnProduct.candidate(
      OwnProduct.Problem(
        rows: contracted, left: rows, right: problem.columns, leftMemory: problem.a.memory,
        rightMemory: problem.b.memory, target: problem.target))
  }

  private static func prepare(_ problem: Problem, _ implementation: Int) -> PreparedCall? {
    let columns = problem.columns
    let shape = problem.isBatched ? [1, 1, columns] : [1, columns]
    guard let bias = DNNLDescriptor(shape, strides: View.rowMajor(shape)) else { return nil }
    var spec = hone_dnnl_matmul()
    (spec.source, spec.weights, spec.destination) =
      (problem.x.handle, problem.w.handle, problem.y.handle)
    let numbers = problem.finish.numbers(features: columns)
    if numbers.shift != nil { spec.bias = bias.handle }
    spec.post.relu = problem.finish.relu ? 1 : 0
    guard
      let operation = DNNLOperation({ hone_dnnl_matmul_create($0, &spec, Int32(implementation)) }),
      implementation == 0 || !operation.isReference
    else { return nil }
    var call = DNNLCall(operation, resources: [problem.x, problem.w, problem.y, bias])
    if let shift = numbers.shift {
      operation.bind(HONE_DNNL_ARG_BIAS, UnsafeMutableRawPointer(mutating: shift))
    }
    for (name, matrix) in [("left operand", problem.a), ("right operand", problem.b)] {
      if let copy = matrix.copy { call.copy(copy, name, byteCount: matrix.copyByteCount) }
    }
    operation.bind(HONE_DNNL_ARG_SOURCE, problem.a.memory)
    operation.bind(HONE_DNNL_ARG_WEIGHTS, problem.b.memory)
    operation.bind(HONE_DNNL_ARG_DESTINATION, problem.target)
    return call.prepared()
  }

  private static func drop(_ values: [Int], _ batch: Int) -> [Int] {
    batch == 1 ? Array(values.dropFirst()) : values
  }

  private static func descriptor(_ matrix: Matrix) -> DNNLDescriptor? {
    DNNLDescriptor(
      drop(matrix.dims, matrix.dims[0]), strides: drop(matrix.strides, matrix.dims[0]))
  }

  /// Joins the axes of each part; copies the operand to row-major order where that fails.
  private static func matrix(_ view: View, _ parts: [[Int]], _ planner: Planner) -> Matrix {
    let dims = parts.map { part in part.map { view.dims[$0] }.reduce(1, *) }
    let memory = planner.pointer(view, .float32)
    let joined = parts.map { join($0, view) }
    let dense = [dims[1] * dims[2], dims[2], 1]
    if let batch = joined[0], let rows = joined[1], let columns = joined[2] {
      // An axis of extent 1 takes the stride that it has in a dense matrix.
      var strides = [batch, rows, columns]
      for axis in 0..<3 where dims[axis] == 1 { strides[axis] = 0 }
      if strides[2] <= 1, strides[1] == 0 { strides[1] = dims[2] }
      if strides[2] == 0 { strides[2] = strides[1] == 1 ? dims[1] : 1 }
      if strides[0] == 0 { strides[0] = max(dims[1] * strides[1], dims[2] * strides[2]) }
      let fits =
        (strides[1] == 1 && strides[2] >= dims[1]) || (strides[2] == 1 && strides[1] >= dims[2])
      if fits { return Matrix(dims: dims, strides: strides, memory: memory) }
    }
    let order = parts.flatMap { $0 }
    let ordered = order.map { view.dims[$0] }
    let target = planner.allocate(view.count * 4)
    let copy = StridedCopy(
      dims: ordered, to: target, toStrides: View.rowMajor(ordered), from: memory,
      fromStrides: order.map { view.strides[$0] }, byteCount: 4, planner: planner)
    return Matrix(
      dims: dims, strides: dense, memory: target, copy: copy, copyByteCount: view.count * 4)
  }

  /// The stride of the joined axes, or nil if they don't lie behind one another.
  private static func join(_ axes: [Int], _ view: View) -> Int? {
    var stride = 0
    var extent = 1
    for axis in axes.reversed() where view.dims[axis] != 1 {
      if view.strides[axis] == 0 { return nil }
      if extent == 1 {
        stride = view.strides[axis]
      } else if view.strides[axis] != stride * extent {
        return nil
      }
      extent *= view.dims[axis]
    }
    return stride
  }
}
