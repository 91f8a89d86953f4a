#if CommandLineTool
  internal import Foundation

  extension Process {
    /// Waits for a process to end, and kills it with SIGKILL, which it can't notice, if it doesn't
    /// within some seconds.
    ///
    /// - Returns: whether it was killed.
    func isKilled(after seconds: Double) -> Bool {
      let end = Date(timeIntervalSinceNow: seconds)
      while isRunning, Date() < end { usleep(500) }
      let isLate = isRunning
      if isLate { kill(processIdentifier, SIGKILL) }
      waitUntilExit()
      return isLate
    }
  }
#endif
