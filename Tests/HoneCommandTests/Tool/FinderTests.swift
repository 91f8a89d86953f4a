#if CommandLineTool
  import Foundation
  import Testing

  /// `hone find-learning-rate` and `hone find-batch-size`.
  struct FinderTests {
    private let tool: Tool

    init() throws {
      tool = try Tool()
      try tool.write(smallConfiguration, to: "a.yaml")
    }

    @Test func aRateIsFoundDrawnAndTrained() throws {
      let outcome = try tool.run(
        "find-learning-rate", "a.yaml", "--plot", "rates.svg", "--batch-size", "20",
        "validationSplit=0.1", "optimizer=sgd")
      #expect(outcome.code == 0, "\(outcome.error)")
      let lines = outcome.output.split(separator: "\n").map(String.init)
      #expect(lines.prefix(12).allSatisfy { $0.contains(" │") || $0.contains(" ┤") })
      #expect(lines[12].contains("▲") && lines[13].hasSuffix("learning rate"))
      let found = try #require(
        outcome.output.firstMatch(of: /suggested learning rate: ([0-9.e-]+), the smaller/))
      let rate = try #require(Double(found.1))
      #expect(1e-5 < rate && rate < 1)
      let next = try #require(lines.last)
      #expect(
        next
          == "train with it:  hone train a.yaml validationSplit=0.1 optimizer=sgd --batch-size 20 "
          + "--learning-rate \(found.1)")
      let picture = try tool.text("rates.svg")
      #expect(picture.hasPrefix("<svg xmlns=") && picture.hasSuffix("</svg>\n"))
      #expect(picture.contains("falls fastest: ") && picture.contains("suggested: \(found.1)"))
      #expect(picture.contains("small: sgd, 20 samples a batch"))
      // Nothing is saved, and the command that is named works.
      let files = try FileManager.default.contentsOfDirectory(atPath: tool.folder.path)
      #expect(Set(files) == ["a.yaml", "rates.svg", "output", "error"])
      let words = next.split(separator: " ").map(String.init)
      let hone = try #require(words.firstIndex(of: "hone"))
      let trained = try tool.process(words.suffix(from: hone + 1) + ["--into", "run"])
      try trained.run()
      trained.waitUntilExit()
      #expect(try tool.outcome(of: trained).code == 0)
      #expect(try tool.text("run/config.yaml").contains("learningRate: \(found.1)"))
    }

    @Test func ratesThatChangeNothingAreSaid() throws {
      let outcome = try tool.run(
        "find-learning-rate", "a.yaml", "--from", "1e-12", "--to", "1e-9", "--steps", "30")
      #expect(outcome.code == 0, "\(outcome.error)")
      #expect(outcome.output.contains("suggested learning rate: none\nnone: the loss never falls"))
      #expect(!outcome.output.contains("train with it"))
    }

    @Test func aScheduleIsNotReplacedSilently() throws {
      let outcome = try tool.run(
        "find-learning-rate", "a.yaml",
        "optimizer.learningRate={cosineDecay: {initial: 0.1, steps: 10}}")
      #expect(outcome.code == 0, "\(outcome.error)")
      #expect(
        outcome.output.contains(
          "hone train a.yaml 'optimizer.learningRate={cosineDecay: {initial: 0.1, steps: 10}}' "))
      #expect(outcome.output.contains("which replaces the schedule: to keep cosineDecay"))
    }

    @Test func batchSizesAreMeasured() throws {
      let outcome = try tool.run(
        "find-batch-size", "a.yaml", "--candidates", "4,16,400", "--rounds", "1", "backend=cpu",
        "plan=fixed")
      #expect(outcome.code == 0, "\(outcome.error)")
      let lines = outcome.output.split(separator: "\n").map(String.init)
      #expect(lines[0].split(separator: " ").first == "batch")
      #expect(lines[1...3].map { $0.split(separator: " ")[0] } == ["4", "16", "400"])
      #expect(lines[3].contains("not measured"))
      #expect(lines[4].hasPrefix("fastest: "))
      #expect(lines[5].hasPrefix("the largest batch size is 60, all samples: it takes "))
      #expect(
        try #require(lines.last).wholeMatch(
          of: /train with it:  hone train a.yaml backend=cpu plan=fixed --batch-size (4|16)/) != nil
      )
    }

    @Test func whatFitsIsSaidWithoutMeasuring() throws {
      let outcome = try tool.run(
        "find-batch-size", "a.yaml", "--no-measure", "backend=cpu", "plan=fixed")
      #expect(outcome.code == 0, "\(outcome.error)")
      #expect(outcome.output.hasPrefix("the largest batch size is 60, all samples"))
      #expect(outcome.output.split(separator: "\n").count == 1)
      let unknown = try tool.run("find-batch-size", "a.yaml", "--no-measure")
      #expect(unknown.output.hasPrefix("largest: unknown"))
    }

    @Test func wrongNumbersAreNamed() throws {
      let rates = try tool.run("find-learning-rate", "a.yaml", "--from", "2", "--to", "1")
      #expect(rates.code == 64)
      #expect(rates.error.contains("to: find learning rate expects a rate above from (2.0)"))
      let sizes = try tool.run("find-batch-size", "a.yaml", "--candidates", "4,x")
      #expect(sizes.code == 64)
      #expect(sizes.error.contains("batch sizes such as 16,64,256"))
      let none = try tool.run("find-batch-size", "a.yaml", "--candidates", "0")
      #expect(none.code == 64)
      #expect(none.error.contains("1 or more"))
    }
  }
#endif
