/// A call of a batch normalization, for passes that set its running statistics.
package struct NormalizationCall {
  /// The layer's path.
  package var path: String
  /// What it normalizes.
  package var input: Tensor
  /// The channel axis.
  package var axis: Int
  /// Whether the running variance is Σ(x−μ)²/(n−1).
  package var isUnbiased: Bool

  package init(path: String, input: Tensor, axis: Int, isUnbiased: Bool) {
    self.path = path
    self.input = input
    self.axis = axis
    self.isUnbiased = isUnbiased
  }
}
