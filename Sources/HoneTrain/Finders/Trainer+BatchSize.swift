internal import HoneBackend
public import HoneCore
public import HoneData
internal import HoneNN

extension Trainer {
  /// The largest batch size whose training fits in memory, from the plans of training steps:
  /// nothing is run and no data is read.
  ///
  /// Data sets and the batches that a loader reads ahead come on top, as for
  /// ``memory(batchSize:)``.
  ///
  /// - Parameters:
  ///   - memoryLimit: what training may take in the engine; nil for the trainer's own
  ///     ``memoryLimit``, or else four fifths of the memory of this machine. To keep the trainer's
  ///     own, values are computed again where that saves memory; above it nothing fits.
  ///   - most: the largest batch size of interest, such as the number of samples.
  /// - Returns: nil if the backend doesn't plan memory ahead (`reference`).
  /// - Throws: `.state` before the shape of the input is known, every error of the model together.
  public func largestBatchSize(
    memoryLimit: ByteCount? = nil, atMost most: Int
  ) throws(HoneError) -> BatchSizeLimit? {
    guard most >= 1 else {
      throw HoneError(
        .usage, path: "atMost", operation: "largest batch size", wanted: "1 or more",
        received: "\(most)")
    }
    let limit = memoryLimit ?? self.memoryLimit ?? Self.machineLimit
    return try BatchSizeLimit(
      atMost: most, within: limit, trainersOwn: self.memoryLimit, try MemoryPlanner(self))
  }

  /// The largest batch size whose training on a data set fits in memory; see
  /// ``largestBatchSize(memoryLimit:atMost:)``. Weights needn't be made yet, and aren't: so it
  /// answers also for models that are too large for the machine.
  ///
  /// ```swift
  /// if let limit = try trainer.largestBatchSize(for: train) { print(limit) }
  /// ```
  ///
  /// - Parameter data: the samples, with targets; as many as there are is the most.
  /// - Throws: `.data` for no samples, every error of the model together.
  public func largestBatchSize(
    for data: any Dataset, memoryLimit: ByteCount? = nil
  ) throws(HoneError) -> BatchSizeLimit? {
    try largestBatchSize(for: .dataset(data), memoryLimit: memoryLimit)
  }

  /// The same for the samples of a source, which go through the model's preprocessing.
  public func largestBatchSize(
    for data: any SampleSource, memoryLimit: ByteCount? = nil
  ) throws(HoneError) -> BatchSizeLimit? {
    try largestBatchSize(for: .source(data), memoryLimit: memoryLimit)
  }

  package func largestBatchSize(
    for data: RawData, memoryLimit: ByteCount? = nil
  ) throws(HoneError) -> BatchSizeLimit? {
    guard data.count > 0 else { throw DataChecks.emptyError("training data") }
    let fields = try prepared(data, training: true).fields
    return try BatchSizeLimit(
      atMost: data.count, within: memoryLimit ?? self.memoryLimit ?? Self.machineLimit,
      trainersOwn: self.memoryLimit, try MemoryPlanner(self, fields: fields))
  }

  /// Looks for the batch sizes that fit in memory and that are fast: plans the memory of training
  /// steps, then runs a few updates of each candidate on a copy of the model.
  ///
  /// The trainer stays as it is, to the last bit. Reading samples isn't part of the measurement:
  /// where that is slower than updates, no batch size helps.
  ///
  /// ```swift
  /// let search = try await trainer.findBatchSize(train)
  /// print(search)                                       // a table, and what follows
  /// try await trainer.fit(train, batchSize: .count(search.suggestion ?? 32))
  /// ```
  ///
  /// - Parameters:
  ///   - data: the samples, with targets.
  ///   - memoryLimit: what training may take in the engine; see ``largestBatchSize(memoryLimit:atMost:)``.
  ///   - candidates: the batch sizes to measure; nil for powers of two from 8 to 1024. Those that
  ///     don't fit in memory, or are more than the samples, aren't measured.
  ///   - rounds: how often each candidate has its turn, 1 or more.
  /// - Throws: `.usage` for numbers out of range, and what `fit` throws for model and data.
  public func findBatchSize(
    _ data: any Dataset, memoryLimit: ByteCount? = nil, candidates: [Int]? = nil, rounds: Int = 5
  ) async throws -> BatchSizeSearch {
    try await findBatchSize(
      .dataset(data), memoryLimit: memoryLimit, candidates: candidates, rounds: rounds)
  }

  /// Looks for a batch size with the samples of a source, which go through the model's
  /// preprocessing.
  ///
  /// - Parameters: those of `findBatchSize` for data sets.
  public func findBatchSize(
    _ data: any SampleSource, memoryLimit: ByteCount? = nil, candidates: [Int]? = nil,
    rounds: Int = 5
  ) async throws -> BatchSizeSearch {
    try await findBatchSize(
      .source(data), memoryLimit: memoryLimit, candidates: candidates, rounds: rounds)
  }

  /// Looks for a batch size with arrays: `x [N, …]`, `y [N, …]` and `sampleWeight [N]`.
  public func findBatchSize(
    x: HostTensor, y: HostTensor, sampleWeight: HostTensor? = nil, memoryLimit: ByteCount? = nil,
    candidates: [Int]? = nil, rounds: Int = 5
  ) async throws -> BatchSizeSearch {
    try await findBatchSize(
      ArrayDataset(x: x, y: y, sampleWeights: sampleWeight), memoryLimit: memoryLimit,
      candidates: candidates, rounds: rounds)
  }

  package func findBatchSize(
    _ data: RawData, memoryLimit: ByteCount? = nil, candidates: [Int]? = nil, rounds: Int = 5
  ) async throws -> BatchSizeSearch {
    let candidates = Set(candidates ?? (3...10).map { 1 << $0 }).sorted()
    let least = candidates.first ?? 0
    guard least >= 1, rounds >= 1 else {
      throw HoneError(
        .usage, operation: "find batch size",
        wanted: "batch sizes and rounds of 1 or more", received: "\(candidates) and \(rounds)")
    }
    return try await exclusively {
      let copy = try Trainer(inTheStateOf: self)
      let samples = try copy.rehearsing(data, classWeight: [:]).data
      let largest = try copy.largestBatchSize(memoryLimit: memoryLimit, atMost: samples.count)
      return try copy.search(
        candidates, among: samples, within: largest, BatchSizeMeasurement(rounds: rounds))
    }
  }

  private func search(
    _ candidates: [Int], among samples: any Dataset, within largest: BatchSizeLimit?,
    _ measurement: BatchSizeMeasurement
  ) throws(HoneError) -> BatchSizeSearch {
    let planner = try MemoryPlanner(self)
    var rows = try candidates.map { (size) throws(HoneError) in
      BatchSizeSearch.Row(batchSize: size, memory: try planner.memory(batchSize: size))
    }
    let most = largest.map { $0.batchSize ?? 0 } ?? samples.count
    let sizes = candidates.filter { $0 <= most }
    let seconds = try measurement.seconds(on: self, samples, sizes: sizes)
    for (index, seconds) in seconds.enumerated() { rows[index].secondsPerStep = seconds }
    return BatchSizeSearch(largest: largest, rows: rows)
  }

  /// What is left for a training where nobody says how much it may take.
  private static var machineLimit: ByteCount {
    ByteCount((MachineMemory.byteCount ?? .max / 8) / 5 * 4)
  }
}
