internal import Foundation
internal import HoneCore

/// Reading text, with errors that say what to do.
enum TextFile {
  static func read(_ path: String) throws(HoneError) -> String {
    do {
      return try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw HoneError(
        .file, path: path, operation: "read",
        message: exists(path) ? "the file can't be read as text." : "there is no such file.",
        help: "check the path and its permissions")
    }
  }

  static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }
}
