internal import HoneCore
internal import HoneGraph

/// Counts of probabilities between evenly spaced thresholds, by what was wanted: all that curves
/// over thresholds need, whatever the batches are.
///
/// The thresholds are i / (count − 1). Bucket 0 holds probabilities of 0, bucket i those above
/// threshold i − 1 up to threshold i.
struct ThresholdHistogram: Hashable, Sendable {
  /// The number of thresholds, from 0 to 1.
  var count: Int
  var reading = DecisionReading()

  var sumShapes: [Shape] { [[count], [count]] }

  /// The wanted and the unwanted ones in each bucket.
  func sums(
    _ prediction: Tensor, _ target: Tensor, weights: Tensor? = nil, of operation: String
  ) -> [Tensor] {
    let (probabilities, truths) = reading.read(prediction, target, of: operation)
    guard !truths.isPoisoned else { return [truths, truths] }
    let places = probabilities.shape.count
    let held = minimum(maximum(probabilities, 0), 1)
    let buckets = ceil(held * Double(count - 1)).converted(to: .int32).reshaped(to: [places])
    let wanted = (truths .!= 0).converted(to: .float32).reshaped(to: [places])
    let counts = weights?.spread(over: places)
    return [wanted, 1 - wanted].map { one in
      Tensor.apply(
        .scatterAdd(axis: 0, extent: count), buckets, counts.map { $0 * one } ?? one
      ).converted(to: .float64)
    }
  }

  /// Counts for each threshold: the decision is yes where the probability is above it.
  ///
  /// - Parameter includesZero: whether the first threshold lies a little below 0.
  func counts(_ sums: [[Double]], includesZero: Bool) -> [ThresholdCounts] {
    let total = sums.map { $0.reduce(0, +) }
    var (right, alarms) = (0.0, 0.0)
    var counts: [ThresholdCounts] = []
    for threshold in (0..<count).reversed() {
      if threshold + 1 < count {
        right += sums[0][threshold + 1]
        alarms += sums[1][threshold + 1]
      }
      if threshold == 0, includesZero {
        right += sums[0][0]
        alarms += sums[1][0]
      }
      counts.append(
        ThresholdCounts(
          truePositives: right, falsePositives: alarms, trueNegatives: total[1] - alarms,
          falseNegatives: total[0] - right))
    }
    return counts.reversed()
  }
}

/// What became of the decisions at one threshold.
struct ThresholdCounts: Hashable, Sendable {
  var truePositives, falsePositives, trueNegatives, falseNegatives: Double

  var precision: Double { ratio(truePositives, truePositives + falsePositives) }
  var recall: Double { ratio(truePositives, truePositives + falseNegatives) }
  var specificity: Double { ratio(trueNegatives, trueNegatives + falsePositives) }
  var falseAlarmRate: Double { ratio(falsePositives, falsePositives + trueNegatives) }
}
