#if CommandLineTool
  internal import ArgumentParser
  internal import Foundation
  internal import Hone
  internal import HoneCore
  internal import HoneTrain

  /// `hone ctl RUN pause|resume|checkpoint|stop|set learningRate=…`.
  struct ControlCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "ctl",
      abstract: "Asks a running training to pause, write a checkpoint, stop, or change its rate.",
      discussion: """
        A request is granted between two steps and written into the run's journal.jsonl with the \
        number of steps, so that a run that is killed and resumed, or trained again with \
        `hone train --replay`, ends with the same bits.

        EXAMPLES:
          hone ctl runs/fashion-… pause                      write a checkpoint and wait
          hone ctl runs/fashion-… resume                     go on after a pause
          hone ctl runs/fashion-… checkpoint                 write a checkpoint now
          hone ctl runs/fashion-… stop                       as Ctrl-C; `hone resume` goes on
          hone ctl runs/fashion-… set learningRate=0.0005    from the next step on
          hone ctl runs/fashion-… set learningRate=schedule  as the optimizer says again
        """)

    @Argument(help: ArgumentHelp("The run folder.", valueName: "run"))
    var path: String

    @Argument(help: ArgumentHelp("What is asked.", valueName: "request"))
    var request: [String]

    @Option(help: ArgumentHelp("How many seconds to wait until it is granted.", valueName: "s"))
    var wait: Double = 30

    func run() throws {
      let folder = try RunFolder(existing: path)
      let request = try ControlRequest(words: request)
      guard FolderLock.isHeld(folder.path) else {
        try folder.requireConfiguration()
        throw HoneError(
          .usage, path: path, operation: "ctl", message: "no training runs here.",
          help:
            "`hone runs` lists runs and their state; `hone resume \(path)` goes on with this one"
        )
      }
      let control = ControlFolder(folder.path)
      let granted = control.journal().count
      let file = try control.post(request)
      let end = ContinuousClock.now + .seconds(wait)
      while FileSystem.exists(file) {
        guard FolderLock.isHeld(folder.path) else {
          FileSystem.remove(file)
          throw HoneError(
            .state, path: path, operation: "ctl",
            message: "the training ended before the next step."
          )
        }
        guard ContinuousClock.now < end else {
          Console.print("asked: \(request); not granted within \(Number.short(wait)) s yet")
          return
        }
        usleep(20_000)
      }
      let new = control.journal().dropFirst(granted)
      guard let entry = new.last(where: { $0.request == request.words }) else {
        throw HoneError(
          .state, path: path, operation: "ctl",
          message: "the request was not granted: training was only beginning.",
          help: "ask again")
      }
      Console.print("\(request): granted after step \(entry.step)")
    }
  }
#endif
