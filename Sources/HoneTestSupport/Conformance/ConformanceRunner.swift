internal import HoneBackend
internal import HoneCore
internal import HoneGraph

/// Runs one case on two backends and compares everything that can be seen from outside.
struct ConformanceRunner {
  private let test: ConformanceCase

  init(_ test: ConformanceCase) { self.test = test }

  /// The first difference that the tolerance doesn't allow.
  func compare(_ candidate: any Backend, _ oracle: any Backend) -> Mismatch? {
    let wanted: [Observation]
    do throws(HoneError) {
      wanted = try observe(oracle, repeating: false)
    } catch {
      return Mismatch(message: "the oracle failed: \(error)", maxError: .infinity)
    }
    let received: [Observation]
    do throws(HoneError) {
      received = try observe(candidate, repeating: test.isRepeatable)
    } catch {
      return Mismatch(message: "the candidate failed: \(error)", maxError: .infinity)
    }
    for (a, b) in zip(received, wanted) {
      guard let mismatch = mismatch(a.value, b.value, tolerance: test.tolerance) else { continue }
      return Mismatch(message: "\(b.label): \(mismatch.message)", maxError: mismatch.maxError)
    }
    for (first, second) in zip(received, received.dropFirst(wanted.count))
    where first.value != second.value {
      return Mismatch(
        message: "\(first.label): a second run on the same values gave other bits",
        maxError: .infinity)
    }
    return nil
  }

  struct Observation {
    var label: String
    var value: HostTensor
  }

  /// All outputs and all state after each step; with `repeating`, of a second run as well.
  func observe(_ backend: any Backend, repeating: Bool) throws(HoneError) -> [Observation] {
    let store = try backend.makeStateStore()
    for (slot, value) in test.initialState { try store.set(slot, to: value) }
    var executables: [any Executable] = []
    for program in test.programs {
      executables.append(try backend.compile(program, over: store))
    }
    var observations: [Observation] = []
    for (number, step) in (repeating ? test.steps + test.steps : test.steps).enumerated() {
      switch step {
      case .set(let slot, let value): try store.set(slot, to: value)
      case .run(let index, let inputs, let scalars):
        let outputs = try executables[index].run(inputs, scalars: scalars)
        for (output, value) in zip(executables[index].program.outputs, outputs) {
          observations.append(
            Observation(label: "step \(number), output \(output.name)", value: value))
        }
      }
      let snapshot = try store.snapshot()
      for (path, value) in snapshot.sorted(by: { $0.key < $1.key }) {
        observations.append(Observation(label: "step \(number), state \(path)", value: value))
      }
    }
    return observations
  }
}
