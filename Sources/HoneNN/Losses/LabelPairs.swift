internal import HoneCore
internal import HoneGraph

/// Which samples of a batch have the same label.
struct LabelPairs {
  /// 1 where two samples have one label, `[N, N]`.
  let isSame: Tensor
  /// The same without the pairs of a sample with itself.
  let isPositive: Tensor

  /// - Returns: nil if embeddings aren't `[N, D]` with a label for each; the trace has the error.
  init?(_ embeddings: Tensor, _ target: Tensor, of operation: String) {
    let count = embeddings.shape[0]
    guard embeddings.rank == 2, target.shape.count == count else {
      _ = embeddings.fail(
        operation, wanted: "embeddings [N, D] and a label for each",
        received: "\(embeddings.shape) and \(target.shape)",
        help: "end the model with Dense(D), and give whole numbers as labels")
      return nil
    }
    let labels = target.converted(to: .int32)
    let same = labels.reshaped(to: [count, 1]) .== labels.reshaped(to: [1, count])
    isSame = same.converted(to: embeddings.dtype)
    let index = Tensor.apply(.iota(shape: [count], axis: 0, dtype: .int32), [])[0]
    let isOther = index.reshaped(to: [count, 1]) .!= index
    isPositive = isSame * isOther.converted(to: embeddings.dtype)
  }

  /// ‖a − b‖² for all pairs, `[N, N]`; exactly 0 for a sample with itself.
  func squaredDistances(_ x: Tensor) -> Tensor {
    let (count, width) = (x.shape[0], x.shape[1])
    let difference = x.reshaped(to: [count, 1, width]) - x.reshaped(to: [1, count, width])
    return square(difference).sum(axes: [2])
  }
}

extension Tensor {
  /// A tensor that stands for a failed computation in this one's trace.
  var poisoned: Tensor { [self].poison }
}
