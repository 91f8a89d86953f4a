#if CommandLineTool
  import Foundation
  import Testing

  /// `hone schedule` shows what the learning rate will do.
  struct ScheduleTests {
    private let tool: Tool

    init() throws {
      tool = try Tool()
      try tool.write(smallConfiguration, to: "a.yaml")
    }

    @Test func drawsTheCurveWithEpochsAndPrintsItsEnds() throws {
      let outcome = try tool.run(
        "schedule", "a.yaml", "epochs=4", "batchSize=20",
        "optimizer.learningRate={exponentialDecay: {initial: 0.8, steps: 3, rate: 0.5, "
          + "staircase: true}}")
      #expect(outcome.code == 0, "\(outcome.error)")
      let lines = outcome.output.split(separator: "\n").map(String.init)
      #expect(lines[0] == "adam, exponentialDecay: 4 epochs × 3 steps = 12 updates")
      #expect(lines.count == 17)
      // Four stairs of eighteen characters: the first at the top, each half as high as the last.
      #expect(
        lines[1] == "0.8 ┤" + String(repeating: "⠉", count: 18) + String(repeating: "⠀", count: 54))
      #expect(lines[12].hasPrefix("  0 ┤"))
      #expect(
        lines[13] == "    └" + (1...4).map { _ in String(repeating: "─", count: 17) + "┴" }.joined()
      )
      #expect(lines[14].split(separator: " ") == ["1", "2", "3", "4", "epochs"])
      #expect(lines[15] == "first  0.8  update 1")
      #expect(lines[16] == "last   0.1  update 12")
    }

    @Test func drawsAPictureToo() throws {
      let outcome = try tool.run(
        "schedule", "a.yaml", "--samples", "1000", "--svg", "curve.svg", "batchSize=100",
        "optimizer.learningRate={cosineDecayRestarts: {initial: 0.1, firstSteps: 10}}", "epochs=7")
      #expect(outcome.code == 0, "\(outcome.error)")
      #expect(outcome.output.contains("7 epochs × 10 steps = 70 updates"))
      let picture = try tool.text("curve.svg")
      #expect(picture.hasPrefix("<svg xmlns=") && picture.hasSuffix("</svg>\n"))
      // One point for each update; the rate rises again at updates 10 and 30.
      let points = try #require(picture.firstMatch(of: /points="([^"]*)"/)).1.split(separator: " ")
      #expect(points.count == 70)
      let heights = points.compactMap { Double($0.split(separator: ",")[1]) }
      for restart in [0, 10, 30] { #expect(heights[restart] == heights.min()) }
      for end in [9, 29, 69] { #expect(heights[end] > heights[0] + 250) }
    }

    @Test func aScheduleThatIsWrittenWronglyNamesTheNearest() throws {
      let outcome = try tool.run(
        "schedule", "a.yaml", "optimizer.learningRate={cosineDecy: {initial: 1, steps: 3}}")
      #expect(outcome.code == 64)
      #expect(outcome.error.contains("did you mean \"cosineDecay\"?"))
    }
  }
#endif
