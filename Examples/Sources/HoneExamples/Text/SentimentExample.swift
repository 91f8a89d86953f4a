public import Hone
import HonePlot

/// What augmentation of texts is worth with few of them: reviews, a small network, five draws of the
/// training texts (T95, T139).
public struct SentimentExample: Example {
  public let name = "sentiment"
  public let title = "500 reviews with and without text augmentation, over five seeds"
  public let group = ExampleGroup.text
  public let techniques = [95, 139]

  /// How large the experiment is.
  struct Size {
    var training = 500
    var test = 2000
    var seeds = 5
    var epochs = 30
    var words = 5000
    var length = 200
  }

  /// A way to change the training texts; nil for none.
  typealias Augmentation = (name: String, transform: (any Transform)?)

  static var augmentations: [Augmentation] {
    [
      ("none", nil),
      ("EDA", EasyDataAugmentation()),
      ("deletion 0.1", RandomDeletion(alpha: 0.1)),
      ("deletion 0.3", RandomDeletion(alpha: 0.3)),
      ("deletion 0.5", RandomDeletion(alpha: 0.5)),
      ("synonyms 0.3", SynonymReplacement(alpha: 0.3)),
      ("AEDA", PunctuationInsertion()),
    ]
  }

  public init() {}

  public var missing: HoneError? {
    if let missing = ReviewCorpus.missing { return missing }
    do throws(HoneError) {
      try SynonymReplacement().check()
      return nil
    } catch {
      return error
    }
  }

  public func run() async throws -> ExampleResult {
    if let missing { throw missing }
    return try await run(on: ReviewCorpus(), Size())
  }

  /// Runs the experiment on some reviews.
  ///
  /// - Parameter names: the augmentations to compare; nil for all.
  func run(
    on corpus: ReviewCorpus, _ size: Size, only names: [String]? = nil
  ) async throws -> ExampleResult {
    let augmentations = Self.augmentations.filter { names?.contains($0.name) ?? true }
    var result = ExampleResult()
    var accuracies = augmentations.map { _ in [Double]() }
    for seed in 1...UInt64(size.seeds) {
      let (training, test) = corpus.split(training: size.training, test: size.test, seed: seed)
      if seed == 1 { try describe(training, augmentations, size, in: &result) }
      for (index, augmentation) in augmentations.enumerated() {
        accuracies[index].append(
          try await accuracy(training, test, augmentation.transform, size, seed: seed))
      }
    }
    report(augmentations.map(\.name), accuracies, in: &result)
    return result
  }

  /// The rarest words are left out, so that the network learns what an unknown word is like.
  private static func vectorization(_ size: Size) -> TextVectorization {
    TextVectorization(maxTokens: size.words, outputSequenceLength: size.length)
  }

  /// Learns the words from the training texts as the network will see them, trains, and judges.
  private func accuracy(
    _ training: any SampleSource, _ test: any SampleSource, _ augmentation: (any Transform)?,
    _ size: Size, seed: UInt64
  ) async throws -> Double {
    let augmented = try augmentation.map { try training.map($0) as any SampleSource } ?? training
    let seen =
      try augmentation.map { try training.repeat(5).map($0) as any SampleSource } ?? training
    let words = try Self.vectorization(size).adapt(to: seen)
    let model = Sequential {
      Embedding(words.vocabularySize, 32, maskZero: true)
      GlobalAveragePooling1D()
      Dense(2)
    }
    let trainer = try model.compile(
      optimizer: .adam(learningRate: 0.01),
      loss: .sparseCategoricalCrossentropy(fromLogits: true), metrics: [.accuracy], seed: seed)
    try await trainer.fit(
      augmented.map(words).dataset(), epochs: size.epochs, batchSize: 32, verbose: .silent)
    return try await trainer.evaluate(test.map(words).dataset())["accuracy"] ?? .nan
  }

  /// What the texts are, and what each augmentation makes of one.
  private func describe(
    _ training: any SampleSource, _ augmentations: [Augmentation], _ size: Size,
    in result: inout ExampleResult
  ) throws {
    let words = try Self.vectorization(size).adapt(to: training)
    let report = try words.report(on: training)
    result.say(
      "\(report.texts) reviews, half of them of at most \(report.length(quantile: 0.5)) words; "
        + "\(words.vocabularySize) tokens known, \(report.unknownShare.percent) of the words unknown"
    )
    for warning in report.warnings(unknown: 0.2, truncated: 0.5) { result.say("\(warning)") }
    result.say()
    result.say("one sentence, changed:")
    let sentence = "The story is good, and the actors were really funny!"
    for (name, transform) in augmentations {
      guard let transform = transform as? any TextTransform else { continue }
      let changed = try transform.augmented(sentence, key: RandomKey(seed: 3)).text
      result.say("\(name): \(changed)")
    }
    result.say()
  }

  private func report(
    _ names: [String], _ accuracies: [[Double]], in result: inout ExampleResult
  ) {
    var rows: [[String]] = []
    for (index, name) in names.enumerated() {
      let all = Statistics(accuracies[index])
      let gains = Statistics(zip(accuracies[index], accuracies[0]).map { $0 - $1 })
      rows.append(
        [name] + accuracies[index].map { ($0 * 100).fixed(1) } + [
          "\((all.mean * 100).fixed(1)) ± \((all.deviation * 100).fixed(1))",
          index == 0 ? "" : "\((gains.mean * 100).fixed(1)) ± \((gains.deviation * 100).fixed(1))",
        ])
      result.measure("accuracy, " + name, all.mean)
      result.measure("spread, " + name, all.deviation)
      result.measure("gain, " + name, gains.mean)
    }
    let seeds = (1...accuracies[0].count).map { "seed \($0)" }
    result.say("accuracy on unseen reviews in %, mean ± standard deviation:")
    result.table(["augmentation"] + seeds + ["mean", "gain"], rows)
    result.draw(
      self.name,
      Figure(
        panelWidth: 560, panelHeight: 340,
        panels: [
          Panel(
            "Accuracy with \(accuracies[0].count) draws of the training reviews",
            x: PlotAxis(categories: names), y: "accuracy on unseen reviews", legend: .none,
            accuracies.enumerated().map { index, values in
              .points(names[index], x: values.map { _ in Double(index) }, y: values)
            })
        ]))
  }
}

/// The mean of some numbers, and how far they lie from it.
struct Statistics {
  let mean: Double
  /// The standard deviation, of n − 1.
  let deviation: Double

  init(_ values: [Double]) {
    let mean = values.reduce(0, +) / Double(max(values.count, 1))
    let squares = values.map { ($0 - mean) * ($0 - mean) }.reduce(0, +)
    self.mean = mean
    deviation = (squares / Double(max(values.count - 1, 1))).squareRoot()
  }
}
