#if CommandLineTool
  internal import ArgumentParser
  internal import Foundation
  internal import Hone

  /// `hone data …`.
  struct DataCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "data",
      abstract: "Lists, fetches, shows and splits data.",
      discussion: """
        EXAMPLES:
          hone data list
          hone data fetch fashion-mnist
          hone data show fashion-mnist --sheet sheet.png
          hone data show iris.csv --target species
          hone data split iris.csv --target species --stratify
        """,
      subcommands: [ListData.self, FetchData.self, ShowData.self, SplitData.self])
  }

  /// `hone data list`.
  struct ListData: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Lists the data sets that a configuration can name.")

    func run() throws {
      var rows = [["name", "place", "contents"]]
      for schema in Registry.command.schemas(.dataset) {
        rows.append([schema.name, place(schema.name), schema.summary])
      }
      Console.print(Console.table(rows))
    }

    private func place(_ name: String) -> String {
      if name == "sample" { return "built in" }
      let missing = "not here; `hone data fetch \(name)`"
      if let set = ImageCollection.all.first(where: { $0.name == name }) {
        return (try? set.locate()) ?? missing
      }
      if let set = PublishedCollection.all.first(where: { $0.name == name }) {
        return (try? set.locate()) ?? missing
      }
      return ["idx", "images", "text", "cifar"].contains(name) ? "a folder" : "files"
    }
  }

  /// `hone data fetch NAME`.
  struct FetchData: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "fetch",
      abstract: "Fetches a published data set and checks it.",
      discussion: """
        EXAMPLES:
          hone data fetch fashion-mnist
          hone data fetch fashion-mnist --into /data/fashion
        """)

    @Argument(help: "The name of the set; `hone data list` shows them.")
    var name: String

    @Option(help: ArgumentHelp("The folder, instead of Hone's cache.", valueName: "folder"))
    var into: String?

    func run() throws {
      let names = ImageCollection.all.map(\.name) + PublishedCollection.all.map(\.name)
      var fetcher: DatasetFetcher
      let found: String?
      if let set = ImageCollection.all.first(where: { $0.name == name }) {
        found = try? set.locate(into)
        fetcher = DatasetFetcher(set, into: into, showsProgress: isatty(2) == 1)
      } else if let set = PublishedCollection.all.first(where: { $0.name == name }) {
        found = try? set.locate(into)
        fetcher = DatasetFetcher(set, into: into, showsProgress: isatty(2) == 1)
      } else {
        throw HoneError(
          .usage, operation: "data set", wanted: "one of " + names.joined(separator: ", "),
          received: name, help: NearestKey.help(for: name, among: names))
      }
      fetcher.report = { Console.error("hone: \($0)") }
      let folder = try found ?? fetcher.fetch()
      try check(folder)
      Console.print("\(name) is in \(folder)")
    }

    /// What has no checksum is read once, so that a wrong file is noticed now.
    private func check(_ folder: String) throws(HoneError) {
      guard let set = PublishedCollection.all.first(where: { $0.name == name }),
        set.files.contains(where: { $0.checksum == .unknown })
      else { return }
      for part in DataPart.allCases { _ = try set.load(part, from: folder) }
    }
  }
#endif
