internal import HoneCore

/// The offsets `start + Σ index · stride` of all indices within `extents`, in row-major order.
///
/// Nearly every operation that moves or gathers elements is a choice of extents and strides: a
/// transposition permutes the strides, a broadcast has strides of 0, a slice starts further on.
func offsets(_ extents: [Int], strides: [Int], start: Int = 0) -> [Int] {
  var result = [start]
  for (extent, stride) in zip(extents, strides) {
    result = result.flatMap { base in (0..<extent).map { base + $0 * stride } }
  }
  return result
}

/// The offsets in a tensor of `shape` of all indices along `axes`, the other indices being 0.
func offsets(of axes: [Int], in shape: Shape) -> [Int] {
  let strides = shape.strides
  return offsets(axes.map { shape.dimensions[$0] }, strides: axes.map { strides[$0] })
}

/// The axes of a shape other than `axes`.
func axes(of shape: Shape, without axes: [Int]) -> [Int] {
  (0..<shape.rank).filter { !axes.contains($0) }
}
