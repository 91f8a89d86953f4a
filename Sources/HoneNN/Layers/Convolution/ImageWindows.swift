internal import HoneCore
internal import HoneGraph

/// Windows that slide over images or sequences, checked: what convolutions and poolings share.
struct ImageWindows {
  /// Extents, steps between windows, steps within a window: one for each spatial axis.
  var size: [Int], strides: [Int], dilation: [Int]
  /// Places around the images.
  var padding: [EdgePadding]

  /// Fits windows to images `[N, H, W, C]`, to sequences `[N, T, C]` if there is one axis, or to
  /// volumes `[N, D, H, W, C]` if there are three.
  ///
  /// Nil, with an error recorded at the current layer, if the input or the sizes make no sense. A
  /// window larger than the padded image is left to shape inference.
  init?(
    over x: Tensor, axes: Int = 2, layer: String, size: (key: String, value: Sizes),
    strides: Sizes, dilation: Sizes = 1, padding: Padding
  ) {
    guard x.hasSpatialAxes(axes, layer) else { return nil }
    let wanted =
      switch axes {
      case 1: "≥ 1"
      case 2: "as one number or [height, width], each ≥ 1"
      default: "as one number or [depth, height, width], each ≥ 1"
      }
    let given = [size, ("strides", strides), ("dilationRate", dilation)]
    for (key, sizes) in given where sizes.resolved(axes)?.allSatisfy({ $0 >= 1 }) != true {
      _ = x.fail(layer, wanted: "\(key) \(wanted)", received: "\(sizes.values)")
      return nil
    }
    self.size = size.value.resolved(axes) ?? []
    self.strides = strides.resolved(axes) ?? []
    self.dilation = dilation.resolved(axes) ?? []
    self.padding = []
    for axis in 0..<axes {
      self.padding.append(
        padding.edges(
          size: x.shape[axis + 1], window: self.size[axis], stride: self.strides[axis],
          dilation: self.dilation[axis]))
    }
  }

  /// The windows as a convolution's attributes.
  func convolution(groups: Int = 1) -> ConvolutionDimensions {
    ConvolutionDimensions(strides: strides, padding: padding, dilation: dilation, groups: groups)
  }
}

extension Tensor {
  /// Whether this is a batch of sequences (one axis), images (two) or volumes (three); records an
  /// error if not.
  func hasSpatialAxes(_ axes: Int, _ layer: String) -> Bool {
    guard rank != axes + 2 else { return true }
    let help =
      switch (axes, rank) {
      case (2, 3): "images without a channel axis get one from Reshape([height, width, 1])"
      case (1, 2): "sequences without a channel axis get one from Reshape([length, 1])"
      case (1, 4), (3, 4):
        "\(layer.replacing("\(axes)D", with: "2D")) is for images"
      default: "\(layer) stands before Flatten()"
      }
    _ = fail(
      layer,
      wanted: ["sequences [N, T, C]", "images [N, H, W, C]", "volumes [N, D, H, W, C]"][axes - 1],
      received: "\(shape)", help: help)
    return false
  }
}
