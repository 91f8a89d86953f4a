internal import HoneBackend
internal import Synchronization

/// Chooses among the ways to compute an operation, and remembers.
///
/// A choice comes from the record of the run that goes on, else from what this process or an
/// earlier one measured on this machine, else it is measured, else the first candidate is taken.
/// All trainers of a process choose alike.
final class Chooser: Sendable {
  let mode: PlanMode
  let machine: String
  private let recorded: [String: String]
  private let used = Mutex<[String: String]>([:])

  init(mode: PlanMode, machine: String, reusing record: PlanRecord? = nil) {
    self.mode = mode
    self.machine = machine
    recorded = record?.choices ?? [:]
  }

  /// The choices made so far, and those of the record.
  var record: PlanRecord {
    PlanRecord(
      machine: machine, choices: used.withLock { recorded.merging($0) { _, new in new } })
  }

  /// The best candidate, prepared; nil if none can compute the operation.
  ///
  /// - Parameters:
  ///   - key: the operation with its shapes.
  ///   - canMeasure: whether measuring is worth its time and harms nothing.
  ///   - candidates: the one that the rules prefer first.
  func choose(_ key: String, canMeasure: Bool, among candidates: [Candidate]) -> PreparedCall? {
    if let name = recorded[key], let call = prepared(name, of: candidates) {
      used.withLock { $0[key] = name }
      return call
    }
    guard mode != .fixed, canMeasure else { return first(of: candidates, key: key) }
    if let name = Measurements.known(key, machine), let call = prepared(name, of: candidates) {
      used.withLock { $0[key] = name }
      return call
    }
    let thorough = mode == .tune
    guard let (name, call) = Measurements.fastest(candidates, thorough: thorough) else {
      return first(of: candidates, key: key)
    }
    Measurements.learn(key, name, machine)
    used.withLock { $0[key] = name }
    return call
  }

  /// Writes what was measured to disk.
  func save() {
    if mode != .fixed { Measurements.save(machine) }
  }

  private func prepared(_ name: String, of candidates: [Candidate]) -> PreparedCall? {
    candidates.first { $0.name == name }?.prepare()
  }

  private func first(of candidates: [Candidate], key: String) -> PreparedCall? {
    for candidate in candidates {
      guard let call = candidate.prepare() else { continue }
      used.withLock { $0[key] = candidate.name }
      return call
    }
    return nil
  }
}
