internal import HoneBackend
public import HoneCore
internal import HoneNN

/// From where a training goes on.
public struct ResumePoint: Hashable, Sendable {
  /// The file.
  public let path: String
  /// The epoch, from 0.
  public let epoch: Int
  /// The steps of the epoch that are done.
  public let step: Int
  /// The updates made.
  public let stepCount: Int
  /// The newer checkpoints that are damaged, if there are some, with what is wrong.
  public let damaged: [HoneError]
}

/// A checkpoint that the next `fit` goes on from.
struct PendingResume {
  var checkpoint: Checkpoint
  var path: String
}

extension Trainer {
  /// Makes the next `fit` go on from the newest whole checkpoint of a folder, in the middle of an
  /// epoch if need be, with the bits of a training that was never interrupted.
  ///
  /// Pass that `fit` what the interrupted one was given: data, batch size, callbacks. More epochs are
  /// fine; anything else that differs is an error that names it. The weights are those of the
  /// checkpoint at once.
  ///
  /// ```swift
  /// let checkpoints = Checkpoints("run/checkpoints")
  /// try trainer.resumeIfPossible(from: checkpoints.folder)
  /// try await trainer.fit(train, epochs: 100, checkpoints: checkpoints)
  /// ```
  ///
  /// - Parameters:
  ///   - folder: the folder of ``Checkpoints``.
  ///   - allowDifferentBits: whether another machine, or an engine that computes in other ways, may
  ///     go on. On the same machine operations are computed as they were.
  /// - Throws: `.file` if there is no checkpoint, or none that is whole; `.backend` if this machine
  ///   can't give the same bits; every weight that doesn't fit.
  @discardableResult
  public func resume(
    from folder: String, allowDifferentBits: Bool = false
  ) throws(HoneError) -> ResumePoint {
    try requireQuiet("resume")
    let (found, errors) = CheckpointFolder(path: folder).newest()
    guard let (checkpoint, path) = found else {
      throw HoneError.combining(errors)
        ?? HoneError(
          .file, path: folder, operation: "resume", wanted: "a folder with checkpoints",
          received: FileSystem.isFolder(folder) ? "none in it" : "no such folder",
          help: "pass fit(…, checkpoints: Checkpoints(\"\(folder)\")) to write some")
    }
    try compute(as: checkpoint, path: path, allowDifferentBits)
    try adopt(checkpoint, path: path)
    let position = checkpoint.state.position
    return ResumePoint(
      path: path, epoch: position.epoch, step: position.step,
      stepCount: checkpoint.state.stepCount, damaged: errors)
  }

  /// Like ``resume(from:)``, but nothing happens if the folder has no checkpoints: for programs that
  /// are started again and again until they are through.
  ///
  /// - Returns: from where the next `fit` goes on; nil if it begins anew.
  @discardableResult
  public func resumeIfPossible(from folder: String) throws(HoneError) -> ResumePoint? {
    CheckpointFolder(path: folder).files.isEmpty ? nil : try resume(from: folder)
  }

  /// Has every operation computed as the checkpoint says it was.
  private func compute(
    as checkpoint: Checkpoint, path: String, _ allowDifferentBits: Bool
  ) throws(HoneError) {
    guard let plan = checkpoint.plan, let own = backend.planRecord else { return }
    if plan.machine == own.machine {
      try use(try backend.reusing(plan))
    } else if !allowDifferentBits {
      throw HoneError(
        .backend, path: path, operation: "resume",
        wanted: "the engine that began: \(plan.machine)", received: own.machine,
        help: "results would have other bits; pass allowDifferentBits: true "
          + "(--allow-different-bits) if they may")
    }
  }

  private func adopt(_ checkpoint: Checkpoint, path: String) throws(HoneError) {
    if !fields.isEmpty {
      try weights.load(
        checkpoint.tensors(of: "parameter").merging(checkpoint.tensors(of: "statistic")) { $1 })
    }
    engine.stepCount = checkpoint.state.stepCount
    engine.learningRateOverride = checkpoint.state.learningRate
    pendingResume = PendingResume(checkpoint: checkpoint, path: path)
  }
}
