/// Mean and variance of channels over parts that come one after another, in Double.
///
/// Parts are merged by their means and sums of squared deviations, so that nothing cancels, however
/// far the mean is from zero.
///
/// Reference: Chan, Golub and LeVeque, "Updating formulae and a pairwise algorithm for computing
/// sample variances", 1979.
struct PopulationMoments {
  /// The number of elements of a channel.
  private(set) var count = 0.0
  /// The mean of each channel.
  private(set) var mean: [Double] = []
  /// Σ(x−μ)² of each channel.
  private var squares: [Double] = []

  /// Adds a part by its mean, its biased variance and the number of its elements.
  mutating func add(mean: [Double], variance: [Double], count: Double) {
    guard count > 0 else { return }
    guard self.count > 0 else {
      (self.mean, self.count) = (mean, count)
      squares = variance.map { $0 * count }
      return
    }
    let total = self.count + count
    for index in mean.indices {
      let difference = mean[index] - self.mean[index]
      squares[index] +=
        variance[index] * count + difference * difference * self.count * count / total
      self.mean[index] += difference * count / total
    }
    self.count = total
  }

  /// Σ(x−μ)²/n, or Σ(x−μ)²/(n−1).
  func variance(isUnbiased: Bool) -> [Double] {
    let divisor = isUnbiased ? max(count - 1, 1) : max(count, 1)
    return squares.map { $0 / divisor }
  }
}
