internal import HoneBackend
internal import HoneCore
internal import HoneGraph

/// Runs the steps that are to be measured, and makes a profile of them.
final class ProfileRecorder {
  private let options: ProfileOptions
  private let executable: any Executable
  private let engine: String
  private var seen = 0
  private var steps: [RecordedStep] = []

  /// - Throws: `.backend` if the engine doesn't tell its calls apart, `.usage` for no steps.
  init(_ options: ProfileOptions, _ step: CompiledStep, _ backend: any Backend) throws(HoneError) {
    guard options.count >= 1, options.skipped >= 0 else {
      throw HoneError(
        .usage, operation: "profile", wanted: "1 step or more, after 0 or more",
        received: "\(options.count) after \(options.skipped)")
    }
    guard !step.executable.calls.isEmpty else {
      throw HoneError(
        .backend, operation: "profile",
        message: "the \(backend.name) backend doesn't time its calls.",
        help: "train on the cpu backend")
    }
    self.options = options
    executable = step.executable
    engine = backend.capabilities.description
  }

  /// Whether the next full batch is measured.
  func isDue(_ step: CompiledStep) -> Bool {
    guard steps.count < options.count, step.executable === executable else { return false }
    seen += 1
    return seen > options.skipped
  }

  /// Runs a step by the closure, which appends the marks of its calls.
  func record(
    _ number: Int, asked: ContinuousClock.Instant,
    _ run: (inout [ContinuousClock.Instant]) throws(HoneError) -> Void
  ) throws(HoneError) {
    let received = ContinuousClock.now
    var marks: [ContinuousClock.Instant] = []
    try run(&marks)
    steps.append(RecordedStep(number: number, asked: asked, received: received, marks: marks))
  }

  /// What was measured; nil if training ended before.
  var profile: Profile? {
    guard !steps.isEmpty else { return nil }
    let calls = executable.calls.enumerated().map { index, call in
      Profile.Call(
        call: call,
        milliseconds: median { ($0.marks[index], $0.marks[index + 1]) })
    }
    return Profile(
      program: executable.program.name, engine: engine, calls: calls,
      stepMilliseconds: median { ($0.marks[0], $0.marks[$0.marks.count - 1]) },
      waitMilliseconds: median { ($0.asked, $0.received) }, steps: steps)
  }

  /// Writes the files, if any are wanted, and returns what was measured.
  func finish() throws(HoneError) -> Profile? {
    guard let profile else { return nil }
    if let folder = options.folder { try profile.write(to: folder) }
    return profile
  }

  private func median(
    _ span: (RecordedStep) -> (ContinuousClock.Instant, ContinuousClock.Instant)
  ) -> Double {
    let times = steps.map { step in
      let (from, to) = span(step)
      return Profile.microseconds(to - from) / 1000
    }.sorted()
    return (times[times.count / 2] + times[(times.count - 1) / 2]) / 2
  }
}
