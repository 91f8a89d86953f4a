internal import HoneCore
internal import HoneGraph

/// What convolutions ask of channels.
extension Tensor {
  /// The channels that each filter sees; nil, with an error recorded, if filters and groups don't
  /// fit the channels.
  func channelsPerGroup(_ layer: String, filters: Int, groups: Int) -> Int? {
    let channels = shape[-1]
    let isKnown = channels >= 0
    guard filters >= 1, groups >= 1, filters % groups == 0, !isKnown || channels % groups == 0
    else {
      _ = fail(
        layer, wanted: "filters ≥ 1, and groups that divide filters and channels",
        received: "filters \(filters), groups \(groups), \(channels) channels")
      return nil
    }
    return isKnown ? channels / groups : channels
  }

  /// A convolution of each channel by itself, with `[size…, C, multiplier]` weights; nil, with an
  /// error recorded, if the sizes make no sense.
  func depthwiseConvolution(
    _ layer: String, _ windows: ImageWindows, _ options: ConvolutionOptions, weight: String
  ) -> Tensor? {
    let (channels, multiplier) = (shape[-1], options.depthMultiplier)
    guard channels >= 1, multiplier >= 1 else {
      _ = fail(
        layer, wanted: "depthMultiplier ≥ 1 and images of known channels",
        received: "depthMultiplier \(multiplier) and \(shape)")
      return nil
    }
    let kernel = self.weight(
      weight, shape: Shape(windows.size + [channels, multiplier]), options.kernel)
    return .apply(
      .convolution(windows.convolution(groups: channels)), self,
      kernel.reshaped(to: windows.size + [1, channels * multiplier]))
  }
}
