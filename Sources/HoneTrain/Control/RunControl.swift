internal import Foundation
internal import HoneCore

/// Lets a running training be asked from outside: to pause, to write a checkpoint, to stop, to train
/// on with another learning rate.
///
/// Requests are granted between two steps and written into a journal with the number of updates. A
/// training that is resumed, or begins with the journal of another in its folder, grants what changes
/// its bits at the same steps again, so that it ends with the same bits.
///
/// ```swift
/// try await trainer.fit(train, epochs: 100, callbacks: [RunControl("runs/mine")])
/// // elsewhere: hone ctl runs/mine set learningRate=0.001
/// ```
public struct RunControl: Callback {
  private let folder: ControlFolder
  /// What the journal says is to be granted again.
  private var replayed: [JournalEntry] = []
  private var looked = ContinuousClock.now
  private var isPausing = false
  private var hasFailed = false

  /// How often requests are looked for.
  private static let interval = Duration.milliseconds(50)

  /// Creates a control by the files of a folder.
  public init(_ folder: String) { self.folder = ControlFolder(folder) }

  public mutating func trainBegin(_ trainer: Trainer) {
    for (path, _) in folder.pending() { FileSystem.remove(path) }
    folder.setPaused(false)
    replayed = folder.journal()
  }

  public mutating func trainResume(_ trainer: Trainer) {
    let step = trainer.stepCount
    replayed.removeAll { $0.step <= step }
  }

  public mutating func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) throws {
    while let entry = replayed.first, entry.step <= trainer.stepCount {
      replayed.removeFirst()
      let request = try ControlRequest(words: entry.request)
      if request.changesBits { grant(request, trainer) }
    }
    guard ContinuousClock.now - looked > Self.interval else { return }
    looked = .now
    answer(trainer)
  }

  public mutating func stepBegin(epoch: Int, step: Int, _ trainer: Trainer) {
    guard isPausing else { return }
    folder.setPaused(true)
    while isPausing, !trainer.isAskedToEnd {
      Thread.sleep(forTimeInterval: 0.05)
      answer(trainer)
    }
    isPausing = false
    folder.setPaused(false)
  }

  public func trainEnd(_ trainer: Trainer) { folder.setPaused(false) }

  private mutating func answer(_ trainer: Trainer) {
    for (path, request) in folder.pending() {
      do throws(HoneError) {
        try folder.record(JournalEntry(step: trainer.stepCount, request: request.words))
      } catch {
        // What isn't in the journal isn't done: a replay would have other bits.
        if !hasFailed { ErrorOutput.print("hone: a request can't be granted: \(error)") }
        hasFailed = true
        continue
      }
      grant(request, trainer)
      FileSystem.remove(path)
    }
  }

  private mutating func grant(_ request: ControlRequest, _ trainer: Trainer) {
    switch request {
    case .pause:
      isPausing = true
      trainer.requestCheckpoint()
    case .resume: isPausing = false
    case .checkpoint: trainer.requestCheckpoint()
    case .stop: trainer.interruptTraining()
    case .setLearningRate(let rate): trainer.learningRate = rate
    }
  }
}
