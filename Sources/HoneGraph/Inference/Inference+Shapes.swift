internal import HoneCore

extension Inference {
  static func reshaping(_ op: Op, _ inputs: [TensorType]) throws(InferenceFailure) -> TensorType {
    let shape = inputs[0].shape
    let dtype = inputs[0].dtype
    switch op {
    case .broadcast(let target):
      guard shape.rank <= target.rank, let common = shape.broadcast(with: target),
        common.isCompatible(with: target)
      else {
        throw InferenceFailure(wanted: "a shape that broadcasts to \(target)", received: "\(shape)")
      }
      return TensorType(dtype, target)
    case .reshape(let target): return TensorType(dtype, try reshape(shape, to: target))
    case .transpose(let permutation):
      guard permutation.sorted() == Array(0..<shape.rank) else {
        throw InferenceFailure(
          wanted: "a permutation of 0 ..< \(shape.rank)", received: "\(permutation)")
      }
      return TensorType(dtype, Shape(permutation.map { shape.dimensions[$0] }))
    case .slice(let starts, let limits, let strides):
      return TensorType(dtype, try slice(shape, starts, limits, strides))
    case .pad(let low, let high, let interior, _):
      return TensorType(dtype, try pad(shape, low, high, interior))
    case .concatenate(let axis):
      try requireSameType(inputs)
      return TensorType(dtype, try concatenate(inputs.map(\.shape), axis))
    default: return inputs[0]
    }
  }

  /// The target with at most one unknown extent computed from the element count.
  private static func reshape(_ shape: Shape, to target: Shape) throws(InferenceFailure) -> Shape {
    let unknowns = target.dimensions.filter { $0 < 0 }.count
    guard shape.isKnown else {
      return try reshapeUnknown(shape, to: target)
    }
    guard unknowns <= 1 else {
      throw InferenceFailure(wanted: "at most one extent of -1", received: "\(target)")
    }
    let known = target.dimensions.filter { $0 >= 0 }.reduce(1, *)
    let fits =
      unknowns == 0 ? known == shape.count : known > 0 ? shape.count % known == 0 : shape.count == 0
    guard fits else {
      throw InferenceFailure(
        wanted: "a shape of \(shape.count) elements", received: "\(target) from \(shape)")
    }
    return target.replacingUnknown(with: known > 0 ? shape.count / known : 0)
  }

  /// With an unknown batch in front of both shapes the rest must agree; otherwise nothing is known.
  private static func reshapeUnknown(
    _ shape: Shape, to target: Shape
  ) throws(InferenceFailure) -> Shape {
    let rest = Shape(Array(shape.dimensions.dropFirst()))
    let targetRest = Shape(Array(target.dimensions.dropFirst()))
    guard shape[0] < 0, target[0] < 0, rest.isKnown else { return target }
    if targetRest.isKnown {
      guard
        rest.count == targetRest.count
          || (targetRest.count > 0 && rest.count > 0
            && (rest.count % targetRest.count == 0 || targetRest.count % rest.count == 0))
      else {
        throw InferenceFailure(
          wanted: "\(rest.count) elements per sample",
          received: "\(targetRest.count) (\(shape) to \(target))")
      }
      return target
    }
    let known = targetRest.dimensions.filter { $0 >= 0 }.reduce(1, *)
    guard targetRest.dimensions.filter({ $0 < 0 }).count == 1, known > 0, rest.count % known == 0
    else {
      throw InferenceFailure(
        wanted: "a shape of \(rest.count) elements per sample", received: "\(targetRest)")
    }
    return Shape([Shape.unknown] + targetRest.replacingUnknown(with: rest.count / known).dimensions)
  }

