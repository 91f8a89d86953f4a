internal import Foundation
internal import HoneCore
internal import HoneIO

/// The files of a saved model, which change together.
///
/// A save writes its files into a hidden folder beside the old ones, flushed, and gives that folder
/// the name `.saved` in one step. From then on the save holds: its files only have to move to their
/// places, and until they have, readers take them from `.saved`. So after a crash at any moment all
/// files are of one save, the last or the one before. One process at a time writes.
struct SavedFiles {
  let folder: String

  private static let stagingPrefix = ".saving-"
  private var committed: String { folder + "/.saved" }

  /// Where the last save has a file.
  func path(of name: String) -> String {
    let pending = committed + "/" + name
    return FileSystem.exists(pending) ? pending : folder + "/" + name
  }

  /// Replaces the files by those that the closure writes into the folder that it is given.
  ///
  /// - Throws: `.file` if the system refuses, or what the closure throws; the old files stay.
  func write(_ body: (String) throws(HoneError) -> Void) throws(HoneError) {
    try FileSystem.makeFolder(folder)
    try finish()
    for name in names(in: folder) where name.hasPrefix(Self.stagingPrefix) {
      remove(folder + "/" + name)
    }
    let staging =
      folder + "/" + Self.stagingPrefix + String(UInt64.random(in: 0 ... .max), radix: 36)
    do throws(HoneError) {
      try FileSystem.makeFolder(staging)
      try body(staging)
      try FileSystem.rename(staging, to: committed)
    } catch {
      remove(staging)
      throw error
    }
    AtomicFile.flush(folder: folder)
    try finish()
  }

  /// Moves the files of a save that holds to their places, also after a crash.
  private func finish() throws(HoneError) {
    guard FileSystem.isFolder(committed) else { return }
    for name in names(in: committed) {
      try FileSystem.rename(committed + "/" + name, to: folder + "/" + name)
    }
    AtomicFile.flush(folder: folder)
    remove(committed)
  }

  private func names(in folder: String) -> [String] {
    (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
  }

  private func remove(_ folder: String) { try? FileManager.default.removeItem(atPath: folder) }
}
