/// The shortest time of each step of a plan, printed when the plan goes (`HONE_DEBUG=time`).
final class StepTimes: @unchecked Sendable {
  private let name: String
  private var labels: [String] = []
  private var shortest: [Duration] = []

  init(_ name: String) { self.name = name }

  /// The step with a clock around it.
  func timing(_ step: Step) -> Step {
    let index = labels.count
    labels.append(step.label)
    shortest.append(.seconds(1000))
    var timed = step
    timed.run = { [self] in
      var status: Int32 = 0
      let time = ContinuousClock().measure { status = step.run() }
      shortest[index] = min(shortest[index], time)
      return status
    }
    return timed
  }

  deinit {
    guard shortest.allSatisfy({ $0 < .seconds(1000) }) else { return }  // It never ran.
    let total = shortest.reduce(.zero, +)
    print("times of \(name): \(Self.microseconds(total)) µs")
    for (label, time) in zip(labels, shortest) {
      print("  \(Self.microseconds(time)) µs  \(label)")
    }
  }

  private static func microseconds(_ duration: Duration) -> Int {
    let (seconds, attoseconds) = duration.components
    return Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000)
  }
}
