internal import HoneCore
internal import HoneGraph

/// How targets are brought into the form that losses and metrics compute with.
extension Tensor {
  /// Class indices as int32, of the prediction's shape without its last axis. A last axis of
  /// extent 1 is dropped, as in Keras.
  func classIndices(for prediction: Tensor, of operation: String) -> Tensor {
    let wanted = Shape(Array(prediction.shape.dimensions.dropLast()))
    let isColumn = rank == prediction.rank && shape[-1] == 1
    let labels = isColumn ? reshaped(to: Array(shape.dimensions.dropLast())) : self
    guard prediction.rank >= 1, labels.shape.isCompatible(with: wanted) else {
      return prediction.fail(
        operation, wanted: "class indices of shape \(wanted) for predictions \(prediction.shape)",
        received: "\(shape)",
        help: shape == prediction.shape
          ? "one-hot targets want categoricalCrossentropy or categoricalAccuracy"
          : "pass one index for each prediction")
    }
    return labels.converted(to: .int32)
  }

  /// The targets in the prediction's shape and type; a missing or superfluous last axis of extent
  /// 1 is mended, as in Keras.
  func aligned(with prediction: Tensor, of operation: String) -> Tensor {
    var target = self
    if rank + 1 == prediction.rank, prediction.shape[-1] == 1 {
      target = expandingDimension(at: -1)
    } else if rank == prediction.rank + 1, shape[-1] == 1 {
      target = reshaped(to: Array(shape.dimensions.dropLast()))
    }
    guard target.shape.isCompatible(with: prediction.shape) else {
      return prediction.fail(
        operation, wanted: "targets of the predictions' shape \(prediction.shape)",
        received: "\(shape)",
        help: rank + 1 == prediction.rank
          ? "class indices want sparseCategoricalCrossentropy or sparseCategoricalAccuracy" : nil)
    }
    return target.converted(to: prediction.dtype)
  }

  /// Whether the index along a new last axis is the element: bool.
  func isIndex(depth: Int) -> Tensor {
    let index = Tensor.apply(.iota(shape: [depth], axis: 0, dtype: dtype), [])[0]
    return expandingDimension(at: -1) .== index
  }

  /// The mean of each sample: over all axes but the first.
  var samplewise: Tensor { rank <= 1 ? self : mean(axes: Array(1..<rank)) }

  /// Probabilities held in 1e-7 … 1 − 1e-7, so that their logarithms are finite.
  var clippedProbability: Tensor { minimum(maximum(self, 1e-7), 1 - 1e-7) }
}
