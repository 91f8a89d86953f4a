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
      guard let set = ImageCollection.all.first(where: { $0.name == name }) else {
        return ["idx", "images", "text"].contains(name) ? "a folder" : "files"
      }
      return (try? set.locate()) ?? "not here; `hone data fetch \(name)`"
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
      let set = try ImageCollection.named(name)
      if let folder = try? set.locate(into) {
        Console.print("\(name) is in \(folder)")
        return
      }
      let fetcher = DatasetFetcher(set, into: into, showsProgress: isatty(2) == 1)
      Console.print("\(name) is in \(try fetcher.fetch())")
    }
  }
#endif
