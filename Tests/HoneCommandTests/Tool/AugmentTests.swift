#if CommandLineTool
  import Foundation
  import Hone
  import Testing

  /// `hone augment preview` shows what training will draw.
  struct AugmentTests {
    private let tool: Tool

    init() throws {
      tool = try Tool()
      try tool.write(
        smallConfiguration + """

          augment:
            - RandomFlip: {mode: horizontal}
            - RandomRotation: {factor: 0.1}
            - RandomContrast: {factor: 0.4}
          """, to: "a.yaml")
    }

    @Test func writesASheetAndALogThatDrawsTheSameAgain() throws {
      let first = try tool.run(
        "augment", "preview", "a.yaml", "--samples", "3", "--draws", "2", "--log", "draws.jsonl")
      #expect(first.code == 0, "\(first.error)")
      #expect(first.output.contains("augment-preview.png: 3 samples"))
      let lines = try tool.text("draws.jsonl").split(separator: "\n")
      #expect(lines.count == 6)
      #expect(lines.allSatisfy { $0.contains("RandomRotation") && $0.contains("°") })
      let again = try tool.run(
        "augment", "preview", "a.yaml", "--replay", "draws.jsonl", "--out", "again.png", "--log",
        "again.jsonl")
      #expect(again.code == 0, "\(again.error)")
      #expect(try tool.bytes("again.png") == tool.bytes("augment-preview.png"))
      #expect(try tool.text("again.jsonl") == tool.text("draws.jsonl"))
      let png = try tool.bytes("again.png").prefix(8)
      #expect(Array(png) == [137, 80, 78, 71, 13, 10, 26, 10])
    }

    @Test func showsTextsInATable() throws {
      for (name, text) in [
        ("bad", "A dull plot and a\nweak ending."), ("good", "Warm, funny, wise."),
      ] {
        try tool.write(Array(text.utf8), to: "train/\(name)/1.txt")
      }
      try tool.write(
        """
        name: texts
        model:
          - TextVectorization: {outputSequenceLength: 8}
          - Flatten
          - Dense: {units: 2}
        data: {text: {train: train}}
        augment: [{RandomSwap: {alpha: 0.5}}]
        optimizer: adam
        loss: {sparseCategoricalCrossentropy: {fromLogits: true}}
        """, to: "texts.yaml")
      let outcome = try tool.run("augment", "preview", "texts.yaml", "--draws", "3")
      #expect(outcome.code == 0, "\(outcome.error)")
      let lines = outcome.output.split(separator: "\n")
      #expect(lines.count == 9)
      #expect(lines[0].hasPrefix("sample"))
      #expect(lines[1].hasPrefix("train/bad/1.txt") && lines[1].contains("–"))
      #expect(lines[1].contains("A dull plot and a weak ending."))
      #expect(lines[2].contains("RandomSwap"))
    }

    @Test func aModelThatResizesTakesImagesOfAnySize() throws {
      for (name, height, width) in [
        ("low/a", 9, 5), ("low/b", 8, 12), ("high/c", 6, 6), ("new", 11, 7),
      ] {
        let grey = HostTensor(
          filling: [height, width, 1], with: name.hasPrefix("low") ? 20 : 200, dtype: .uint8)
        try tool.write([], to: "photos/\(name).png")
        try PNGWriter.write(grey, to: tool.folder.appendingPathComponent("photos/\(name).png").path)
      }
      try FileManager.default.moveItem(
        atPath: tool.folder.appendingPathComponent("photos/new.png").path,
        toPath: tool.folder.appendingPathComponent("new.png").path)
      try tool.write(
        """
        model: [Flatten, Dense: {units: 2}]
        data: {images: {train: photos, channels: grayscale}}
        augment:
          - Resizing: {height: 4, width: 4}
          - RandomFlip: {mode: horizontal}
          - Rescaling: {scale: 0.00392156862745098}
        loss: {sparseCategoricalCrossentropy: {fromLogits: true}}
        optimizer: {adam: {learningRate: 0.05}}
        epochs: 20
        """, to: "photos.yaml")
      let trained = try tool.run("train", "photos.yaml", "--into", "run", "verbose=silent")
      #expect(trained.code == 0, "\(trained.error)")
      let shown = try tool.run("predict", "run", "new.png", "photos/low/b.png")
      #expect(shown.code == 0, "\(shown.error)")
      let names = shown.output.split(separator: "\n").map { $0.prefix { $0 != "." } }
      #expect(names == ["new", "photos/low/b"])
      #expect(shown.output.contains("new.png: high") && shown.output.contains("b.png: low"))
    }

    @Test func saysWhatIsWrong() throws {
      let none = try tool.run("augment", "preview", "a.yaml", "augment=[]")
      #expect(none.code == 64 && none.error.contains("at least one random transform"))
      let few = try tool.run("augment", "preview", "a.yaml", "--samples", "0")
      #expect(few.code == 64 && few.error.contains("--samples"))
      let grey = try tool.run("augment", "preview", "a.yaml", "augment=[{RandomHue: {factor: 1}}]")
      #expect(grey.code != 0 && grey.error.contains("grey pictures have no colors"))
      try tool.write("no log\n", to: "bad.jsonl")
      let bad = try tool.run("augment", "preview", "a.yaml", "--replay", "bad.jsonl")
      #expect(bad.code != 0 && bad.error.contains("bad.jsonl:1"))
      let missing = try tool.run("augment", "preview", "a.yaml", "--replay", "missing.jsonl")
      #expect(missing.code != 0 && missing.error.contains("missing.jsonl"))
    }
  }
#endif
