internal import HoneCore

/// The shortest time of each step of a plan, printed when the plan goes (`HONE_DEBUG=time`).
final class StepTimes {
  private let name: String
  private let labels: [String]
  private var shortest: [Duration] = []

  init(_ name: String, _ labels: [String]) {
    self.name = name
    self.labels = labels
  }

  /// Takes the marks of one step.
  func add(_ marks: [ContinuousClock.Instant]) {
    let times = zip(marks, marks.dropFirst()).map { $1 - $0 }
    shortest = shortest.isEmpty ? times : zip(shortest, times).map(min)
  }

  deinit {
    guard !shortest.isEmpty else { return }
    print("times of \(name): \(Self.microseconds(shortest.reduce(.zero, +))) µs")
    let rows = zip(labels, shortest).map { [Self.microseconds($1), "µs", $0] }
    for line in TextTable.lines(rows, rightAligned: [0]) { print("  " + line) }
  }

  private static func microseconds(_ duration: Duration) -> String {
    let (seconds, attoseconds) = duration.components
    return String(Int(seconds) * 1_000_000 + Int(attoseconds / 1_000_000_000_000))
  }
}
