internal import CHoneKernels
internal import HoneCore
internal import HoneGraph

/// A prepared strided copy.
struct StridedCopy {
  private let rank: Int32
  /// Extents, target strides, source strides.
  private let numbers: UnsafeMutablePointer<Int64>
  private let target: UnsafeMutableRawPointer
  private let source: UnsafeRawPointer
  private let byteCount: Int32

  init(
    dims: [Int], to target: UnsafeMutableRawPointer, toStrides: [Int],
    from source: UnsafeRawPointer, fromStrides: [Int], byteCount: Int, planner: Planner
  ) {
    let count = dims.count
    numbers = planner.allocate(max(count * 3 * 8, 8)).bindMemory(
      to: Int64.self, capacity: max(count * 3, 1))
    for (index, number) in (dims + toStrides + fromStrides).enumerated() {
      numbers[index] = Int64(number)
    }
    rank = Int32(count)
    self.target = target
    self.source = source
    self.byteCount = Int32(byteCount)
  }

  func run() {
    let count = Int(rank)
    hone_copy(rank, numbers, target, numbers + count, source, numbers + 2 * count, byteCount)
  }
}

/// Steps that move elements.
enum CopyStep {
  /// Makes a view dense.
  static func make(from view: View, to value: ValueID, dtype: DType, planner: Planner) -> Step {
    let copy = StridedCopy(
      dims: view.dims, to: planner.pointer(value), toStrides: View.rowMajor(view.dims),
      from: planner.pointer(view, dtype), fromStrides: view.strides, byteCount: dtype.byteCount,
      planner: planner)
    return Step(label: "copy \(planner.graph.nodes[value.node].op.name) \(view.dims)") {
      copy.run()
      return 0
    }
  }

  static func pad(
    _ index: Int, _ low: [Int], _ interior: [Int], _ value: Double, planner: Planner
  ) -> Step? {
    let node = planner.graph.nodes[index]
    let type = node.types[0]
    let target = planner.pointer(ValueID(node: index))
    let view = planner.view(node.inputs[0])
    let filling = planner.allocate(8)
    filling.store(value, as: type.dtype)
    let strides = type.shape.strides
    let start = low.indices.reduce(0) { $0 + low[$1] * strides[$1] }
    let copy = StridedCopy(
      dims: view.dims, to: target + start * type.dtype.byteCount,
      toStrides: strides.indices.map { strides[$0] * (interior[$0] + 1) },
      from: planner.pointer(view, type.dtype), fromStrides: view.strides,
      byteCount: type.dtype.byteCount, planner: planner)
    let (count, bytes) = (Int64(type.shape.count), Int32(type.dtype.byteCount))
    return Step(label: "pad \(type)") {
      hone_fill(target, count, filling, bytes)
      copy.run()
      return 0
    }
  }

  static func concatenate(_ index: Int, _ axis: Int, planner: Planner) -> Step? {
    let node = planner.graph.nodes[index]
    let type = node.types[0]
    let strides = type.shape.strides
    var start = 0
    let copies = node.inputs.map { input in
      let view = planner.view(input)
      defer { start += view.dims[axis] }
      return StridedCopy(
        dims: view.dims,
        to: planner.pointer(ValueID(node: index)) + start * strides[axis] * type.dtype.byteCount,
        toStrides: strides, from: planner.pointer(view, type.dtype), fromStrides: view.strides,
        byteCount: type.dtype.byteCount, planner: planner)
    }
    return Step(label: "concatenate \(type)") {
      for copy in copies { copy.run() }
      return 0
    }
  }
}
