internal import Foundation
internal import HoneCore

/// Lets a running training be asked from outside: to pause, to write a checkpoint, to stop, to train
/// on with another learning rate.
///
/// Requests are granted before a step and written into a journal with the number of updates. A training
/// that is resumed, or begins with the journal of another in its folder, grants what changes its bits
/// at the same steps again, so that it ends with the same bits. While it runs, no other process can
/// train in the folder.
///
/// ```swift
/// try await trainer.fit(train, epochs: 100, callbacks: [RunControl("runs/mine")])
/// // elsewhere: hone ctl runs/mine set learningRate=0.001
/// ```
public struct RunControl: Callback {
  private let folder: ControlFolder
  private var lock: FolderLock?
  /// What the journal says is to be granted again, by the updates made.
  private var replayed: [Int: [JournalEntry]] = [:]
  private var looked = ContinuousClock.now
  private var isPausing = false
  private var hasFailed = false

  /// How often requests are looked for.
  private static let interval = Duration.milliseconds(50)

  /// Creates a control by the files of a folder.
  public init(_ folder: String) { self.folder = ControlFolder(folder) }

  public mutating func trainBegin(_ trainer: Trainer) throws {
    lock = try FolderLock.unlessHeldHere(folder.run, purpose: "control")
    if lock != nil { folder.removeRequests() }
    folder.setPaused(false)
    isPausing = false
    readJournal(trainer)
  }

  public mutating func trainResume(_ trainer: Trainer) { readJournal(trainer) }

  /// A checkpoint of as many updates doesn't hold what was granted at it.
  private mutating func readJournal(_ trainer: Trainer) {
    let entries = folder.journal().filter { $0.step >= trainer.stepCount }
    replayed = Dictionary(grouping: entries, by: \.step)
  }

  public mutating func stepBegin(epoch: Int, step: Int, _ trainer: Trainer) throws {
    try grantAgain(trainer)
    if isPausing {
      folder.setPaused(true)
      while isPausing, !trainer.isAskedToEnd {
        answer(trainer)
        Thread.sleep(forTimeInterval: 0.05)
      }
      isPausing = false
      folder.setPaused(false)
    }
    guard ContinuousClock.now - looked > Self.interval else { return }
    looked = .now
    answer(trainer)
  }

  /// Grants what was granted at this step, unless it was after training had gone back more often.
  private mutating func grantAgain(_ trainer: Trainer) throws {
    guard let entries = replayed[trainer.stepCount] else { return }
    func isLater(_ entry: JournalEntry) -> Bool { entry.rollBacks ?? 0 > trainer.rollBacks }
    for entry in entries where !isLater(entry) {
      let request = try ControlRequest(words: entry.request)
      if request.changesBits { grant(request, trainer) }
    }
    replayed[trainer.stepCount] = entries.filter(isLater)
  }

  public mutating func trainEnd(_ trainer: Trainer) {
    folder.setPaused(false)
    lock = nil
  }

  private mutating func answer(_ trainer: Trainer) {
    for (path, request) in folder.pending() {
      do throws(HoneError) {
        try folder.record(
          JournalEntry(
            step: trainer.stepCount, rollBacks: trainer.rollBacks > 0 ? trainer.rollBacks : nil,
            request: request.words))
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
    case .setLearningRate(let rate): trainer.setNextLearningRate(rate)
    }
  }
}
