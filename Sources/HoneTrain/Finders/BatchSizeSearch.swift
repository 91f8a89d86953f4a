public import HoneBackend
internal import HoneCore

/// What a search for a batch size found: what fits in memory, and what is fast.
///
/// The fastest batch size isn't the best one: small batches make more updates of the same samples,
/// and their noise often generalizes better. Speed grows little beyond some size; a smaller one
/// that is nearly as fast is the ``suggestion``. Another batch size wants another learning rate.
public struct BatchSizeSearch: Hashable, Sendable {
  /// One batch size.
  public struct Row: Hashable, Sendable {
    /// The samples of a batch.
    public var batchSize: Int
    /// What training takes in the engine; nil if the backend doesn't plan memory ahead.
    public var memory: MemoryPlan?
    /// The median time of an update; nil if it wasn't measured, for the batch doesn't fit in memory
    /// or there are fewer samples.
    public var secondsPerStep: Double?

    /// The samples that an update takes a second, reading not counted.
    public var samplesPerSecond: Double? { secondsPerStep.map { Double(batchSize) / $0 } }
  }

  /// The largest batch size; nil if the backend doesn't plan memory ahead.
  public let largest: BatchSizeLimit?
  /// The candidates, batch sizes growing.
  public let rows: [Row]

  /// The share of the highest speed that is nearly as fast: 0.95.
  public static let nearlyAsFast = 0.95

  /// The batch size with the most samples a second; nil if none was measured.
  public var fastest: Int? {
    rows.filter { $0.secondsPerStep != nil }
      .max { ($0.samplesPerSecond ?? 0) < ($1.samplesPerSecond ?? 0) }?.batchSize
  }

  /// The smallest batch size that is nearly as fast as the fastest; nil if none was measured.
  public var suggestion: Int? {
    guard let most = rows.compactMap(\.samplesPerSecond).max() else { return nil }
    return rows.first { ($0.samplesPerSecond ?? 0) >= Self.nearlyAsFast * most }?.batchSize
  }

  init(largest: BatchSizeLimit?, rows: [Row]) {
    self.largest = largest
    self.rows = rows
  }
}

extension BatchSizeSearch: CustomStringConvertible {
  /// A table of the candidates, and what follows.
  public var description: String {
    let most = rows.compactMap(\.samplesPerSecond).max() ?? 0
    let table = rows.map { row in
      [
        "\(row.batchSize)", row.memory.map { "\($0.total)" } ?? "–",
        row.secondsPerStep.map { Self.text($0 * 1e3) + " ms" } ?? "not measured",
        row.samplesPerSecond.map { Summary.grouped(Int($0.rounded())) } ?? "",
        row.samplesPerSecond.map { "\(Int(($0 / max(most, 1e-300) * 100).rounded())) %" } ?? "",
      ]
    }
    let head = ["batch size", "memory", "update", "samples/s", "of fastest"]
    var lines = TextTable.lines([head] + table, rightAligned: [0, 1, 2, 3, 4])
    if let fastest, let suggestion {
      lines.append(
        suggestion == fastest
          ? "fastest: \(fastest)"
          : "fastest: \(fastest); \(suggestion) is nearly as fast and makes more updates")
    }
    lines.append(
      largest.map { "\($0)" } ?? "largest: unknown, the backend doesn't plan memory ahead")
    return lines.joined(separator: "\n")
  }

  private static func text(_ number: Double) -> String {
    NumberFormat(number < 100 ? ".3g" : ".0f")?.text(number) ?? "\(number)"
  }
}
