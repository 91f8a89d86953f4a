internal import HoneCore

/// The places of the first largest element of each window, as indices into the flattened images.
///
/// Only second derivatives of maximum pooling need them. Each offset within the window is a strided
/// slice of the padded images; the slices are compared in turn.
enum MaxPoolPlaces {
  static func places(in images: Tensor, _ d: WindowDimensions) -> Tensor {
    let count = images.shape.count
    let index = Tensor.apply(.iota(shape: [count], axis: 0, dtype: .int32), [])[0]
      .reshaped(to: images.shape.dimensions)
    let edges = [EdgePadding()] + d.padding + [EdgePadding()]
    let paddedImages = images.padded(edges, value: -Double.infinity)
    let paddedIndex = index.padded(edges)
    let outputs = d.window.indices.map { axis in
      (paddedImages.shape[axis + 1] - d.window[axis]) / d.strides[axis] + 1
    }
    var best: (value: Tensor, place: Tensor)?
    for offset in offsets(d.window) {
      let value = window(paddedImages, offset, outputs, d)
      let place = window(paddedIndex, offset, outputs, d)
      guard let previous = best else {
        best = (value, place)
        continue
      }
      let isLarger = value .> previous.value
      best = (
        select(isLarger, value, previous.value), select(isLarger, place, previous.place)
      )
    }
    return best?.place ?? index
  }

  /// All offsets within a window, in row-major order.
  private static func offsets(_ window: [Int]) -> [[Int]] {
    window.reduce([[]]) { prefixes, extent in
      prefixes.flatMap { prefix in (0..<extent).map { prefix + [$0] } }
    }
  }

  private static func window(
    _ padded: Tensor, _ offset: [Int], _ outputs: [Int], _ d: WindowDimensions
  ) -> Tensor {
    let spatial = offset.indices
    return .apply(
      .slice(
        starts: [0] + offset + [0],
        limits: [padded.shape[0]]
          + spatial.map { offset[$0] + (outputs[$0] - 1) * d.strides[$0] + 1 }
          + [padded.shape[-1]],
        strides: [1] + d.strides + [1]), padded)
  }
}
