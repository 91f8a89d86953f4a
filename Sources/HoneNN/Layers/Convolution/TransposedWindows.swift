internal import HoneCore
internal import HoneGraph

extension ImageWindows {
  /// The spatial extents of what a transposed convolution makes of images of the given shape.
  ///
  /// Sets the padding with which a convolution of the outputs gives the inputs.
  mutating func transpose(_ shape: Shape, padding rule: Padding) -> [Int] {
    size.indices.map { axis in
      let (extent, stride) = (shape[axis + 1], strides[axis])
      let reach = (size[axis] - 1) * dilation[axis] + 1
      guard rule == .same else { return (extent - 1) * stride + max(reach, stride) }
      padding[axis] = rule.edges(
        size: extent * stride, window: size[axis], stride: stride, dilation: dilation[axis])
      return extent * stride
    }
  }
}
