public import HoneCore

/// Shows what augmentation makes of samples, before anything is trained on it.
///
/// ```swift
/// let preview = try AugmentationPreview(photos, [RandomFlip(), RandomRotation(0.1)], seed: 0)
/// let shown = try preview.draw(samples: [0, 1, 2], draws: 6)
/// try PNGWriter.write(preview.sheet(shown).render(), to: "preview.png")
/// ```
///
/// Draw k of a sample is what training with the same seed draws for it in epoch k, unless samples
/// are split off for validation first.
public struct AugmentationPreview: Sendable {
  /// A sample, and what was made of it.
  public struct Row: Sendable {
    /// The number of the sample.
    public var sample: Int
    /// What it is called.
    public var name: String
    /// The sample as it is read, after what isn't random.
    public var original: FeatureValue
    /// What the draws made of it.
    public var drawn: [(draw: Int, value: FeatureValue, record: DrawRecord)]
  }

  /// Where samples come from.
  public let source: any SampleSource
  /// What is done to them, as far as pictures and texts are left.
  public let transforms: [any Transform]
  /// The seed of the draws.
  public let seed: UInt64
  private let received: [[FeatureSpec]]
  private let feature: Int

  /// Creates a preview.
  ///
  /// - Throws: `.data` if the samples have neither a picture nor a text, or a transform can't work
  ///   on them.
  public init(
    _ source: any SampleSource, _ transforms: [any Transform], seed: UInt64 = 0
  ) throws(HoneError) {
    var features = source.features
    guard let feature = features.firstIndex(where: { $0.isShown }) else {
      throw HoneError(
        .data, operation: "augment preview", wanted: "samples with a picture or a text",
        received: features.map { "\($0.name): \($0.kind)" }.joined(separator: ", "))
    }
    var received: [[FeatureSpec]] = []
    var shown: [any Transform] = []
    // What always acts behind the last random one shows nothing more, and may not be learned yet.
    let count = (transforms.lastIndex(where: \.isTrainingOnly) ?? -1) + 1
    for transform in transforms.prefix(count) {
      let next = try transform.features(from: features)
      guard feature < next.count, next[feature].isShown else { break }
      received.append(features)
      shown.append(transform)
      features = next
    }
    self.source = source
    self.transforms = shown
    self.seed = seed
    self.feature = feature
    self.received = received
  }

  /// Whether texts are shown, in a table, rather than pictures.
  public var showsText: Bool {
    if case .text = source.features[feature].kind { true } else { false }
  }

  /// Draws for some samples.
  ///
  /// - Parameters:
  ///   - samples: The numbers of the samples.
  ///   - draws: How many times for each.
  /// - Throws: `.data` if there is no such sample or it can't be read.
  public func draw(samples: [Int], draws: Int) throws(HoneError) -> [Row] {
    var rows: [Row] = []
    for sample in samples {
      var row = try begin(sample)
      for draw in 0..<max(draws, 0) {
        let (value, record) = try make(sample, draw: draw, replay: nil)
        row.drawn.append((draw, value, record))
      }
      rows.append(row)
    }
    return rows
  }

  /// Does again what a log says.
  ///
  /// - Throws: `.data` if the log is of other samples or other transforms; it names the line.
  public func replay(_ log: DrawLog) throws(HoneError) -> [Row] {
    var rows: [Row] = []
    for sample in log.samples {
      var row = try begin(sample)
      for line in log.lines where line.sample == sample {
        guard line.name == row.name else {
          throw HoneError(
            .data, operation: "replay of draws", wanted: "sample \(sample) to be \(line.name)",
            received: row.name, help: "replay with the data that made the log")
        }
        let (value, record) = try make(
          sample, draw: line.draw, replay: DrawReplay(line.record))
        row.drawn.append((line.draw, value, record))
      }
      rows.append(row)
    }
    return rows
  }

  /// A log of what was drawn.
  public func log(_ rows: [Row]) -> DrawLog {
    DrawLog(
      rows.flatMap { row in
        row.drawn.map {
          DrawLog.Line(sample: row.sample, name: row.name, draw: $0.draw, record: $0.record)
        }
      })
  }

  /// The pictures as one, samples below one another, what was drawn side by side.
  public func sheet(_ rows: [Row], cellSize: Int = 112) -> ContactSheet {
    ContactSheet(
      rows: rows.map { row in
        var cells: [ContactSheet.Cell] = []
        if case .image(let image) = row.original { cells.append((image.bytes, ["original"])) }
        for drawn in row.drawn {
          guard case .image(let image) = drawn.value else { continue }
          let captions = drawn.record.entries.filter { !$0.caption.isEmpty }
            .map { "\(Self.short($0.transform)) \($0.caption)" }
          cells.append((image.bytes, captions.isEmpty ? ["as it is"] : captions))
        }
        return (label: row.name, cells: cells)
      }, cellSize: cellSize)
  }

  /// `RandomRotation` as `Rotation`, as there is little room under a picture.
  private static func short(_ name: String) -> String {
    name.hasPrefix("Random") && name.count > 6 ? String(name.dropFirst(6)) : name
  }

  private func begin(_ sample: Int) throws(HoneError) -> Row {
    guard (0..<source.count).contains(sample) else {
      throw HoneError(
        .data, operation: "augment preview", wanted: "samples 0 ..< \(source.count)",
        received: "\(sample)")
    }
    let original = try make(sample, draw: nil, replay: nil).0
    return Row(
      sample: sample, name: source.name(of: sample), original: original, drawn: [])
  }

  /// What the transforms make of a sample; without a draw, only those that always act.
  private func make(
    _ index: Int, draw: Int?, replay: DrawReplay?
  ) throws(HoneError) -> (FeatureValue, DrawRecord) {
    let epoch = RandomKey(seed: seed).folding("data").folding(UInt64(draw ?? 0))
    let key = epoch.folding(UInt64(index))
    var sample = Sample()
    var context = TransformContext(
      key: key.folding("source"), record: DrawRecord(), replay: replay)
    try source.read(index, into: &sample, context: &context)
    for (number, transform) in transforms.enumerated() {
      if draw == nil, transform.isTrainingOnly { continue }
      context.key = key.folding(UInt64(number))
      context.features = received[number]
      try transform.apply(to: &sample, context: &context)
    }
    guard feature < sample.values.count else {
      throw HoneError(.data, operation: "augment preview", message: "the sample is empty.")
    }
    return (sample.values[feature], context.record ?? DrawRecord())
  }
}

extension FeatureSpec {
  /// Whether a preview can show it: an input that is a picture or a text.
  fileprivate var isShown: Bool {
    guard role == .input else { return false }
    switch kind {
    case .image(let image): return !image.isMask
    case .text: return true
    case .tensor, .boxes: return false
    }
  }
}
