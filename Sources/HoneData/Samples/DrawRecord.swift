public import HoneCore

/// What the transforms of one sample drew, in their order: shown by previews, logged, replayed.
public struct DrawRecord: Hashable, Sendable, Codable {
  /// The draws of one transform.
  public struct Entry: Hashable, Sendable, Codable {
    /// The transform's name, such as `RandomRotation`.
    public var transform: String
    /// What it drew, by name: `["angle": 12.5]`. With the transform's configuration it says
    /// exactly what was done.
    public var values: [String: Double]
    /// The draw in a few words, `12.5°`; empty if there is nothing to say.
    public var caption: String

    /// Creates an entry.
    public init(_ transform: String, _ values: [String: Double], caption: String = "") {
      self.transform = transform
      self.values = values
      self.caption = caption
    }
  }

  /// The transforms that drew, in their order.
  public var entries: [Entry] = []

  /// Creates an empty record.
  public init() {}

  /// The record in a few words: `RandomFlip left-right, RandomRotation 12.5°`.
  public var caption: String {
    entries.lazy.filter { !$0.caption.isEmpty }
      .map { "\($0.transform) \($0.caption)" }.joined(separator: ", ")
  }
}

/// A record that transforms read instead of drawing anew.
///
/// The same transforms over the same sample then give the same bits, whatever the key is.
public struct DrawReplay: Hashable, Sendable {
  /// What was drawn.
  public var record: DrawRecord
  /// The entry that comes next.
  public private(set) var position = 0

  /// Replays a record from its beginning.
  public init(_ record: DrawRecord) { self.record = record }

  /// Whether every entry has been taken.
  public var isFinished: Bool { position >= record.entries.count }

  /// The next entry, which must be that of a transform.
  ///
  /// - Throws: `.data` if the record ends or another transform comes next.
  public mutating func next(_ transform: String) throws(HoneError) -> DrawRecord.Entry {
    let found = isFinished ? nil : record.entries[position]
    guard let found, found.transform == transform else {
      throw HoneError(
        .data, operation: "replay of draws", wanted: "entry \(position) to be of \(transform)",
        received: found?.transform ?? "the end of the record",
        help: "replay with the transforms that made the record, in their order")
    }
    position += 1
    return found
  }
}