  private static func slice(
    _ shape: Shape, _ starts: [Int], _ limits: [Int], _ strides: [Int]
  ) throws(InferenceFailure) -> Shape {
    guard starts.count == shape.rank, limits.count == shape.rank, strides.count == shape.rank
    else {
      throw InferenceFailure(
        wanted: "bounds for each of \(shape.rank) axes", received: "\(starts.count)")
    }
    var result: [Int] = []
    for axis in 0..<shape.rank {
      let extent = shape.dimensions[axis]
      let (start, limit, stride) = (starts[axis], limits[axis], strides[axis])
      if limit < 0, start == 0, stride == 1 {  // The whole of an unknown axis.
        result.append(extent)
        continue
      }
      guard start >= 0, stride >= 1, start <= limit, extent < 0 || limit <= extent else {
        throw InferenceFailure(
          wanted: "0 ≤ start ≤ limit ≤ \(extent) and stride ≥ 1 on axis \(axis)",
          received: "start \(start), limit \(limit), stride \(stride)")
      }
      result.append((limit - start + stride - 1) / stride)
    }
    return Shape(result)
  }

  private static func pad(
    _ shape: Shape, _ low: [Int], _ high: [Int], _ interior: [Int]
  ) throws(InferenceFailure) -> Shape {
    guard low.count == shape.rank, high.count == shape.rank, interior.count == shape.rank,
      (low + high + interior).allSatisfy({ $0 >= 0 })
    else {
      throw InferenceFailure(
        wanted: "padding of 0 or more for each of \(shape.rank) axes",
        received: "low \(low), high \(high), interior \(interior)")
    }
    return Shape(
      shape.dimensions.indices.map { axis in
        let extent = shape.dimensions[axis]
        if extent < 0 { return extent }
        return extent + low[axis] + high[axis] + max(extent - 1, 0) * interior[axis]
      })
  }

  private static func concatenate(_ shapes: [Shape], _ axis: Int) throws(InferenceFailure) -> Shape
  {
    var result = try axisChecked(axis, shapes[0])
    for shape in shapes.dropFirst() {
      var aligned = shape
      if shape.rank == result.rank { aligned.dimensions[axis] = result.dimensions[axis] }
      guard aligned.isCompatible(with: result) else {
        throw InferenceFailure(
          wanted: "shapes that differ only along axis \(axis)",
          received: shapes.map(\.description).joined(separator: ", "))
      }
      let (a, b) = (result.dimensions[axis], shape.dimensions[axis])
      result = Shape(zip(result.dimensions, aligned.dimensions).map { $0 < 0 ? $1 : $0 })
      result.dimensions[axis] = a < 0 || b < 0 ? Shape.unknown : a + b
    }
    return result
  }

  static func gather(
    _ axis: Int, _ operand: TensorType, _ indices: TensorType
  ) throws(InferenceFailure) -> TensorType {
    try requireIndices(indices)
    let shape = try axisChecked(axis, operand.shape).dimensions
    return TensorType(
      operand.dtype, Shape(shape[..<axis] + indices.shape.dimensions + shape[(axis + 1)...]))
  }

  static func scatterAdd(
    _ axis: Int, _ extent: Int, _ indices: TensorType, _ updates: TensorType
  ) throws(InferenceFailure) -> TensorType {
    try requireIndices(indices)
    let shape = updates.shape.dimensions
    let end = axis + indices.shape.rank
    guard axis >= 0, extent >= 0, end <= shape.count,
      Shape(Array(shape[axis..<end])).isCompatible(with: indices.shape)
    else {
      throw InferenceFailure(
        wanted: "updates with the axes \(indices.shape) at axis \(axis)",
        received: "\(updates.shape)")
    }
    return TensorType(updates.dtype, Shape(shape[..<axis] + [extent] + shape[end...]))
  }

  private static func requireIndices(_ type: TensorType) throws(InferenceFailure) {
    guard type.dtype == .int32 || type.dtype == .int64 else {
      throw InferenceFailure(wanted: "int32 or int64 indices", received: type.description)
    }
  }

  static func reduce(
    _ reduction: ReduceOp, _ axes: [Int], _ type: TensorType
  ) throws(InferenceFailure) -> TensorType {
    if type.dtype == .bool && (reduction == .sum || reduction == .product) {
      throw InferenceFailure(
        wanted: "numbers", received: type.description,
        help: "convert it first: x.converted(to: .float32)")
    }
    return TensorType(type.dtype, try removing(axes, from: type.shape))
  }
}
