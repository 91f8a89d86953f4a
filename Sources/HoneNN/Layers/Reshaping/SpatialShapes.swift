internal import HoneCore
internal import HoneGraph

/// What layers do to the spatial axes of `[N, spatial…, C]`.
extension Tensor {
  /// The elements without the edges; records an error if none would be left.
  func cropped(_ edges: [EdgePadding]) -> Tensor {
    let cut = edges.map { $0.low + $0.high }
    guard shape.dimensions.indices.allSatisfy({ cut[$0] == 0 || cut[$0] < shape[$0] }) else {
      return fail(
        "cropping", wanted: "known extents of more places than are cut",
        received: "\(cut.dropFirst().dropLast()) cut of \(shape)")
    }
    return shape.dimensions.indices.reduce(self) { x, axis in
      cut[axis] == 0
        ? x : x.sliced(edges[axis].low..<shape[axis] - edges[axis].high, axis: axis)
    }
  }

  /// The factors by which spatial axes grow; nil, with an error recorded, if they make no sense.
  func upSampling(by size: Sizes, axes: Int, _ layer: String) -> [Int]? {
    guard hasSpatialAxes(axes, layer) else { return nil }
    guard let factors = size.resolved(axes), factors.allSatisfy({ $0 >= 1 }),
      shape.dimensions.dropFirst().allSatisfy({ $0 >= 0 })
    else {
      _ = fail(
        layer, wanted: "a size ≥ 1 for each of \(axes) axes, and known extents",
        received: "size \(size.values) and \(shape)")
      return nil
    }
    return factors
  }

  /// Each place repeated along the spatial axes.
  func repeated(_ factors: [Int]) -> Tensor {
    var apart = [shape[0]]
    var wide = [shape[0]]
    var merged = [shape[0]]
    for (extent, factor) in zip(shape.dimensions.dropFirst(), factors) {
      apart += [extent, 1]
      wide += [extent, factor]
      merged.append(extent * factor)
    }
    let channels = shape[-1]
    return reshaped(to: apart + [channels]).broadcast(to: Shape(wide + [channels]))
      .reshaped(to: merged + [channels])
  }

  /// The product over an axis with the last axis of a matrix, whose first axis comes last.
  func contracted(_ axis: Int, with matrix: Tensor) -> Tensor {
    .apply(.dotGeneral(DotDimensions(lhsContracting: [axis], rhsContracting: [1])), self, matrix)
  }
}
