internal import Synchronization

/// What was measured on this machine, in this process and in earlier ones.
enum Measurements {
  /// What a process may spend on measuring unless it tunes.
  static let budget = Duration.milliseconds(800)
  /// How much faster than the rules' choice another one must be: less is noise.
  static let margin = 0.96

  private struct State {
    var spent = Duration.zero
    var isSaved = true
    /// By machine, then by operation.
    var choices: [String: [String: String]] = [:]
  }
  private static let state = Mutex(State())

  /// The choice for an operation, if it was measured.
  static func known(_ key: String, _ machine: String) -> String? {
    state.withLock { state in
      if state.choices[machine] == nil { state.choices[machine] = PlanCache.read(machine) }
      return state.choices[machine]?[key]
    }
  }

  /// Remembers a choice until the process ends, and once ``save(_:)`` is called, on disk.
  static func learn(_ key: String, _ name: String, _ machine: String) {
    state.withLock { state in
      state.choices[machine, default: [:]][key] = name
      state.isSaved = false
    }
  }

  /// Writes what is new to disk.
  static func save(_ machine: String) {
    let choices = state.withLock { state in
      defer { state.isSaved = true }
      return state.isSaved ? nil : state.choices[machine]
    }
    if let choices { PlanCache.write(choices, machine) }
  }

  /// Times the candidates on the memory that they are prepared for; nil if the time is spent.
  static func fastest(
    _ candidates: [Candidate], thorough: Bool
  ) -> (name: String, call: PreparedCall)? {
    guard thorough || state.withLock({ $0.spent }) < budget else { return nil }
    let clock = ContinuousClock()
    let start = clock.now
    defer { state.withLock { $0.spent += clock.now - start } }
    let repetitions = thorough ? 9 : 3
    var best: (name: String, call: PreparedCall, seconds: Double)?
    for candidate in candidates {
      guard let call = candidate.prepare() else { continue }
      guard let leader = best else {
        if let time = seconds(call, limit: .infinity, repetitions: repetitions) {
          best = (candidate.name, call, time)
        }
        continue
      }
      guard let time = seconds(call, limit: leader.seconds, repetitions: repetitions),
        time < leader.seconds * margin,
        // The leader may have been disturbed: it is measured again.
        let again = seconds(leader.call, limit: .infinity, repetitions: repetitions),
        time < again * margin
      else { continue }
      best = (candidate.name, call, time)
    }
    return best.map { ($0.name, $0.call) }
  }

  /// The shortest time of a few runs; nil if a call fails or is hopelessly slow.
  private static func seconds(
    _ call: PreparedCall, limit: Double, repetitions: Int
  ) -> Double? {
    let scratch = Memory(byteCount: call.scratchByteCount)
    call.useScratch(scratch.start)
    var shortest = Double.infinity
    // The first run warms up.
    for repetition in 0...repetitions {
      var status: Int32 = 0
      let duration = ContinuousClock().measure { status = call.run() }
      guard status == 0 else { return nil }
      let (seconds, attoseconds) = duration.components
      let time = Double(seconds) + Double(attoseconds) * 1e-18
      if repetition > 0 { shortest = min(shortest, time) }
      if time > 3 * limit { return nil }
    }
    return shortest
  }
}
