internal import HoneCore
internal import HoneGraph

/// How a value's elements lie in the memory of another.
struct View: Hashable {
  /// The value that owns the memory.
  var base: ValueID
  /// The first element.
  var offset = 0
  var dims: [Int]
  var strides: [Int]

  /// A value's own memory, row-major.
  init(_ value: ValueID, dims: [Int]) {
    base = value
    self.dims = dims
    strides = View.rowMajor(dims)
  }

  var count: Int { dims.reduce(1, *) }

  /// Whether the elements lie one after another in row-major order.
  var isContiguous: Bool {
    var step = 1
    for axis in dims.indices.reversed() where dims[axis] != 1 {
      if strides[axis] != step { return false }
      step *= dims[axis]
    }
    return true
  }

  static func rowMajor(_ dims: [Int]) -> [Int] {
    var strides = [Int](repeating: 1, count: dims.count)
    for axis in dims.indices.dropLast().reversed() {
      strides[axis] = strides[axis + 1] * max(dims[axis + 1], 1)
    }
    return strides
  }

  /// The view without axes of extent 1.
  var squeezed: View {
    var copy = self
    let kept = dims.indices.filter { dims[$0] != 1 }
    copy.dims = kept.map { dims[$0] }
    copy.strides = kept.map { strides[$0] }
    return copy
  }

  /// The view after a shape operation, or nil if that needs a copy.
  func applying(_ op: Op, result: [Int]) -> View? {
    var view = self
    view.dims = result
    switch op {
    case .stopGradient: return self
    case .broadcast:
      let extra = result.count - dims.count
      view.strides = result.indices.map { axis in
        axis < extra || (dims[axis - extra] == 1 && result[axis] != 1) ? 0 : strides[axis - extra]
      }
      return view
    case .transpose(let permutation):
      view.strides = permutation.map { strides[$0] }
      return view
    case .slice(let starts, _, let steps):
      guard view.count > 0 else { return nil }
      view.offset += starts.indices.reduce(0) { $0 + starts[$1] * strides[$1] }
      view.strides = strides.indices.map { strides[$0] * steps[$0] }
      return view
    case .reshape:
      if isContiguous {
        view.strides = View.rowMajor(result)
        return view
      }
      // Only axes of extent 1 come and go.
      let kept = squeezed
      guard kept.dims == result.filter({ $0 != 1 }) else { return nil }
      var next = 0
      view.strides = result.map { extent in
        guard extent != 1 else { return 0 }
        defer { next += 1 }
        return kept.strides[next]
      }
      return view
    default: return nil
    }
  }
}
