#if CommandLineTool
  import Foundation
  import Hone
  import Testing

  @testable import HoneCommand

  /// Transforms of a configuration that learn from the training split before the first step.
  struct FittingTests {
    private let tool: Tool

    /// 40 reviews in two languages, each with a word of its own.
    init() throws {
      tool = try Tool()
      let rows = (0..<40).map { row in
        let text =
          switch row % 4 {
          case 0: "정말 좋은 영화, word\(row)!"
          case 1: "지루한 영화, word\(row)."
          case 2: "A GOOD film: word\(row)"
          default: "a dull film; word\(row)"
          }
        return "\"\(text)\",\(row * 10),\(row % 2 == 0 ? "good" : "bad")"
      }
      try tool.write("text,width,label\n" + rows.joined(separator: "\n") + "\n", to: "reviews.csv")
      try write("[{TextVectorization: {outputMode: multiHot}}, {Dense: {units: 2}}]", to: "a.yaml")
    }

    private func write(_ model: String, to name: String, csv: String = "ignoring: [width]") throws {
      try tool.write(
        """
        name: fitted
        model: \(model)
        data: {csv: {train: reviews.csv, targets: [label], types: {text: text}, \(csv)}}
        validationSplit: 0.25
        optimizer: {adam: {learningRate: 0.1}}
        loss: {sparseCategoricalCrossentropy: {fromLogits: true}}
        epochs: 12
        seed: 5
        checkpointEvery: 2 steps
        verbose: silent
        plan: fixed
        """, to: name)
    }

    private func path(_ name: String) -> String { tool.folder.appending(path: name).path }

    private func transforms(_ configuration: RunConfiguration) throws -> [any Transform] {
      try Preprocessing(configuration.model).transforms
    }

    private func vocabulary(ofRun name: String) throws -> [String] {
      let run = try RunConfiguration(file: path("\(name)/config.yaml"))
      #expect(run.isFitted)
      return try #require(try transforms(run).first as? TextVectorization).vocabulary ?? []
    }

    @Test func textsAreVectorizedByTheTrainingSplitAloneAndPredictTakesThem() throws {
      let trained = try tool.run("train", "a.yaml", "--into", "run")
      try #require(trained.code == 0, "\(trained.error)")
      let table = try CSVTable(
        path("reviews.csv"),
        options: TableOptions(targets: ["label"], ignoring: ["width"], types: ["text": .text]))
      let parts = try table.split(validationFraction: 0.25, seed: 5)
      let vocabulary = try vocabulary(ofRun: "run")
      #expect(
        Set(vocabulary.filter { $0.hasPrefix("word") })
          == Set(parts.training.indices.map { "word\($0)" }))
      #expect(parts.validation.count == 10)
      #expect(Set(vocabulary).isSuperset(of: ["정말", "좋은", "지루한", "영화", "good", "dull"]))
      let saved = try SavedModel(path("run"), registry: .command)
      #expect(
        (try Preprocessing(saved.model).transforms.first as? TextVectorization)?.vocabulary
          == vocabulary)
      // From here on the run alone must do.
      try FileManager.default.removeItem(atPath: path("reviews.csv"))
      let predicted = try tool.run("predict", "run", "좋은 영화", "such a DULL film", "--top", "1")
      let lines = predicted.output.split(separator: "\n")
      #expect(predicted.code == 0 && lines.count == 2, "\(predicted.error)")
      #expect(lines.first?.contains("good") == true && lines.last?.contains("bad") == true)
    }

    @Test func aResumedRunDoesNotLearnAgain() throws {
      let through = try tool.run("train", "a.yaml", "--into", "through")
      try #require(through.code == 0, "\(through.error)")
      try #require(tool.run("train", "a.yaml", "--into", "cut", "epochs=5").code == 0)
      #expect(try vocabulary(ofRun: "cut") == vocabulary(ofRun: "through"))
      // Other texts would be other data.
      let text = try tool.text("reviews.csv")
      try tool.write(text.replacing("영화, word0!", with: "영화, word0 새로운!"), to: "reviews.csv")
      let refused = try tool.run("resume", "cut", "--epochs", "6")
      #expect(refused.code == 64 && refused.error.contains("fingerprint"), "\(refused.error)")
      try tool.write(text, to: "reviews.csv")
      let resumed = try tool.run("resume", "cut", "--epochs", "6")
      #expect(resumed.code == 0, "\(resumed.error)")
      #expect(try vocabulary(ofRun: "cut") == vocabulary(ofRun: "through"))
      let killed = try tool.run("verify-resume", "a.yaml", "--kills", "2", "epochs=40")
      #expect(killed.code == 0, "\(killed.error)")
    }

    @Test func aRunThatBeginsWithAnotherTakesOverWhatThatLearned() throws {
      try #require(tool.run("train", "a.yaml", "--into", "first", "epochs=2").code == 0)
      let text = try tool.text("reviews.csv")
      try tool.write(text.replacing("word", with: "term"), to: "reviews.csv")
      let second = try tool.run("train", "a.yaml", "--into", "second", "--from", "first")
      #expect(second.code == 0 && !second.error.contains("trained otherwise"), "\(second.error)")
      #expect(try vocabulary(ofRun: "second") == vocabulary(ofRun: "first"))
      // Another setting is another transform: it learns from the new texts.
      try write(
        "[{TextVectorization: {outputMode: multiHot, ngrams: 2}}, {Dense: {units: 2}}]",
        to: "pairs.yaml")
      let pairs = try RunConfiguration(file: path("pairs.yaml"), overrides: [])
      let known = try Preprocessing(SavedModel(path("first"), registry: .command).model).transforms
      let source = try CSVTable(
        path("reviews.csv"),
        options: TableOptions(targets: ["label"], ignoring: ["width"], types: ["text": .text]))
      let fitted = try pairs.fitted(to: .source(source), knowing: known)
      let words = try #require(try transforms(fitted).first as? TextVectorization).vocabulary
      #expect(words?.contains("a good") == true && words?.contains("term0") == true)
    }

    @Test func eachLearnsFromWhatThoseBeforeItMake() throws {
      try write(
        """
        [Normalization, {Sequential: {layers: [{Discretization: {numBins: 4, outputMode: oneHot}}]}}, {Dense: {units: 2}}]
        """, to: "numbers.yaml", csv: "ignoring: [text]")
      let outcome = try tool.run("train", "numbers.yaml", "--into", "numbers", "epochs=1")
      try #require(outcome.code == 0, "\(outcome.error)")
      let run = try RunConfiguration(file: path("numbers/config.yaml"))
      let found = try transforms(run)
      let means = try #require(found.first as? Normalization).fields["mean"]?.elements ?? []
      #expect(try abs(#require(means.first).double() - 195) < 40)
      let boundaries = try #require(found.last as? Discretization).binBoundaries ?? []
      #expect(boundaries.count == 3 && boundaries.allSatisfy { abs($0) < 2 })
      for command in ["summary", "find-learning-rate"] {
        let other = try tool.run(command, "numbers.yaml")
        #expect(other.code == 0, "\(command): \(other.error)")
      }
    }

    @Test func inAGraphEachInputHasItsOwn() throws {
      try write(
        """

          Model:
            inputs:
              - Input: {shape: [], name: text, dtype: string}
              - Input: {shape: [1], name: width}
            nodes:
              - {layer: {TextVectorization: {outputMode: multiHot, maxTokens: 12}}, of: [0]}
              - {layer: Normalization, of: [1]}
              - {layer: Concatenate, of: [2, 3]}
              - {layer: {Dense: {units: 2}}, of: [4]}
            outputs: [5]
        """, to: "graph.yaml", csv: "layout: named")
      let outcome = try tool.run("train", "graph.yaml", "--into", "graph", "epochs=1")
      try #require(outcome.code == 0, "\(outcome.error)")
      #expect(try RunConfiguration(file: path("graph/config.yaml")).isFitted)
      let evaluated = try tool.run("evaluate", "graph", "data.csv.test=reviews.csv")
      #expect(evaluated.code == 0, "\(evaluated.error)")
    }

    @Test func whatCanNotLearnNamesItsPlace() throws {
      try write(
        "[{TextVectorization: {outputMode: multiHot}}]", to: "b.yaml", csv: "ignoring: [text]")
      let none = try tool.run("train", "b.yaml", "--into", "b")
      #expect(none.code == 65 && none.error.contains("b.yaml:2:9"), "\(none.error)")
      #expect(
        none.error.contains("expects an input that is a text"))
      try write(
        "[{Dense: {units: 2}}, Normalization]", to: "c.yaml", csv: "ignoring: [text]")
      let behind = try tool.run("train", "c.yaml", "--into", "c")
      #expect(behind.code != 0 && behind.error.contains("Normalization"), "\(behind.error)")
    }
  }
#endif
