internal import HoneBackend
public import HoneCore
public import HoneData
internal import HoneNN

extension Trainer {
  /// Looks for a learning rate: trains a copy of the model while the rate grows, and reads from the
  /// curve of the loss where it falls.
  ///
  /// The trainer stays as it is, to the last bit: weights, statistics, the optimizer's memory,
  /// metrics, counts and plans. The copy takes the memory of a second state while the search runs.
  ///
  /// ```swift
  /// let search = try await trainer.findLearningRate(train, batchSize: 64)
  /// print(search)
  /// if let rate = search.suggestion { trainer.learningRate = rate }
  /// ```
  ///
  /// - Parameters:
  ///   - data: the samples, with targets; read in the order of a shuffled epoch, and again if they
  ///     are fewer than the search takes.
  ///   - from: the first rate, above 0.
  ///   - to: the last rate, above the first. The search ends before it if the loss rises to
  ///     ``LearningRateSearch/riseLimit`` times its least, or isn't finite any more.
  ///   - steps: how many rates, 10 or more, growing by the same factor. Each takes one update: one
  ///     batch, or as many as the optimizer accumulates.
  ///   - batchSize: the batch size to train with later; the rate that suits depends on it.
  ///   - smoothing: how much the past counts in the smoothed loss, 0 ..< 1. The curve lags by about
  ///     1 / (1 − smoothing) rates.
  ///   - classWeight: how much samples of a class count in the loss.
  ///   - workers: the threads that read samples; nil for one a processor where reading computes.
  /// - Throws: `.usage` for numbers out of range, and what `fit` throws for model and data.
  public func findLearningRate(
    _ data: any Dataset, from: Double = 1e-7, to: Double = 10, steps: Int = 100,
    batchSize: BatchSize = 32, smoothing: Double = 0.9, classWeight: [Int: Double] = [:],
    workers: Int? = nil
  ) async throws -> LearningRateSearch {
    let sweep = try LearningRateSweep(from: from, to: to, steps: steps, smoothing: smoothing)
    return try await findLearningRate(
      .dataset(data), sweep, batchSize: batchSize, classWeight: classWeight, workers: workers)
  }

  /// Looks for a learning rate with the samples of a source, which go through the model's
  /// preprocessing.
  ///
  /// - Parameters: those of `findLearningRate` for data sets.
  public func findLearningRate(
    _ data: any SampleSource, from: Double = 1e-7, to: Double = 10, steps: Int = 100,
    batchSize: BatchSize = 32, smoothing: Double = 0.9, classWeight: [Int: Double] = [:],
    workers: Int? = nil
  ) async throws -> LearningRateSearch {
    let sweep = try LearningRateSweep(from: from, to: to, steps: steps, smoothing: smoothing)
    return try await findLearningRate(
      .source(data), sweep, batchSize: batchSize, classWeight: classWeight, workers: workers)
  }

  /// Looks for a learning rate with arrays: `x [N, …]`, `y [N, …]` and `sampleWeight [N]`.
  public func findLearningRate(
    x: HostTensor, y: HostTensor, sampleWeight: HostTensor? = nil, from: Double = 1e-7,
    to: Double = 10, steps: Int = 100, batchSize: BatchSize = 32, smoothing: Double = 0.9,
    classWeight: [Int: Double] = [:]
  ) async throws -> LearningRateSearch {
    try await findLearningRate(
      ArrayDataset(x: x, y: y, sampleWeights: sampleWeight), from: from, to: to, steps: steps,
      batchSize: batchSize, smoothing: smoothing, classWeight: classWeight)
  }

  package func findLearningRate(
    _ data: RawData, _ sweep: LearningRateSweep, batchSize: BatchSize,
    classWeight: [Int: Double] = [:], workers: Int? = nil
  ) async throws -> LearningRateSearch {
    try await exclusively {
      let copy = try Trainer(inTheStateOf: self)
      let samples = try copy.rehearsing(data, classWeight: classWeight)
      return LearningRateSearch(
        try sweep.run(
          on: copy, samples.data, batchSize: batchSize, check: samples.check, workers: workers))
    }
  }

  /// Samples as training takes them, checked against the model.
  func rehearsing(
    _ data: RawData, classWeight: [Int: Double]
  ) throws(HoneError) -> (data: any Dataset, check: BatchCheck?) {
    guard data.count > 0 else { throw DataChecks.emptyError("training data") }
    var samples = try prepared(data, training: true)
    if !classWeight.isEmpty {
      samples = try WeightedDataset(samples, classWeight: classWeight)
    }
    return (samples, try prepare(samples, name: "training data"))
  }
}
