/// An approximation of the distribution of numbers that come in chunks: values with weights, at
/// most about `1 / epsilon` of them.
///
/// Keras's algorithm: a chunk's sorted values, thinned to equal steps, are merged with what is known
/// and thinned again by interpolating the cumulated weights.
struct QuantileSummary {
  private(set) var values: [Float] = []
  private var weights: [Float] = []
  let epsilon: Double

  init(epsilon: Double) { self.epsilon = epsilon }

  /// Takes a chunk of numbers.
  mutating func add(_ chunk: [Float]) {
    guard !chunk.isEmpty else { return }
    let sorted = chunk.sorted()
    let step = max(Double(sorted.count) * epsilon, 1)
    var merged = zip(values, weights).map { ($0, $1) }
    for index in stride(from: Int(step - 1), to: sorted.count, by: Int(step)) {
      merged.append((sorted[index], Float(step)))
    }
    merged.sort { $0.0 < $1.0 }
    (values, weights) = (merged.map(\.0), merged.map(\.1))
    compress(epsilon)
  }

  /// The boundaries between `bins` bins of equal weight.
  func boundaries(bins: Int) -> [Float] {
    var copy = self
    copy.compress(1 / Double(bins))
    return Array(copy.values.dropLast())
  }

  private mutating func compress(_ epsilon: Double) {
    guard Double(values.count) * epsilon >= 1 else { return }
    var total: Float = 0
    let cumulated = weights.map { weight in
      total += weight
      return total
    }
    let shares = cumulated.map { Double($0 / total) }
    let count = Int((1 / epsilon).rounded(.up))
    let percents = (0..<count).map { epsilon + Double($0) * epsilon }
    let bins = percents.map { interpolate($0, shares, values) }
    let sums = percents.map { interpolate($0, shares, cumulated) }
    values = bins.map { Float($0) }
    weights = sums.indices.map { Float(sums[$0] - ($0 > 0 ? sums[$0 - 1] : 0)) }
  }

  /// The piecewise linear function through points of rising `x`, constant beyond them.
  private func interpolate(_ at: Double, _ x: [Double], _ y: [Float]) -> Double {
    var low = 0
    var high = x.count
    while low < high {
      let middle = (low + high) / 2
      if x[middle] <= at { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return Double(y[0]) }
    guard low < x.count else { return Double(y[x.count - 1]) }
    let slope = (Double(y[low]) - Double(y[low - 1])) / (x[low] - x[low - 1])
    return slope * (at - x[low - 1]) + Double(y[low - 1])
  }
}
