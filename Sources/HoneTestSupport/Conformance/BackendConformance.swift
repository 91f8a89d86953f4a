public import HoneBackend
internal import HoneCore
internal import HoneGraph
public import HoneReference

/// Holds a backend against another one, by default the reference interpreter, on random programs.
///
/// Every operation meets random shapes (among them: no rows, one element, odd sizes), types,
/// strides, paddings, dilations and groups; so do the programs of its gradient, and the kinds of programs that training is made of:
/// elementwise chains, convolution chains, updates of state, several programs over one store.
///
/// ```swift
/// let report = try BackendConformance.run(candidate: MyBackend())
/// #expect(report.failures.isEmpty, "\(report)")
/// ```
public enum BackendConformance {
  /// Runs the suite and prints its summary.
  ///
  /// - Parameters:
  ///   - candidate: the backend under test.
  ///   - oracle: the backend that is believed.
  ///   - seed: makes other cases. A failure names seed, family and case.
  ///   - casesPerOp: the number of cases of each family.
  ///   - families: which families run, by name; nil for all.
  ///   - firstCase: the number of the first case, to run a single one again.
  ///   - additionalPrograms: more families, such as programs of a model.
  /// - Throws: what a generator throws: an error of the suite, not of a backend.
  public static func run(
    candidate: any Backend, against oracle: any Backend = ReferenceBackend(), seed: UInt64 = 1,
    casesPerOp: Int = 20, families wanted: Set<String>? = nil, firstCase: Int = 0,
    additionalPrograms: [ConformanceFamily] = []
  ) throws -> ConformanceReport {
    var report = ConformanceReport(candidate: candidate.name, oracle: oracle.name)
    for family in families + additionalPrograms where wanted?.contains(family.name) ?? true {
      for index in firstCase..<(firstCase + casesPerOp) {
        var random = CaseRandom(seed: seed, family: family.name, index: index)
        let test = try family.make(&random)
        guard let finding = ConformanceRunner(test).compare(candidate, oracle) else { continue }
        report.failures.append(
          ConformanceReport.Failure(
            family: family.name, index: index, seed: seed, message: finding.message,
            maxError: finding.maxError, tolerance: test.tolerance,
            graph: test.programs.map { GraphText.print($0) }.joined(separator: "\n")))
      }
      report.counts.append((family.name, casesPerOp))
    }
    print(report.summary)
    return report
  }

  /// The families of the suite.
  public static var families: [ConformanceFamily] {
    leafFamilies + elementwiseFamilies + shapeFamilies + indexFamilies + reductionFamilies
      + contractionFamilies + poolingFamilies + normFamilies + recurrentFamilies
      + chainFamilies + sequenceFamilies + stateFamilies + gradientFamilies
  }
}
