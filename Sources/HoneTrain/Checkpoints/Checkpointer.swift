internal import HoneBackend
internal import HoneCore

/// Writes the checkpoints of one training when they are due.
struct Checkpointer {
  private(set) var report = CheckpointReport()
  private let plan: Checkpoints
  private let writer: CheckpointWriter
  private let lock: FolderLock
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant
  private var stepsSinceLast = 0
  private var isFailing = false

  /// - Parameter resumed: the checkpoint that training goes on from, if it does.
  /// - Throws: `.usage` for a plan that can't be kept, for a folder in which another process writes,
  ///   or that holds the checkpoints of another training.
  init(_ plan: Checkpoints, resumed: PendingResume?) throws(HoneError) {
    try Self.check(plan)
    self.plan = plan
    let folder = CheckpointFolder(path: plan.folder)
    lock = try FolderLock(plan.folder, purpose: "checkpoints")
    let files = folder.files
    let isOwn = resumed.map { FileSystem.isSame(FileSystem.folder(of: $0.path), plan.folder) }
    guard isOwn == true || files.isEmpty else {
      throw HoneError(
        .usage, path: plan.folder, operation: "checkpoints",
        message: "the folder holds the checkpoints of a training.",
        help: "go on with it: trainer.resume(from: \"\(plan.folder)\"), or choose another folder")
    }
    folder.setAside(after: resumed?.checkpoint.state.stepCount ?? 0)
    writer = try CheckpointWriter(folder, keep: plan.keep)
    last = clock.now
  }

  private static func check(_ plan: Checkpoints) throws(HoneError) {
    let isPositive =
      switch plan.every {
      case .steps(let count), .epochs(let count): count > 0
      case .seconds(let seconds): seconds > 0
      }
    guard isPositive, plan.keep >= 2 else {
      throw HoneError(
        .usage, operation: "checkpoints", wanted: "a frequency above 0, and 2 or more to keep",
        received: "\(plan.every), \(plan.keep)",
        help: "while the newest is written, the one before must be there")
    }
  }

  /// Whether a checkpoint is due after a step, or after an epoch.
  mutating func isDue(after position: TrainingPosition) -> Bool {
    if position.step > 0 { stepsSinceLast += 1 }
    takeResults()
    return switch plan.every {
    case .steps(let count): position.step > 0 && stepsSinceLast >= count
    case .epochs(let count): position.step == 0 && position.epoch % count == 0
    case .seconds(let seconds): (clock.now - last).seconds >= seconds && writer.isFree
    }
  }

  /// Has a copy of the state written, the making of which began at `start`.
  ///
  /// - Parameter replacesNewer: whether checkpoints of later steps go, since training went back.
  mutating func write(
    _ checkpoint: Checkpoint, since start: ContinuousClock.Instant, replacesNewer: Bool = false
  ) {
    writer.write(checkpoint, replacesNewer: replacesNewer)
    last = clock.now
    stepsSinceLast = 0
    report.pause += last - start
    report.longestPause = max(report.longestPause, last - start)
  }

  /// Waits until all is written.
  mutating func finish() {
    writer.finish()
    writer.close()
    takeResults()
  }

  private mutating func takeResults() {
    for result in writer.takeResults() {
      switch result {
      case .success(let byteCount):
        report.written += 1
        report.byteCount = byteCount
        if isFailing { ErrorOutput.print("hone: checkpoints can be written again") }
        isFailing = false
      case .failure(let error):
        report.failed += 1
        if !isFailing {
          ErrorOutput.print(
            "hone: a checkpoint was not saved; training goes on, and the ones before stay.\n\(error)"
          )
        }
        isFailing = true
      }
    }
  }
}
