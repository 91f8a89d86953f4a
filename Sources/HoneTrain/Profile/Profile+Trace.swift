internal import HoneBackend
public import HoneCore
internal import HoneGraph
internal import HoneIO

extension Profile {
  /// The measured steps as a trace in the trace event format, which chrome://tracing and
  /// ui.perfetto.dev open: a thread of calls, and one of the steps and of waiting for batches.
  public var traceJSON: String { trace.json(indent: nil) }

  /// Writes `profile.txt` and `trace.json` into a folder, which is made if it isn't there.
  ///
  /// - Throws: `.file` if that fails.
  public func write(to folder: String) throws(HoneError) {
    try FileSystem.makeFolder(folder)
    try AtomicFile.write(description + "\n", to: folder + "/profile.txt")
    try AtomicFile.write(traceJSON + "\n", to: folder + "/trace.json")
  }

  private var trace: ConfigurationValue {
    var events = [
      Self.name("process_name", "hone \(program)", thread: 0),
      Self.name("thread_name", "steps", thread: 1), Self.name("thread_name", "calls", thread: 2),
    ]
    if let origin = steps.first?.asked {
      for step in steps { events += self.events(step, origin) }
    }
    return .object([
      ("displayTimeUnit", ConfigurationValue("ms")), ("traceEvents", .array(events)),
      ("otherData", .object([("engine", ConfigurationValue(engine))])),
    ])
  }

  private func events(
    _ step: RecordedStep, _ origin: ContinuousClock.Instant
  ) -> [ConfigurationValue] {
    guard let first = step.marks.first, let last = step.marks.last else { return [] }
    var events = [
      Self.slice("wait for batch", "data", step.asked, step.received, origin, thread: 1),
      Self.slice("step \(step.number)", "step", first, last, origin, thread: 1),
    ]
    for (entry, (from, to)) in zip(calls, zip(step.marks, step.marks.dropFirst())) {
      let call = entry.call
      let row = Row(
        phase: call.phase, name: "", milliseconds: Self.microseconds(to - from) / 1000,
        flops: call.flops, byteCount: call.readByteCount + call.writtenByteCount)
      let arguments: [(String, ConfigurationValue)] = [
        ("call", ConfigurationValue(call.name)), ("layer", ConfigurationValue(call.layer)),
        ("by", ConfigurationValue(call.implementation)),
        ("flops", ConfigurationValue(call.flops)),
        ("read bytes", ConfigurationValue(call.readByteCount)),
        ("written bytes", ConfigurationValue(call.writtenByteCount)),
        ("GFLOP/s", ConfigurationValue(row.gigaflopsPerSecond)),
        ("GB/s", ConfigurationValue(row.gigabytesPerSecond)),
      ]
      let title = call.layer.isEmpty ? call.operation : "\(call.layer): \(call.operation)"
      events.append(
        Self.slice(title, call.phase.rawValue, from, to, origin, thread: 2, arguments))
    }
    return events
  }

  private static func name(_ kind: String, _ name: String, thread: Int) -> ConfigurationValue {
    .object([
      ("name", ConfigurationValue(kind)), ("ph", ConfigurationValue("M")),
      ("pid", ConfigurationValue(1)), ("tid", ConfigurationValue(thread)),
      ("args", .object([("name", ConfigurationValue(name))])),
    ])
  }

  private static func slice(
    _ name: String, _ category: String, _ from: ContinuousClock.Instant,
    _ to: ContinuousClock.Instant, _ origin: ContinuousClock.Instant, thread: Int,
    _ arguments: [(String, ConfigurationValue)] = []
  ) -> ConfigurationValue {
    .object([
      ("name", ConfigurationValue(name)), ("cat", ConfigurationValue(category)),
      ("ph", ConfigurationValue("X")), ("ts", ConfigurationValue(microseconds(from - origin))),
      ("dur", ConfigurationValue(microseconds(to - from))), ("pid", ConfigurationValue(1)),
      ("tid", ConfigurationValue(thread)), ("args", .object(arguments)),
    ])
  }

  static func microseconds(_ duration: Duration) -> Double {
    let (seconds, attoseconds) = duration.components
    return Double(seconds) * 1e6 + Double(attoseconds / 1_000_000_000) / 1000
  }
}
