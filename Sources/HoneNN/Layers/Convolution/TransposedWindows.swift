internal import HoneCore
internal import HoneGraph

extension ImageWindows {
  /// The spatial extents of what a transposed convolution makes of images of the given shape; nil
  /// if the padding behind the output makes no sense.
  ///
  /// Sets the padding with which a convolution of the outputs gives the inputs.
  mutating func transpose(
    _ shape: Shape, padding rule: Padding, outputPadding: Sizes?
  ) -> [Int]? {
    let behind = outputPadding?.resolved(size.count)
    guard outputPadding == nil || behind != nil else { return nil }
    var extents: [Int] = []
    for axis in size.indices {
      let (count, stride) = (shape[axis + 1], strides[axis])
      let reach = (size[axis] - 1) * dilation[axis] + 1
      let least = (count - 1) * stride
      let extent =
        switch (rule, behind?[axis]) {
        case (.same, nil): count * stride
        case (.same, let behind?): least + reach % 2 + behind
        case (.valid, let behind): least + (behind.map { reach + $0 } ?? max(reach, stride))
        }
      guard (0..<stride).contains(behind?[axis] ?? 0), extent > least else { return nil }
      padding[axis] = rule.edges(
        size: extent, window: size[axis], stride: stride, dilation: dilation[axis])
      extents.append(extent)
    }
    return extents
  }
}
