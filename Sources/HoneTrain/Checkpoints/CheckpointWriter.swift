internal import HoneCore

/// A thread that writes checkpoints, one at a time, while training goes on.
final class CheckpointWriter: @unchecked Sendable {
  private let folder: CheckpointFolder
  private let keep: Int
  private let monitor = Monitor()
  private var next: (checkpoint: Checkpoint, replacesNewer: Bool)?
  private var isWriting = false
  private var isClosed = false
  private var results: [Result<Int, HoneError>] = []

  /// - Throws: `.backend` if no thread can be started.
  init(_ folder: CheckpointFolder, keep: Int) throws(HoneError) {
    self.folder = folder
    self.keep = keep
    try WorkerThread.start { [self] in work() }
  }

  /// Whether it could begin to write now.
  var isFree: Bool { monitor.withLock { next == nil && !isWriting } }

  /// Waits until the one before is written, and hands this one over.
  func write(_ checkpoint: Checkpoint, replacesNewer: Bool) {
    monitor.withLock {
      while next != nil || isWriting { monitor.wait() }
      next = (checkpoint, replacesNewer)
      monitor.signal()
    }
  }

  /// Waits until everything is written.
  func finish() {
    monitor.withLock {
      while next != nil || isWriting { monitor.wait() }
    }
  }

  /// Lets the thread end after what it writes.
  func close() {
    monitor.withLock {
      isClosed = true
      monitor.signal()
    }
  }

  /// What came of the checkpoints since the last call: their bytes, or why they aren't there.
  func takeResults() -> [Result<Int, HoneError>] {
    monitor.withLock {
      defer { results = [] }
      return results
    }
  }

  private func work() {
    while let (checkpoint, replacesNewer) = take() {
      let result: Result<Int, HoneError>
      do throws(HoneError) {
        try FileSystem.makeFolder(folder.path)
        let file = folder.file(step: checkpoint.state.stepCount)
        try checkpoint.write(to: file)
        if replacesNewer { folder.removeFiles(after: file) }
        folder.prune(keeping: keep)
        result = .success(checkpoint.byteCount)
      } catch {
        result = .failure(error)
      }
      monitor.withLock {
        results.append(result)
        isWriting = false
        monitor.signal()
      }
    }
  }

  private func take() -> (checkpoint: Checkpoint, replacesNewer: Bool)? {
    monitor.withLock {
      while next == nil, !isClosed { monitor.wait() }
      defer {
        isWriting = next != nil
        next = nil
      }
      return next
    }
  }
}
