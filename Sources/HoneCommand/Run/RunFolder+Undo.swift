#if CommandLineTool
  internal import Foundation
  internal import Hone

  extension RunFolder {
    /// What there was before a run began in a folder: a run that fails before its first step is
    /// taken back, so that it leaves nothing to tidy up.
    struct Before {
      private let folder: RunFolder
      private let names: Set<String>
      /// The folder and those above it that weren't there, the innermost first.
      private let newFolders: [String]

      /// What a run writes before its first step.
      private static let head: Set<String> = [
        "config.yaml", "environment.json", "log.txt", "table.json", "journal.jsonl", "metrics.csv",
        "metrics.jsonl", "timings.csv", "checkpoints", ".lock",
      ]

      /// Remembers what there is, before the run writes anything.
      init(_ folder: RunFolder) {
        self.folder = folder
        names = Self.names(in: folder.path)
        var new: [String] = []
        var path = folder.path
        while !FileSystem.exists(path) {
          new.append(path)
          path = FileSystem.folder(of: path)
        }
        newFolders = new
      }

      /// Removes what the run wrote, unless a callback wrote something too.
      func restore() {
        let written = Self.names(in: folder.path).subtracting(names)
        guard written.isSubset(of: Self.head) else { return }
        for name in written {
          try? FileManager.default.removeItem(atPath: folder.path + "/" + name)
        }
        // The system removes only folders that are empty.
        for path in newFolders where rmdir(path) != 0 { return }
      }

      private static func names(in path: String) -> Set<String> {
        Set((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? [])
      }
    }
  }
#endif
