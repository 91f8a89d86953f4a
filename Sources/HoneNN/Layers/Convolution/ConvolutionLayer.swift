public import HoneCore
public import HoneGraph

/// A convolution of any form: ``Conv2D``, ``Conv1DTranspose``, ``SeparableConv2D`` and so on.
///
/// What is chosen reads as the layer's own: `layer.filters` is `layer.options.filters`.
@dynamicMemberLookup
public protocol ConvolutionLayer: Layer, Configurable {
  /// Over how many axes it goes, and what its kernels join.
  static var form: ConvolutionForm { get }

  /// What is chosen about it.
  var options: ConvolutionOptions { get set }

  /// Creates a layer with the given options.
  init(_ options: ConvolutionOptions, name: String?, trainable: Bool)
}

extension ConvolutionLayer {
  /// What is chosen about the layer, by its name among the options.
  public subscript<Value>(
    dynamicMember path: WritableKeyPath<ConvolutionOptions, Value>
  ) -> Value {
    get { options[keyPath: path] }
    set { options[keyPath: path] = newValue }
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try ConvolutionOptions(fields, Self.form), name: try fields.optionalString("name"),
      trainable: try fields.bool("trainable"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.with(options.fields(Self.form))
  }

  public var activityRegularizer: (any Regularizer)? { options.activityRegularizer }

  static func convolutionSchema(
    _ name: String, summary: String, formula: String, techniques: [Int] = []
  ) -> Schema {
    Schema(
      .layer, name, summary: summary, formula: formula, techniques: techniques,
      kerasName: "keras.layers.\(name)", fields: form.fields)
  }

  public func forward(_ x: Tensor) -> Tensor {
    // A transposed convolution's padding is that of its output.
    let padding = Self.form.kind == .transposed ? .valid : options.padding.symmetric
    guard
      let windows = ImageWindows(
        over: x, axes: Self.form.axes, layer: Self.schema.name,
        size: ("kernelSize", options.kernelSize), strides: options.strides,
        dilation: options.dilationRate, padding: padding)
    else { return [x].poison }
    switch Self.form.kind {
    case .plain: return plain(x, windows)
    case .transposed: return transposed(x, windows)
    case .depthwise: return depthwise(x, windows)
    case .separable: return separable(x, windows)
    }
  }

  private func plain(_ x: Tensor, _ windows: ImageWindows) -> Tensor {
    var windows = windows
    guard
      let channels = x.channelsPerGroup(
        Self.schema.name, filters: options.filters, groups: options.groups)
    else { return [x].poison }
    if options.padding == .causal {
      windows.padding = windows.size.indices.map {
        EdgePadding(low: (windows.size[$0] - 1) * windows.dilation[$0])
      }
    }
    let kernel = x.weight(
      "kernel", shape: Shape(windows.size + [channels, options.filters]), options.kernel)
    let y = Tensor.apply(.convolution(windows.convolution(groups: options.groups)), x, kernel)
    return finished(y, channels: options.filters, at: x)
  }

  private func transposed(_ x: Tensor, _ windows: ImageWindows) -> Tensor {
    guard options.filters >= 1, x.shape.dimensions.dropFirst().allSatisfy({ $0 >= 1 }) else {
      return x.fail(
        Self.schema.name, wanted: "filters ≥ 1 and an input of known extents and channels",
        received: "filters \(options.filters) and \(x.shape)")
    }
    var windows = windows
    guard
      let sizes = windows.transpose(
        x.shape, padding: options.padding.symmetric, outputPadding: options.outputPadding)
    else {
      return x.fail(
        Self.schema.name,
        wanted: "an outputPadding from 0 to below the stride for each axis, and at least 1 where "
          + "the padding is same and the kernel even",
        received: "\(options.outputPadding?.values ?? []) for strides \(options.strides.values)")
    }
    let kernel = x.weight(
      "kernel", shape: Shape(windows.size + [options.filters, x.shape[-1]]), options.kernel)
    let y = Tensor.apply(
      .convolutionBackwardInput(
        windows.convolution(), inputShape: Shape([x.shape[0]] + sizes + [options.filters])),
      x, kernel)
    return finished(y, channels: options.filters, at: x)
  }

  private func depthwise(_ x: Tensor, _ windows: ImageWindows) -> Tensor {
    guard let y = x.depthwiseConvolution(Self.schema.name, windows, options, weight: "kernel")
    else { return [x].poison }
    return finished(y, channels: x.shape[-1] * options.depthMultiplier, at: x)
  }

  private func separable(_ x: Tensor, _ windows: ImageWindows) -> Tensor {
    guard options.filters >= 1 else {
      return x.fail(
        Self.schema.name, wanted: "filters ≥ 1", received: "filters \(options.filters)")
    }
    guard
      let deep = x.depthwiseConvolution(
        Self.schema.name, windows, options, weight: "depthwise_kernel")
    else { return [x].poison }
    let channels = x.shape[-1] * options.depthMultiplier
    let ones = [Int](repeating: 1, count: Self.form.axes)
    let kernel = x.weight(
      "pointwise_kernel", shape: Shape(ones + [channels, options.filters]), options.pointwise)
    let y = matmul(deep, kernel.reshaped(to: [channels, options.filters]))
    return finished(y, channels: options.filters, at: x)
  }

  /// The output of the kernels with bias and activation.
  private func finished(_ y: Tensor, channels: Int, at x: Tensor) -> Tensor {
    let biased = options.useBias ? y + x.weight("bias", shape: [channels], options.bias) : y
    return options.activation.map { $0(biased) } ?? biased
  }
}
