#if CommandLineTool
  internal import ArgumentParser
  internal import Foundation
  internal import Hone
  internal import HoneCore
  internal import HoneData

  /// `hone data split SOURCE`.
  struct SplitData: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "split",
      abstract: "Splits data into parts for training, validation and test.",
      discussion: """
        Tables and JSON lines become a file for each part, whose rows are copied as they are.
        Folders with a folder for each class become folders of links to the files.

        EXAMPLES:
          hone data split iris.csv --target species --stratify
          hone data split scans.csv --group patient --train 0.7 --validation 0.15 --test 0.15
          hone data split photos --stratify --seed 7 --into photos-split
        """)

    @Argument(help: "A table (.csv, .tsv), JSON lines (.jsonl), or a folder of classes.")
    var source: String

    @Option(help: ArgumentHelp("The share for training.", valueName: "share"))
    var train = 0.8

    @Option(help: ArgumentHelp("The share for validation.", valueName: "share"))
    var validation = 0.1

    @Option(help: ArgumentHelp("The share for the test.", valueName: "share"))
    var test = 0.1

    @Flag(help: "Keep the shares of the classes in every part.")
    var stratify = false

    @Option(help: ArgumentHelp("The column or field of the classes.", valueName: "name"))
    var target: String?

    @Option(
      help: ArgumentHelp(
        "Keep rows with the same value in this column in one part.", valueName: "column"))
    var group: String?

    @Flag(help: "The table has no line of names: its columns are column1, column2 ….")
    var noHeader = false

    @Option(help: ArgumentHelp("What the draw depends on.", valueName: "number"))
    var seed: UInt64 = 0

    @Option(
      help: ArgumentHelp("The folder for the parts; else SOURCE-split.", valueName: "folder"))
    var into: String?

    private static let names = ["train", "validation", "test"]

    func run() throws {
      let plan = try SplitPlan([train, validation, test], seed: seed)
      let argument = SourceArgument(
        text: source, targets: [], format: CSVFormat(header: noHeader ? false : nil))
      if stratify, target == nil, !FileSystem.isFolder(source) {
        throw HoneError(
          .usage, operation: "--stratify", wanted: "the column of the classes",
          received: "no --target", help: "add --target and the column's name")
      }
      if FileSystem.isFolder(source) { return try splitFolder(argument, plan) }
      guard argument.isTable || argument.isJSONLines else {
        throw HoneError(
          .usage, path: source, operation: "split", wanted: "a table, JSON lines or a folder",
          received: FileSystem.exists(source) ? "a file of another kind" : "no such file")
      }
      let rows = try argument.isTable ? tableRows(argument.format) : lineRows()
      let parts = try plan.indices(
        count: rows.count, labels: stratify ? Self.numbered(rows.classes) : nil,
        groups: rows.groups)
      let folder = try makeFolder()
      let suffix = source.hasSuffix(".gz") ? String(source.dropLast(3)) : source
      let ending = suffix.split(separator: ".").last.map { "." + $0 } ?? ""
      let kept = Self.names.indices.filter { !parts[$0].isEmpty }
      let targets = kept.map { folder + "/" + Self.names[$0] + ending }
      var places = [Int](repeating: 0, count: rows.count)
      for (place, part) in kept.enumerated() {
        for row in parts[part] { places[row] = place }
      }
      if argument.isTable {
        try RecordSplitter.splitTable(
          source, format: argument.format, parts: places, into: targets)
      } else {
        try RecordSplitter.splitLines(source, parts: places, into: targets)
      }
      report(
        parts, classes: rows.classes, targets: kept.map { folder + "/" + Self.names[$0] + ending })
    }

    private typealias Rows = (count: Int, classes: [String]?, groups: [String]?)

    private func tableRows(_ format: CSVFormat) throws(HoneError) -> Rows {
      var classes: [String]?
      var groups: [String]?
      if let target { classes = try RecordSplitter.column(target, of: source, format: format) }
      if let group { groups = try RecordSplitter.column(group, of: source, format: format) }
      if let count = classes?.count ?? groups?.count { return (count, classes, groups) }
      return (try RecordSplitter.rowCount(of: source, format: format), nil, nil)
    }

    private func lineRows() throws(HoneError) -> Rows {
      var classes: [String]?
      var groups: [String]?
      if let target { classes = try values(of: target) }
      if let group { groups = try values(of: group) }
      return (try RecordSplitter.lineCount(of: source), classes, groups)
    }

    /// The values of a field of JSON lines.
    private func values(of field: String) throws(HoneError) -> [String] {
      let lines = try JSONLines(source, inputs: [field])
      var values: [String] = []
      for index in 0..<lines.count {
        switch try lines.sample(at: index).values[0] {
        case .text(let text): values.append(text)
        case .tensor(let tensor): values.append("\(tensor.elements(as: Double.self))")
        default: values.append("")
        }
      }
      return values
    }

    private static func numbered(_ classes: [String]?) -> [Int]? {
      guard let classes else { return nil }
      var numbers: [String: Int] = [:]
      for (number, name) in Set(classes).sorted().enumerated() { numbers[name] = number }
      return classes.map { numbers[$0] ?? 0 }
    }

    // Folders.

    private func splitFolder(_ argument: SourceArgument, _ plan: SplitPlan) throws {
      if group != nil {
        throw HoneError(
          .usage, operation: "--group", wanted: "a table or JSON lines", received: "a folder")
      }
      let data = try argument.folder(source, classNames: nil)
      let labels = data.classLabels
      let parts = try plan.indices(count: data.count, labels: stratify ? labels : nil)
      let folder = try makeFolder()
      for (part, samples) in parts.enumerated() {
        for sample in samples {
          let path = data.name(of: sample)
          let inner = path.dropFirst(source.hasSuffix("/") ? source.count : source.count + 1)
          let link = folder + "/" + Self.names[part] + "/" + inner
          try FileSystem.makeFolder(FileSystem.folder(of: link))
          let target =
            path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
          do {
            try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: target)
          } catch {
            throw HoneError(
              .file, path: link, operation: "make a link", message: error.localizedDescription)
          }
        }
      }
      let names = labels.map { labels in
        labels.map { label in
          data.classNames.flatMap { $0.indices.contains(label) ? $0[label] : nil } ?? "\(label)"
        }
      }
      let kept = Self.names.indices.filter { !parts[$0].isEmpty }
      report(parts, classes: names, targets: kept.map { folder + "/" + Self.names[$0] })
    }

    /// The folder for the parts, which must be new, so that no earlier split is mixed with this one.
    private func makeFolder() throws(HoneError) -> String {
      var base = source
      while base.count > 1, base.hasSuffix("/") { base.removeLast() }
      if !FileSystem.isFolder(source), let dot = base.lastIndex(of: "."), dot > base.startIndex {
        base = String(base[..<dot])
      }
      let folder = into ?? base + "-split"
      for name in Self.names {
        let isThere = [name, name + ".csv", name + ".tsv", name + ".jsonl"].contains {
          FileSystem.exists(folder + "/" + $0)
        }
        if isThere {
          throw HoneError(
            .file, path: folder, operation: "split", message: "there is a split already",
            help: "remove the folder or name another with --into")
        }
      }
      try FileSystem.makeFolder(folder)
      return folder
    }

    private func report(_ parts: [[Int]], classes: [String]?, targets: [String]) {
      let kept = Self.names.indices.filter { !parts[$0].isEmpty }
      let names = classes.map { Set($0).sorted() } ?? []
      var rows = [["part", "samples"] + names.prefix(12)]
      for (part, target) in zip(kept, targets) {
        var counts: [String: Int] = [:]
        if let classes { for row in parts[part] { counts[classes[row], default: 0] += 1 } }
        rows.append(
          [target, "\(parts[part].count)"] + names.prefix(12).map { "\(counts[$0] ?? 0)" })
      }
      for line in TextTable.lines(rows, rightAligned: Set(1..<20)) { Console.print(line) }
    }
  }
#endif
