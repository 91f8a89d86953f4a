internal import Foundation
internal import HoneCore
internal import HoneIO

/// The checkpoints of one training, named by the number of updates.
package struct CheckpointFolder {
  let path: String

  package init(path: String) { self.path = path }

  private static let prefix = "step-"
  private static let suffix = ".safetensors"

  /// The files, the newest first.
  package var files: [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { $0.hasPrefix(Self.prefix) && $0.hasSuffix(Self.suffix) }
      .sorted(by: >).map { path + "/" + $0 }
  }

  /// The file of a number of updates.
  func file(step: Int) -> String {
    let digits = String(step)
    let zeros = String(repeating: "0", count: max(12 - digits.count, 0))
    return path + "/" + Self.prefix + zeros + digits + Self.suffix
  }

  /// The newest checkpoint that is whole, and what is wrong with those after it.
  func newest() -> (found: (checkpoint: Checkpoint, path: String)?, errors: [HoneError]) {
    var errors: [HoneError] = []
    for file in files {
      do throws(HoneError) {
        return ((try Checkpoint(contentsOf: file), file), errors)
      } catch {
        errors.append(error)
      }
    }
    return (nil, errors)
  }

  /// Removes all but the newest.
  func prune(keeping count: Int) {
    for file in files.dropFirst(count) { FileSystem.remove(file) }
  }

  /// Removes the files of later steps than another's.
  func removeFiles(after file: String) {
    for other in files where other > file { FileSystem.remove(other) }
  }

  /// Gives files after a step other names, so that they don't count as newer, and removes what a
  /// process left that was killed while it wrote.
  func setAside(after step: Int) {
    let limit = file(step: step)
    for file in files where file > limit { try? FileSystem.rename(file, to: file + ".damaged") }
    AtomicFile.removeAbandoned(in: path)
  }
}
