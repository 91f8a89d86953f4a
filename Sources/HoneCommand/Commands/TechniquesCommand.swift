#if CommandLineTool
  internal import ArgumentParser
  internal import Hone

  /// `hone techniques`.
  struct TechniquesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "techniques",
      abstract: "Lists what configurations can name, by what it helps with.",
      discussion: """
        Initialization, normalization, optimization, regularization and learning rate come first, in
        the order in which one turns to them.

        EXAMPLES:
          hone techniques
          hone techniques optimization "learning rate"
        """)

    @Argument(
      help: ArgumentHelp(
        "What shall be helped with: \(Axis.allCases.map(\.rawValue).joined(separator: ", ")).",
        valueName: "axis"))
    var axes: [String] = []

    @Option(
      help: ArgumentHelp(
        "Print the page of the documentation, with what a run of the tests wrote to FILE.",
        valueName: "file", visibility: .hidden))
    var golden: String?

    func run() throws {
      if let golden {
        Console.print(TechniquesTable(golden: try GoldenRecord(golden)).markdown)
        return
      }
      let wanted = try axes.map { try Self.axis($0) }
      Console.print(TechniquesTable().lines(wanted.isEmpty ? Axis.allCases : wanted))
    }

    private static func axis(_ name: String) throws(HoneError) -> Axis {
      let names = Axis.allCases.map(\.rawValue)
      guard let axis = Axis(rawValue: name.lowercased()) else {
        throw HoneError(
          .usage, path: name, message: "there are no such techniques.",
          help: NearestKey.help(for: name, among: names)
            ?? "choose among \(names.joined(separator: ", "))")
      }
      return axis
    }
  }
#endif
