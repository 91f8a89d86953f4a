internal import HoneCore

/// How many numbers lie where: buckets of one width from the least to the greatest.
///
/// As TensorFlow's `tf.summary.histogram` makes them, 30 unless told; where all numbers are the same,
/// the last bucket holds them. Numbers that aren't finite are left out.
struct HistogramBuckets: Hashable {
  /// The left edges, and the right edge of the last.
  let edges: [Double]
  /// How many numbers each bucket holds.
  let counts: [Int]

  init(_ values: [Double], count: Int = 30) {
    let finite = values.filter(\.isFinite)
    var counts = [Int](repeating: 0, count: count)
    guard let least = finite.min(), let greatest = finite.max() else {
      self.counts = counts
      edges = [Double](repeating: 0, count: count + 1)
      return
    }
    guard least < greatest else {
      counts[count - 1] = finite.count
      self.counts = counts
      edges = [Double](repeating: least, count: count + 1)
      return
    }
    let places = Double(count)
    // Where the range overflows, its ends are divided before they are subtracted.
    let range = greatest - least
    let width = range.isFinite ? range / places : greatest / places - least / places
    for value in finite {
      let bucket = range.isFinite ? (value - least) / width : value / width - least / width
      counts[bucket < places ? Int(bucket) : count - 1] += 1
    }
    self.counts = counts
    let starts = (0..<count).map { index in
      let share = Double(index) / places
      return range.isFinite
        ? least + Double(index) * width : least * (1 - share) + greatest * share
    }
    edges = starts + [greatest]
  }

  /// A row of left edge, right edge and count for each bucket.
  var rows: [Double] {
    counts.indices.flatMap { [edges[$0], edges[$0 + 1], Double(counts[$0])] }
  }
}
