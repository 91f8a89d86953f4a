public import Hone

/// A small experiment that runs in seconds, says what it measured, and draws it.
///
/// ```swift
/// struct CoinExample: Example {
///   let name = "coin"
///   let title = "A fair coin shows heads about half the time"
///   let group = ExampleGroup.basics
///   let techniques: [Int] = []
///
///   func run() async throws -> ExampleResult {
///     let heads = (0..<1000).count { RandomKey(seed: 1).bits(at: $0) % 2 == 0 }
///     var result = ExampleResult()
///     result.say("\(heads) of 1000")
///     result.measure("share", Double(heads) / 1000)
///     return result
///   }
/// }
/// ```
///
/// Adding one is a file, a line in ``Examples/all``, a page in each language and a test.
public protocol Example: Sendable {
  /// The name on the command line, of the page and of its pictures.
  var name: String { get }
  /// What the example shows, in one line.
  var title: String { get }
  /// Where it is listed.
  var group: ExampleGroup { get }
  /// The numbers in the project's list of techniques.
  var techniques: [Int] { get }

  /// What is missing for a run, such as data that isn't part of Hone; nil for nothing.
  var missing: HoneError? { get }

  /// Runs the example. The same machine gets the same numbers each time.
  func run() async throws -> ExampleResult
}

extension Example {
  public var missing: HoneError? { nil }
}

/// What examples are about: the five steps towards a network that trains well, and their ground.
public enum ExampleGroup: String, Sendable, CaseIterable {
  case initialization, normalization, optimization, regularization
  case learningRate = "learning rate"
  case basics
  case images
  case text
}

/// All examples.
public enum Examples {
  /// In the order in which they are listed.
  public static let all: [any Example] = [
    InitializationExample(),
    BatchNormalizationExample(),
    OptimizerRaceExample(),
    EffectiveRatesExample(),
    AugmentationExample(),
    PerceptronExample(),
    LogisticRegressionExample(),
    LinearStackExample(),
    ActivationsExample(),
    ConvolutionExample(),
    FeatureMapsExample(),
    MovedObjectExample(),
    SentimentExample(),
  ]

  /// The examples of each group that has some.
  public static var groups: [(group: ExampleGroup, examples: [any Example])] {
    ExampleGroup.allCases.compactMap { group in
      let examples = all.filter { $0.group == group }
      return examples.isEmpty ? nil : (group, examples)
    }
  }

  /// The example of a name.
  ///
  /// - Throws: `.usage` with the names if there is no such example.
  public static func named(_ name: String) throws(HoneError) -> any Example {
    if let example = all.first(where: { $0.name == name }) { return example }
    throw HoneError(
      .usage, path: name, operation: "examples", message: "there is no such example.",
      help: "there are \(all.map(\.name).joined(separator: ", "))")
  }
}
