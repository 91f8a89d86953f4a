#if CommandLineTool
  internal import Hone
  internal import HoneTrain

  /// What a run says of itself when it is over.
  extension TrainingSession {
    /// What was found, what went wrong, what was written: lines of the log.
    func log(_ history: History, in folder: RunFolder) {
      for finding in history.findings { folder.log("\(finding)") }
      for found in history.nonFinite {
        folder.log("epoch \(found.epoch + 1), step \(found.step + 1): \(found); \(found.action)")
      }
      if let report = history.checkpoints {
        let milliseconds = Number.short(report.longestPause / .milliseconds(1))
        folder.log(
          "checkpoints: \(report.written) written, \(report.failed) failed, "
            + "\(ByteCount(report.byteCount)) each; longest pause \(milliseconds) ms")
      }
      if let reason = history.stopReason {
        folder.log("stopped: \(reason)")
        if configuration.verbose != .silent { Console.print("stopped: \(reason)") }
      }
    }

    /// The best and the last of what was logged, which weights are saved, and where the time went.
    func summarize(_ history: History, in folder: RunFolder) {
      let summaries = history.summaries.filter { $0.best != nil }
      var lines = Console.table(summaries.map { [$0.name] + $0.columns })
      let line = "saved: \(history.finalWeights)"
      lines += (lines.isEmpty ? "" : "\n") + line
      folder.log(line)
      if configuration.verbose != .silent { Console.print(lines) }
    }
  }
#endif
