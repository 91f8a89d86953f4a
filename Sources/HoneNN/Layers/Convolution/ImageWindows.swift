internal import HoneCore
internal import HoneGraph

/// Windows that slide over images, checked: what convolutions and poolings share.
struct ImageWindows {
  /// Extents, steps between windows, steps within a window: height and width.
  var size: [Int], strides: [Int], dilation: [Int]
  /// Places around the images.
  var padding: [EdgePadding]

  /// Fits windows to images `[N, H, W, C]`.
  ///
  /// Nil, with an error recorded at the current layer, if the images or the sizes make no sense. A
  /// window larger than the padded image is left to shape inference.
  init?(
    over x: Tensor, layer: String, size: (key: String, value: Sizes), strides: Sizes,
    dilation: Sizes = 1, padding: Padding
  ) {
    guard x.rank == 4 else {
      _ = x.fail(
        layer, wanted: "images [N, H, W, C]", received: "\(x.shape)",
        help: x.rank == 3
          ? "images without a channel axis get one from Reshape([height, width, 1])"
          : "\(layer) stands before Flatten()")
      return nil
    }
    let given = [size, ("strides", strides), ("dilationRate", dilation)]
    for (key, sizes) in given where sizes.resolved(2)?.allSatisfy({ $0 >= 1 }) != true {
      _ = x.fail(
        layer, wanted: "\(key) as one number or [height, width], each ≥ 1",
        received: "\(sizes.values)")
      return nil
    }
    self.size = size.value.resolved(2) ?? []
    self.strides = strides.resolved(2) ?? []
    self.dilation = dilation.resolved(2) ?? []
    self.padding = []
    for axis in 0..<2 {
      self.padding.append(
        padding.edges(
          size: x.shape[axis + 1], window: self.size[axis], stride: self.strides[axis],
          dilation: self.dilation[axis]))
    }
  }
}
