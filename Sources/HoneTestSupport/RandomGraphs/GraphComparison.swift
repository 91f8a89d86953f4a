internal import HoneBackend
internal import HoneCore
internal import HoneGraph

/// Whether two backends agree on a case.
struct GraphComparison {
  let candidate: any Backend
  let oracle: any Backend

  enum Verdict {
    case agrees, agreesWithinConditioning
    case differs(Mismatch)
  }

  func mismatch(on test: ConformanceCase) -> Mismatch? {
    if case .differs(let mismatch) = verdict(on: test) { return mismatch }
    return nil
  }

  func verdict(on test: ConformanceCase) -> Verdict {
    let runner = ConformanceRunner(test)
    let (wanted, received): ([ConformanceRunner.Observation], [ConformanceRunner.Observation])
    do throws(HoneError) {
      wanted = try runner.observe(oracle, repeating: false)
    } catch {
      return .differs(Mismatch(message: "the oracle failed: \(error)", maxError: .infinity))
    }
    do throws(HoneError) {
      received = try runner.observe(candidate, repeating: test.isRepeatable)
    } catch {
      return .differs(Mismatch(message: "the candidate failed: \(error)", maxError: .infinity))
    }
    for (first, second) in zip(received, received.dropFirst(wanted.count))
    where !first.value.hasSameBits(as: second.value) {
      let message = "\(first.label): a second run on the same values gave other bits"
      return .differs(Mismatch(message: message, maxError: .infinity))
    }
    var spreads: [[Double]]?
    for (index, (a, b)) in zip(received, wanted).enumerated() {
      let tolerance = test.tolerance.scaled(to: b.value)
      guard HoneTestSupport.mismatch(a.value, b.value, tolerance: tolerance) != nil else {
        continue
      }
      if spreads == nil, overflows(test) { return .agreesWithinConditioning }
      let spread = spreads ?? self.spreads(of: test, around: wanted)
      spreads = spread
      guard let mismatch = a.value.mismatch(b.value, tolerance, spread: spread[index]) else {
        continue
      }
      return .differs(
        Mismatch(message: "\(b.label): \(mismatch.message)", maxError: mismatch.maxError))
    }
    return spreads == nil ? .agrees : .agreesWithinConditioning
  }

  /// Every value of every step.
  func values(of test: ConformanceCase) throws -> [[ValueID: HostTensor]] {
    var open = test.programs[0]
    let all = open.graph.nodes.indices.flatMap { node in
      open.graph.nodes[node].types.indices.map { ValueID(node: node, output: $0) }
    }
    open.outputs = all.enumerated().map { Program.Output(name: "v\($0.offset)", value: $0.element) }
    let store = try oracle.makeStateStore()
    for (slot, value) in test.initialState { try store.set(slot, to: value) }
    let executable = try oracle.compile(open, over: store)
    var result: [[ValueID: HostTensor]] = []
    for case .run(_, let inputs, let scalars) in test.steps {
      let values = try executable.run(inputs, scalars: scalars)
      result.append(Dictionary(uniqueKeysWithValues: zip(all, values)))
    }
    return result
  }

  /// Whether a value lies near the end of float32's range, where what is squared overflows.
  private func overflows(_ test: ConformanceCase) -> Bool {
    guard let steps = try? values(of: test) else { return false }
    return steps.contains { step in
      step.values.contains { value in
        value.dtype.isFloatingPoint
          && value.elements(as: Double.self).contains { $0.magnitude > 1e15 }
      }
    }
  }

  /// For each element of each observation, how far rounding errors move it.
  private func spreads(
    of test: ConformanceCase, around wanted: [ConformanceRunner.Observation]
  ) -> [[Double]] {
    var spreads = wanted.map { [Double](repeating: 0, count: $0.value.count) }
    let centers = wanted.map { $0.value.elements(as: Double.self) }
    for seed in 1...32 as ClosedRange<UInt64> {
      var disturbed = test
      disturbed.programs = test.programs.map { $0.disturbed(seed: seed) }
      guard let values = try? ConformanceRunner(disturbed).observe(oracle, repeating: false) else {
        continue
      }
      for index in values.indices {
        let elements = values[index].value.elements(as: Double.self)
        for place in elements.indices where elements[place] != centers[index][place] {
          let distance = (elements[place] - centers[index][place]).magnitude
          let known = distance.isNaN ? .infinity : distance
          spreads[index][place] = max(spreads[index][place], known)
        }
      }
    }
    return spreads
  }
}

extension Tolerance {
  /// The absolute part times the largest element.
  fileprivate func scaled(to value: HostTensor) -> Tolerance {
    let magnitudes = value.elements(as: Double.self).map(\.magnitude)
    let largest = magnitudes.lazy.filter(\.isFinite).max() ?? 0
    return Tolerance(
      relative: relative, absolute: absolute * largest + 1e-6, float64Factor: float64Factor)
  }
}

extension HostTensor {
  fileprivate func hasSameBits(as other: HostTensor) -> Bool {
    withUnsafeBytes { a in other.withUnsafeBytes { b in a.elementsEqual(b) } }
  }

  /// The first difference that neither tolerance nor four times the spread allows.
  fileprivate func mismatch(
    _ wanted: HostTensor, _ tolerance: Tolerance, spread: [Double]
  ) -> Mismatch? {
    let (a, b) = (elements(as: Double.self), wanted.elements(as: Double.self))
    guard a.count == b.count, dtype == wanted.dtype else {
      return HoneTestSupport.mismatch(self, wanted, tolerance: tolerance)
    }
    for index in a.indices where !(a[index] == b[index] || (a[index].isNaN && b[index].isNaN)) {
      let allowed = tolerance.allowed(b[index], dtype: dtype) + 4 * spread[index]
      let error = (a[index] - b[index]).magnitude
      if error <= allowed || spread[index].isInfinite { continue }
      return Mismatch(
        message: "element \(index) of \(dtype)\(shape): received \(a[index]), wanted \(b[index]) "
          + "(± \(allowed))", maxError: error)
    }
    return nil
  }
}
