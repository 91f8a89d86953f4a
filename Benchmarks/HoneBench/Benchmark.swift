import Hone

/// Something that runs step after step under the clock.
protocol Benchmark: AnyObject {
  /// The trainable parameters of the model, by which the harness knows that engines agree; nil
  /// without a model.
  var parameterCount: Int? { get }
  /// A number that was computed, finite if all went well: the last loss, for training.
  var result: Double { get }
  /// Runs one step to its end.
  func step() throws
  /// How fast the parts of a step are, where that is known.
  func rates() throws -> Rates?
}

extension Benchmark {
  func rates() throws -> Rates? { nil }

  /// Steps for at least ten runs and a third of a second.
  func warmUp() throws {
    let clock = ContinuousClock()
    let start = clock.now
    var count = 0
    while count < 10 || clock.now - start < .milliseconds(300) {
      try step()
      count += 1
    }
  }

  /// Milliseconds per step, the last result being read.
  func time(steps: Int) throws -> Double {
    let duration = try ContinuousClock().measure {
      for _ in 0..<steps { try step() }
      _ = result
    }
    return duration.milliseconds / Double(max(steps, 1))
  }
}

extension Duration {
  var milliseconds: Double {
    Double(components.seconds) * 1e3 + Double(components.attoseconds) * 1e-15
  }
}

/// The benchmark that the options name.
func benchmark(_ options: Options) throws -> any Benchmark {
  switch options.workload {
  case "input": try InputBenchmark(threads: options.threads)
  case "predict": try PredictionBenchmark(batchSize: Workload.Size().batch)
  case "latency": try PredictionBenchmark(batchSize: 1)
  default: try TrainingBenchmark(options)
  }
}
