package import HoneCore
package import HoneGraph

/// Predictions for the steps of sequences as one prediction for each step, and which steps count.
///
/// A step that its prediction's mask leaves out adds nothing to loss and metrics; the loss is the
/// mean over the steps that are left, as in Keras.
package struct MaskedSteps {
  /// The predictions, `[N · time, …]`.
  package let prediction: Tensor
  /// The targets, `[N · time, …]`.
  package let target: Tensor
  /// Which steps count, `[N · time]`.
  package let mask: Tensor

  /// Nil if the prediction carries no mask, or the target has other steps.
  package init?(_ prediction: Tensor, _ target: Tensor) {
    guard let mask = prediction.mask, !target.isPoisoned, mask.rank >= 1,
      mask.rank <= prediction.rank, mask.shape.isKnown,
      target.shape.dimensions.prefix(mask.rank).elementsEqual(mask.shape.dimensions)
    else { return nil }
    let rank = mask.rank
    func flat(_ tensor: Tensor) -> Tensor {
      tensor.reshaped(to: [mask.shape.count] + tensor.shape.dimensions.dropFirst(rank))
    }
    self.prediction = flat(prediction)
    self.target = flat(target)
    self.mask = flat(mask)
  }

  /// 1 for the steps that count, else 0, times the weights of the samples; for a mean over all that
  /// is to be the mean over the steps that count, more by the share that is left out.
  package func weights(samples: Tensor?, dtype: DType, isMean: Bool = true) -> Tensor {
    let ones = mask.converted(to: dtype)
    let counts = isMean ? ones * (Double(mask.shape.count) / maximum(ones.sum(), 1)) : ones
    guard let samples else { return counts }
    let steps = mask.shape.count / max(samples.shape.count, 1)
    let column = samples.converted(to: dtype).reshaped(to: [samples.shape.count, 1])
      .broadcast(to: [samples.shape.count, steps])
    return counts * column.reshaped(to: [mask.shape.count])
  }
}
