public import HoneCore

/// What becomes of samples that can't be read.
public enum CorruptSamples: String, Hashable, Sendable, Codable, CaseIterable {
  /// The first one ends the run, with an error that names its file.
  case fail
  /// They are found before training, left out, counted and listed.
  case skip
}

/// The samples that were left out because they can't be read.
public struct CorruptSampleReport: Hashable, Sendable {
  /// One of them.
  public struct Failure: Hashable, Sendable {
    /// Its number in the source that was checked.
    public let index: Int
    /// Its file, or its place in one.
    public let name: String
    /// Why it can't be read.
    public let reason: String
  }

  /// The number of samples that were read.
  public let checkedCount: Int
  /// The samples that can't be read, in their order.
  public let failures: [Failure]
}

extension CorruptSampleReport: CustomStringConvertible {
  /// The count, and the reasons of the first ten.
  public var description: String {
    if failures.isEmpty { return "all \(checkedCount) samples can be read" }
    let lines = failures.prefix(10).map { "  " + $0.reason }
    let rest = failures.count > 10 ? ["  … and \(failures.count - 10) more"] : []
    return
      (["\(failures.count) of \(checkedCount) samples can't be read and are left out:"]
      + lines + rest).joined(separator: "\n")
  }
}

extension SampleSource {
  /// Reads every sample once, now, and leaves out those that can't be read.
  ///
  /// So the number of samples is fixed before training, and the others keep their order. Only what
  /// is wrong with the data (`.data`) is left out; any other error is thrown.
  ///
  /// - Parameters:
  ///   - limit: How many may be left out; nil for any number, as long as one is left.
  ///   - workers: Threads that read; nil for one a processor. The result doesn't depend on it.
  /// - Returns: The samples that can be read, and what was left out.
  /// - Throws: `.data` that lists the first ones if more than `limit` can't be read.
  public func skippingCorrupt(
    limit: Int? = nil, workers: Int? = nil
  ) throws(HoneError) -> (source: SelectedSource, report: CorruptSampleReport) {
    let check = SampleCheck(self)
    try check.run(workers: min(max(workers ?? ProcessorCount.available, 1), max(count, 1)))
    let report = CorruptSampleReport(checkedCount: count, failures: check.failures)
    guard report.failures.count <= limit ?? max(count - 1, 0) else {
      throw HoneError(
        .data, operation: "skippingCorrupt",
        wanted: limit.map { "at most \($0) samples that can't be read" }
          ?? "at least one sample that can be read",
        received: "\(report.failures.count) of \(count)",
        help: "look at these:\n"
          + report.failures.prefix(5).map { "  " + $0.reason }.joined(separator: "\n"))
    }
    let corrupt = Set(report.failures.map(\.index))
    let kept = (0..<count).filter { !corrupt.contains($0) }
    return (SelectedSource(unchecked: self, kept), report)
  }
}

/// Reads every sample of a source, by several threads, and notes which ones fail.
private final class SampleCheck: @unchecked Sendable {
  private let source: any SampleSource
  private let monitor = Monitor()

  // Guarded by the monitor.
  private var next = 0
  private var running = 0
  private var found: [CorruptSampleReport.Failure] = []
  private var error: HoneError?

  /// Samples that a thread reads before it asks for more.
  private static let partCount = 32

  init(_ source: any SampleSource) { self.source = source }

  /// The samples that failed, in their order.
  var failures: [CorruptSampleReport.Failure] {
    monitor.withLock { found.sorted { $0.index < $1.index } }
  }

  func run(workers: Int) throws(HoneError) {
    for _ in 1..<workers {
      monitor.withLock { running += 1 }
      do throws(HoneError) {
        try WorkerThread.start { [self] in
          work()
          monitor.withLock {
            running -= 1
            monitor.signal()
          }
        }
      } catch {
        monitor.withLock { running -= 1 }
        break
      }
    }
    work()
    let error = monitor.withLock {
      while running > 0 { monitor.wait() }
      return self.error
    }
    if let error { throw error }
  }

  private func work() {
    var sample = Sample()
    let key = RandomKey(seed: 0).folding("check")
    var context = TransformContext(key: key)
    while true {
      let part = monitor.withLock {
        let first = error == nil ? next : source.count
        next = min(first + Self.partCount, source.count)
        return first..<next
      }
      if part.isEmpty { return }
      for index in part {
        context.key = key.folding(UInt64(index))
        do throws(HoneError) {
          try source.read(index, into: &sample, context: &context)
        } catch {
          note(index, error.naming(source.name(of: index)))
        }
      }
    }
  }

  private func note(_ index: Int, _ error: HoneError) {
    let line = error.description.split(separator: "\n").first.map { String($0) } ?? ""
    monitor.withLock {
      if error.kind == .data {
        found.append(.init(index: index, name: source.name(of: index), reason: line))
      } else if self.error == nil {
        self.error = error
      }
    }
  }
}
