internal import HoneCore

/// The mean and the variance of numbers that come a sample at a time, in the memory of two numbers
/// a statistic.
///
/// ```text
/// δ = m_B − m_A;  m = m_A + δ·n_B/n;  M₂ = M₂_A + M₂_B + δ²·n_A·n_B/n
/// ```
///
/// Reference: T. F. Chan, G. H. Golub, R. J. LeVeque, "Updating formulae and a pairwise algorithm
/// for computing sample variances", 1979.
struct RunningMoments {
  /// How many numbers each statistic has seen.
  private(set) var count = 0.0
  private(set) var mean: [Double]
  private var squares: [Double]
  private var sums: [Double]
  private var deviations: [Double]

  init(statistics: Int) {
    mean = [Double](repeating: 0, count: statistics)
    squares = mean
    sums = mean
    deviations = mean
  }

  /// The mean of the squared distances from the mean.
  var variance: [Double] { squares.map { $0 / max(count, 1) } }

  /// Takes the numbers of one sample.
  mutating func add(_ values: UnsafeBufferPointer<Float>, _ axes: KeptAxes) {
    guard !values.isEmpty else { return }
    let own = Double(values.count / axes.count)
    for index in sums.indices { (sums[index], deviations[index]) = (0, 0) }
    sums.withUnsafeMutableBufferPointer { sums in
      axes.forEach(values.count) { sums[$1] += Double(values[$0]) }
      for index in sums.indices { sums[index] /= own }
      deviations.withUnsafeMutableBufferPointer { deviations in
        axes.forEach(values.count) { element, statistic in
          let distance = Double(values[element]) - sums[statistic]
          deviations[statistic] += distance * distance
        }
      }
    }
    let total = count + own
    for index in mean.indices {
      let distance = sums[index] - mean[index]
      mean[index] += distance * own / total
      squares[index] += deviations[index] + distance * distance * count * own / total
    }
    count = total
  }
}
