internal import HoneCore

extension Inference {
  static func dot(
    _ d: DotDimensions, _ lhs: TensorType, _ rhs: TensorType
  ) throws(InferenceFailure) -> TensorType {
    try requireSameType([lhs, rhs])
    try requireFloat(lhs)
    _ = try removing(d.lhsBatch + d.lhsContracting, from: lhs.shape)
    _ = try removing(d.rhsBatch + d.rhsContracting, from: rhs.shape)
    let pairs = zip(d.lhsBatch + d.lhsContracting, d.rhsBatch + d.rhsContracting)
    guard d.lhsBatch.count == d.rhsBatch.count, d.lhsContracting.count == d.rhsContracting.count
    else {
      throw InferenceFailure(wanted: "as many axes on both sides", received: "\(d)")
    }
    for (a, b) in pairs {
      let (x, y) = (lhs.shape.dimensions[a], rhs.shape.dimensions[b])
      guard x == y || x < 0 || y < 0 else {
        throw InferenceFailure(
          wanted: "equal extents of axis \(a) of \(lhs.shape) and axis \(b) of \(rhs.shape)",
          received: "\(x) and \(y)")
      }
    }
    let batch = d.lhsBatch.map { lhs.shape.dimensions[$0] }
    let left = d.lhsFree(rank: lhs.shape.rank).map { lhs.shape.dimensions[$0] }
    let right = d.rhsFree(rank: rhs.shape.rank).map { rhs.shape.dimensions[$0] }
    return TensorType(lhs.dtype, Shape(batch + left + right))
  }

  static func convolution(_ op: Op, _ inputs: [TensorType]) throws(InferenceFailure) -> TensorType {
    try requireSameType(inputs)
    try requireFloat(inputs[0])
    let dtype = inputs[0].dtype
    switch op {
    case .convolution(let d):
      return TensorType(dtype, try convolved(d, inputs[0].shape, inputs[1].shape))
    case .convolutionBackwardInput(let d, let inputShape):
      try checkGradient(try convolved(d, inputShape, inputs[1].shape), inputs[0].shape)
      return TensorType(dtype, inputShape)
    case .convolutionBackwardKernel(let d, let kernelShape):
      try checkGradient(try convolved(d, inputs[0].shape, kernelShape), inputs[1].shape)
      return TensorType(dtype, kernelShape)
    default: return inputs[0]
    }
  }

  private static func convolved(
    _ d: ConvolutionDimensions, _ images: Shape, _ kernel: Shape
  ) throws(InferenceFailure) -> Shape {
    let spatial = d.strides.count
    guard images.rank == spatial + 2, kernel.rank == spatial + 2, d.padding.count == spatial,
      d.dilation.count == spatial
    else {
      throw InferenceFailure(
        wanted: "images and kernel of rank \(spatial + 2)", received: "\(images) and \(kernel)",
        help: spatial == 2 ? "images are [N, H, W, C]" : nil)
    }
    guard (d.strides + d.dilation + [d.groups]).allSatisfy({ $0 >= 1 }),
      d.padding.allSatisfy({ $0.low >= 0 && $0.high >= 0 })
    else {
      throw InferenceFailure(
        wanted: "strides, dilation and groups of 1 or more, padding of 0 or more", received: "\(d)")
    }
    let (channels, perGroup, filters) = (images[-1], kernel[-2], kernel[-1])
    guard channels < 0 || channels == perGroup * d.groups, filters % d.groups == 0 else {
      throw InferenceFailure(
        wanted: "\(perGroup * d.groups) input channels and filters divisible by \(d.groups) groups",
        received: "\(channels) channels, \(filters) filters")
    }
    var result = [images[0]]
    for axis in 0..<spatial {
      let reach = (kernel.dimensions[axis] - 1) * d.dilation[axis] + 1
      result.append(
        try windows(
          images.dimensions[axis + 1], reach, d.strides[axis], d.padding[axis], images))
    }
    return Shape(result + [filters])
  }

  private static func windows(
    _ size: Int, _ reach: Int, _ stride: Int, _ padding: EdgePadding, _ shape: Shape
  ) throws(InferenceFailure) -> Int {
    if size < 0 { return size }
    let padded = size + padding.low + padding.high
    guard reach >= 1, padded >= reach else {
      throw InferenceFailure(
        wanted: "a window of at most \(padded) elements", received: "\(reach) on images \(shape)",
        help: "use padding: .same, a smaller window, or less pooling before")
    }
    return (padded - reach) / stride + 1
  }

