#if CommandLineTool
  internal import ArgumentParser
  internal import Hone
  internal import HoneTrain

  /// `hone data show SOURCE`.
  struct ShowData: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show",
      abstract: "Shows what data holds: classes, shapes, ranges, missing values, duplicates.",
      discussion: """
        A SOURCE is the name of a data set, a file (.csv, .tsv, .jsonl, .npz, .tfrecord, .txt), a
        folder with a folder for each class, one with train and test, or a configuration.

        EXAMPLES:
          hone data show fashion-mnist
          hone data show photos --sheet photos.png
          hone data show fashion-mnist --pixels 0
          hone data show iris.csv --target species
        """)

    @Argument(help: "The data.")
    var source: String

    @Option(
      help: ArgumentHelp("A column or field to be predicted; may be repeated.", valueName: "name"))
    var target: [String] = []

    @Flag(help: "The table has no line of names: its columns are column1, column2 ….")
    var noHeader = false

    @Option(
      help: ArgumentHelp(
        "Draw images of every class side by side into a PNG file.", valueName: "file"))
    var sheet: String?

    @Option(help: ArgumentHelp("Print one image as its matrix of numbers.", valueName: "number"))
    var pixels: Int?

    @Option(
      help: ArgumentHelp("Look at one part only: train, validation, test.", valueName: "name"))
    var part: String?

    func run() throws {
      let argument = SourceArgument(
        text: source, targets: target, format: CSVFormat(header: noHeader ? false : nil))
      let all = try argument.parts()
      let parts = all.filter { part == nil || $0.name == part }
      guard let first = parts.first else {
        throw HoneError(
          .usage, path: source, operation: "part",
          wanted: "one of " + all.map(\.name).joined(separator: ", "), received: part ?? "none")
      }
      if let pixels { return try print(PixelMatrix(first.source, sample: pixels).lines) }
      if let sheet {
        try PNGWriter.write(SampleSheet(first.source).render(), to: sheet)
        Console.print("images of \(first.name) are in \(sheet)")
        return
      }
      var earlier: [(name: String, summary: DataSummary, source: any SampleSource)] = []
      for part in parts {
        let summary = try DataSummary(part.source)
        print(SummaryLines(part.name, summary, part.source).lines)
        for other in earlier {
          print(try SummaryLines.shared(part, summary, with: other))
        }
        earlier.append((part.name, summary, part.source))
      }
    }

    private func print(_ lines: [String]) {
      for line in lines { Console.print(line) }
    }
  }
#endif
