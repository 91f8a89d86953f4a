#if CommandLineTool
  internal import ArgumentParser
  internal import Foundation
  internal import Hone
  internal import HoneCore
  internal import HoneData
  internal import HoneTrain

  /// `hone augment …`.
  struct AugmentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "augment",
      abstract: "Shows what augmentation makes of samples.",
      discussion: """
        EXAMPLES:
          hone augment preview fashion.yaml
          hone augment preview fashion.yaml --draws 8 --log draws.jsonl
          hone augment preview fashion.yaml --replay draws.jsonl --out again.png
        """,
      subcommands: [PreviewAugmentation.self])
  }

  /// `hone augment preview CONFIG`.
  struct PreviewAugmentation: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "preview",
      abstract:
        "Draws samples and what augmentation makes of them: a picture, or a table of texts.",
      discussion: """
        Rows are samples, columns are draws: the first is what the first epoch sees with the \
        same seed, unless samples are split off for validation. Under each stands what was drawn.

        EXAMPLES:
          hone augment preview fashion.yaml
          hone augment preview fashion.yaml 'augment=[{RandomRotation: {factor: 0.2}}]'
        """)

    @Argument(help: "The configuration.")
    var path: String

    @Argument(help: ArgumentHelp("Changes to the configuration.", valueName: "key=value"))
    var changes: [String] = []

    @Option(help: ArgumentHelp("How many samples, spread over the training data.", valueName: "n"))
    var samples = 6

    @Option(help: ArgumentHelp("How many draws of each.", valueName: "n"))
    var draws = 6

    @Option(help: ArgumentHelp("The picture.", valueName: "file.png"))
    var out = "augment-preview.png"

    @Option(help: ArgumentHelp("The longest side of a sample in it, in pixels.", valueName: "n"))
    var size = 112

    @Option(help: ArgumentHelp("Writes what was drawn, a line each.", valueName: "file.jsonl"))
    var log: String?

    @Option(help: ArgumentHelp("Draws what a log says once more.", valueName: "file.jsonl"))
    var replay: String?

    func run() throws {
      try check("--samples", samples, 1...200)
      try check("--draws", draws, 1...100)
      let configuration = try RunConfiguration(
        file: path, overrides: try changes.map { try Override($0) }
      ).fittedToItsData()
      guard let data = try configuration.data.load(.train, seed: configuration.seed) else {
        throw HoneError(.data, path: path, message: "there are no training samples.")
      }
      let preprocessing = try Preprocessing(configuration.model)
      let transforms = preprocessing.transforms
      if preprocessing.mixesSamples {
        Console.error("hone: MixUp and CutMix aren't shown: they act after all that is shown")
      }
      guard transforms.contains(where: \.isTrainingOnly) else {
        throw HoneError(
          .usage, path: path, operation: "augment", wanted: "at least one random transform",
          received: transforms.isEmpty ? "none" : "only such as always act",
          help: "add augment: [RandomFlip: {mode: horizontal}], for example")
      }
      let preview: AugmentationPreview
      do throws(HoneError) {
        preview = try AugmentationPreview(data.asSource, transforms, seed: configuration.seed)
      } catch {
        throw LayerPlaces(configuration.resolved).locating(
          error, transform: preprocessing.refusing(data))
      }
      let rows = try drawn(preview, count: data.count)
      if preview.showsText {
        Console.print(Console.table(Self.table(rows)))
      } else {
        try PNGWriter.write(try preview.sheet(rows, cellSize: size).render(), to: out)
        Console.print(
          "\(out): \(rows.count) samples, each as it is and \(drawCount(rows)) times drawn")
      }
      if let log {
        try Self.write(preview.log(rows).text, to: log)
        Console.print("\(log): what was drawn")
      }
    }

    private func drawn(
      _ preview: AugmentationPreview, count: Int
    ) throws(HoneError) -> [AugmentationPreview.Row] {
      guard let replay else {
        let shown = min(samples, count)
        return try preview.draw(samples: (0..<shown).map { $0 * count / shown }, draws: draws)
      }
      let text: String
      do {
        text = try String(contentsOfFile: replay, encoding: .utf8)
      } catch {
        throw HoneError(
          .file, path: replay, operation: "read", wanted: "a log that --log wrote",
          received: error.localizedDescription)
      }
      return try preview.replay(try DrawLog(text, file: replay))
    }

    private func drawCount(_ rows: [AugmentationPreview.Row]) -> Int {
      rows.map(\.drawn.count).max() ?? 0
    }

    private func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(HoneError) {
      guard range.contains(value) else {
        throw HoneError(
          .usage, operation: name,
          wanted: "a whole number from \(range.lowerBound) to \(range.upperBound)",
          received: "\(value)")
      }
    }

    /// Texts and what was made of them, under headings.
    private static func table(_ rows: [AugmentationPreview.Row]) -> [[String]] {
      var table = [["sample", "draw", "text", "what was drawn"]]
      for row in rows {
        if case .text(let text) = row.original { table.append([row.name, "–", line(text), ""]) }
        for drawn in row.drawn {
          guard case .text(let text) = drawn.value else { continue }
          table.append(["", "\(drawn.draw + 1)", line(text), drawn.record.caption])
        }
      }
      return table
    }

    /// A text in one line, its end left out if it is long.
    private static func line(_ text: String) -> String {
      let words = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return words.count <= 100 ? words : words.prefix(99) + "…"
    }

    private static func write(_ text: String, to file: String) throws(HoneError) {
      do {
        try Data(text.utf8).write(to: URL(filePath: file), options: .atomic)
      } catch {
        throw HoneError(
          .file, path: file, operation: "write", wanted: "a file that can be written",
          received: error.localizedDescription)
      }
    }
  }
#endif