  private static func checkGradient(_ wanted: Shape, _ received: Shape) throws(InferenceFailure) {
    guard wanted.isCompatible(with: received) else {
      throw InferenceFailure(wanted: "a gradient of shape \(wanted)", received: "\(received)")
    }
  }

  static func pooling(_ op: Op, _ inputs: [TensorType]) throws(InferenceFailure) -> TensorType {
    try requireSameType(inputs)
    try requireFloat(inputs[0])
    let type = inputs[0]
    switch op {
    case .pool(_, let d): return TensorType(type.dtype, try pooled(d, type.shape))
    case .maxPoolBackward(let d):
      try checkGradient(try pooled(d, type.shape), inputs[1].shape)
      return type
    case .averagePoolBackward(let d, let inputShape):
      try checkGradient(try pooled(d, inputShape), type.shape)
      return TensorType(type.dtype, inputShape)
    default: return type
    }
  }

  private static func pooled(_ d: WindowDimensions, _ shape: Shape) throws(InferenceFailure)
    -> Shape
  {
    let spatial = d.window.count
    guard shape.rank == spatial + 2, d.strides.count == spatial, d.padding.count == spatial else {
      throw InferenceFailure(
        wanted: "images of rank \(spatial + 2)", received: "\(shape)",
        help: spatial == 2 ? "images are [N, H, W, C]" : nil)
    }
    guard (d.window + d.strides).allSatisfy({ $0 >= 1 }),
      zip(d.padding, d.window).allSatisfy({
        $0.low >= 0 && $0.high >= 0 && $0.low < $1 && $0.high < $1
      })
    else {
      throw InferenceFailure(
        wanted: "a window and strides of 1 or more, and padding less than the window",
        received: "\(d)")
    }
    var result = [shape[0]]
    for axis in 0..<spatial {
      result.append(
        try windows(
          shape.dimensions[axis + 1], d.window[axis], d.strides[axis], d.padding[axis], shape))
    }
    return Shape(result + [shape[-1]])
  }

  static func batchNorm(_ op: Op, _ inputs: [TensorType]) throws(InferenceFailure) -> [TensorType] {
    try requireSameType(inputs)
    try requireFloat(inputs[0])
    let type = inputs[0]
    let (axis, last): (Int, Int)
    switch op {
    case .batchNormTraining(let a, _): (axis, last) = (a, 3)
    case .batchNormInference(let a, _): (axis, last) = (a, 5)
    case .batchNormGradient(let a, _): (axis, last) = (a, 4)
    default: return []
    }
    let vector = Shape([try axisChecked(axis, type.shape).dimensions[axis]])
    for operand in inputs[1..<last] where !operand.shape.isCompatible(with: vector) {
      throw InferenceFailure(
        wanted: "statistics and factors of shape \(vector)", received: "\(operand.shape)")
    }
    let statistics = TensorType(type.dtype, vector)
    switch op {
    case .batchNormTraining: return [type, statistics, statistics]
    case .batchNormInference: return [type]
    default:
      try checkGradient(type.shape, inputs[4].shape)
      return [type, statistics, statistics]
    }
  }

  static func layerNorm(
    _ op: Op, _ axis: Int, _ inputs: [TensorType]
  ) throws(InferenceFailure) -> [TensorType] {
    try requireSameType(inputs)
    try requireFloat(inputs[0])
    let type = inputs[0]
    let dimensions = try axisChecked(axis, type.shape).dimensions
    let factors = TensorType(type.dtype, Shape(Array(dimensions[axis...])))
    let statistics = TensorType(type.dtype, Shape(Array(dimensions[..<axis])))
    let isGradient = inputs.count == 5
    let wanted = isGradient ? [factors, statistics, statistics, type] : [factors, factors]
    for (operand, wanted) in zip(inputs.dropFirst(), wanted)
    where !operand.shape.isCompatible(with: wanted.shape) {
      throw InferenceFailure(
        wanted: "factors of shape \(factors.shape)"
          + (isGradient ? ", statistics \(statistics.shape), a gradient \(type.shape)" : ""),
        received: "\(operand.shape)")
    }
    return isGradient ? [type, factors, factors] : [type, statistics, statistics]
  }
}
