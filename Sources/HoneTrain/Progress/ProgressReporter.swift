internal import Foundation
internal import HoneCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Prints the progress of training: on a terminal a line that is redrawn, elsewhere plain lines.
final class ProgressReporter: @unchecked Sendable {
  private let style: Style
  private let epochs: Int
  private let clock = ContinuousClock()
  private var epochStart: ContinuousClock.Instant
  private var lastDraw: ContinuousClock.Instant
  private var current = (epoch: 0, steps: 0, done: 0)
  private var isDrawn = false

  private enum Style { case silent, bar, line }

  init(verbosity: Verbosity, epochs: Int) {
    self.epochs = epochs
    epochStart = clock.now
    lastDraw = clock.now
    let isTerminal = isatty(STDOUT_FILENO) == 1
    style =
      switch verbosity {
      case .silent: .silent
      case .line: .line
      case .bar, .auto: isTerminal ? .bar : .line
      }
  }

  /// Whether anything is printed.
  var isVerbose: Bool { style != .silent }

  /// Whether a redrawn line would show something new.
  var isDue: Bool {
    guard style == .bar else { return false }
    return clock.now - lastDraw > .milliseconds(100)
  }

  func epochBegin(epoch: Int, steps: Int) {
    epochStart = clock.now
    lastDraw = epochStart
    current = (epoch, steps, 0)
  }

  func step(_ done: Int, logs: Logs) {
    current.done = done
    lastDraw = clock.now
    let elapsed = (clock.now - epochStart).seconds
    let rate = elapsed / Double(max(done, 1))
    let remaining = rate * Double(current.steps - done)
    draw(
      "\(head) \(bar) \(padded(done))/\(current.steps)  \(Self.perStep(rate))  "
        + "ETA \(Self.duration(remaining))  \(Self.format(logs))")
  }

  func validating(_ logs: Logs) {
    guard style == .bar else { return }
    current.done = current.steps
    draw("\(head) \(bar) \(current.steps)/\(current.steps)  validating …  \(Self.format(logs))")
  }

  func epochEnd(epoch: Int, steps: Int, logs: Logs) {
    guard style != .silent else { return }
    let elapsed = (clock.now - epochStart).seconds
    let rate = elapsed / Double(max(steps, 1))
    erase()
    print(
      "\(head)  \(steps)/\(steps)  \(Self.duration(elapsed))  \(Self.perStep(rate))  "
        + Self.format(logs))
    flush()
  }

  func evaluated(_ logs: Logs) {
    guard style != .silent else { return }
    print(Self.format(logs))
    flush()
  }

  /// - Parameter relation: `in` or `after` the epoch.
  func interrupted(_ relation: String, epoch: Int) {
    guard style != .silent else { return }
    erase()
    print(
      "interrupted \(relation) epoch \(epoch + 1)/\(epochs); the weights are those of the last step"
    )
    flush()
  }

  /// Leaves no half-drawn line behind, also after an error.
  func end() {
    erase()
    flush()
  }

  private var head: String {
    let width = String(epochs).count
    let number = String(current.epoch + 1)
    return "epoch " + String(repeating: " ", count: max(width - number.count, 0)) + number
      + "/\(epochs)"
  }

  private func padded(_ done: Int) -> String {
    String(repeating: " ", count: max(String(current.steps).count - String(done).count, 0))
      + String(done)
  }

  private var bar: String {
    let width = 24
    let filled = current.steps > 0 ? width * current.done / current.steps : width
    return String(repeating: "━", count: filled) + String(repeating: "╌", count: width - filled)
  }

  private func draw(_ line: String) {
    let width = terminalWidth
    let shown = line.count > width ? String(line.prefix(width - 1)) + "…" : line
    print("\r\u{1B}[2K" + shown, terminator: "")
    isDrawn = true
    flush()
  }

  private func erase() {
    if isDrawn { print("\r\u{1B}[2K", terminator: "") }
    isDrawn = false
  }

  private var terminalWidth: Int {
    var size = winsize()
    guard ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 20 else { return 100 }
    return Int(size.ws_col)
  }

  private func flush() { fflush(nil) }

  private static func perStep(_ seconds: Double) -> String {
    seconds >= 1
      ? String(format: "%.2f s/step", seconds)
      : seconds >= 0.0995
        ? String(format: "%.0f ms/step", seconds * 1e3)
        : seconds >= 0.000_999_5
          ? String(format: "%.1f ms/step", seconds * 1e3)
          : String(format: "%.0f µs/step", seconds * 1e6)
  }

  private static func duration(_ seconds: Double) -> String {
    if seconds < 60 { return String(format: seconds < 0.995 ? "%.2fs" : "%.1fs", seconds) }
    let whole = Int(seconds.rounded())
    return whole < 3600
      ? String(format: "%d:%02d", whole / 60, whole % 60)
      : String(format: "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60)
  }

  /// `loss 0.4312  accuracy 0.8421`.
  private static func format(_ logs: Logs) -> String {
    logs.entries.map { name, value in
      let isSmall = value != 0 && abs(value) < 1e-3
      return name + " " + String(format: isSmall ? "%.4e" : "%.4f", value)
    }.joined(separator: "  ")
  }
}
