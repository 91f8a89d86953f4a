/// How numbers are spread over bins of equal width.
struct Histogram {
  /// The share of all numbers in each bin.
  let shares: [Double]
  /// The middles of the bins.
  let centers: [Double]
  let binWidth: Double

  /// Counts numbers.
  init(_ values: [Double], bins: Int, range: ClosedRange<Double>?) {
    let finite = values.filter(\.isFinite)
    let low = range?.lowerBound ?? finite.min() ?? 0
    let high = range?.upperBound ?? finite.max() ?? 1
    let count = max(bins, 1)
    let width = high > low ? (high - low) / Double(count) : 1
    var counts = [Int](repeating: 0, count: count)
    for value in finite where value >= low && value <= max(high, low) {
      counts[min(max(Int((value - low) / width), 0), count - 1)] += 1
    }
    shares = counts.map { Double($0) / Double(max(values.count, 1)) }
    centers = counts.indices.map { low + (Double($0) + 0.5) * width }
    binWidth = width
  }
}
