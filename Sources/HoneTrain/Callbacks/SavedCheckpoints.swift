internal import Foundation
internal import HoneCore

/// The files that a ``ModelCheckpoint`` saved and that are still there, with the values that they were
/// saved for.
struct SavedCheckpoints: Codable, Sendable {
  struct Entry: Codable, Sendable {
    var path: String
    /// The monitored value; nil if there was none.
    var value: Double?
  }

  private(set) var entries: [Entry] = []

  /// Whether a value would be among the best.
  ///
  /// - Parameter isBetter: whether the first is better than the second.
  func takes(_ value: Double, among count: Int, isBetter: (Double, Double) -> Bool) -> Bool {
    guard !value.isNaN else { return false }
    guard entries.count >= count else { return true }
    return entries.contains { entry in entry.value.map { isBetter(value, $0) } ?? true }
  }

  /// Adds what was saved; the same path again replaces it.
  mutating func append(_ path: String, value: Double?) {
    entries.removeAll { $0.path == path }
    entries.append(Entry(path: path, value: value))
  }

  /// Removes all but the best. Of equal ones the older stays.
  ///
  /// - Returns: what was removed.
  mutating func keepBest(_ count: Int, isBetter: (Double, Double) -> Bool) -> [String] {
    var removed: [String] = []
    while entries.count > count {
      let worst = entries.indices.reduce(entries.startIndex) { worst, index in
        guard let a = entries[worst].value else { return worst }
        guard let b = entries[index].value else { return index }
        return isBetter(b, a) ? worst : index
      }
      removed.append(entries.remove(at: worst).path)
    }
    removed.forEach(Self.remove)
    return removed
  }

  /// Removes the oldest until the rest take no more bytes; the newest and `best` stay.
  mutating func keepWithin(_ byteCount: Int, best: String?) -> [String] {
    var removed: [String] = []
    var total = entries.reduce(0) { $0 + Self.byteCount(of: $1.path) }
    for entry in entries.dropLast() where total > byteCount && entry.path != best {
      total -= Self.byteCount(of: entry.path)
      removed.append(entry.path)
    }
    entries.removeAll { removed.contains($0.path) }
    removed.forEach(Self.remove)
    return removed
  }

  /// The bytes of a file, or of the files of a folder.
  private static func byteCount(of path: String) -> Int {
    guard FileSystem.isFolder(path) else { return FileSystem.byteCount(of: path) ?? 0 }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.reduce(0) { $0 + (FileSystem.byteCount(of: path + "/" + $1) ?? 0) }
  }

  private static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
}
