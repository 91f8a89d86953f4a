#if CommandLineTool
  internal import Hone
  internal import HoneTrain

  /// What a SOURCE of the command line stands for: the name of a data set, a file, a folder, or a
  /// configuration.
  struct SourceArgument {
    /// One part of the data.
    typealias Part = (name: String, source: any SampleSource)

    let text: String
    let targets: [String]
    let format: CSVFormat

    /// The parts that there are: training, validation, test.
    ///
    /// - Throws: `.usage` if the source is nothing of the kind, `.data` if it is damaged.
    func parts() throws(HoneError) -> [Part] {
      if FileSystem.isFolder(text) { return try folders() }
      if FileSystem.exists(text) { return try file() }
      guard let type = Registry.command.type(.dataset, named: text) else {
        let names = Registry.command.schemas(.dataset).map(\.name)
        throw HoneError(
          .usage, path: text, operation: "data", wanted: "a file, a folder or a name",
          received: "none of these",
          help: NearestKey.help(for: text, among: names)
            ?? "the names are those of `hone data list`")
      }
      let source = try Registry.command.make(
        .dataset, from: ConfigurationValue(type.schema.name), at: "data")
      guard let data = source as? any DataSource else { return [] }
      return try parts(of: data, seed: 0)
    }

    /// Whether the source is a table.
    var isTable: Bool {
      [".csv", ".tsv", ".tab"].contains { text.hasSuffix($0) || text.hasSuffix($0 + ".gz") }
    }

    /// Whether the source is a file of JSON lines.
    var isJSONLines: Bool { text.hasSuffix(".jsonl") || text.hasSuffix(".ndjson") }

    private func parts(of data: any DataSource, seed: UInt64) throws(HoneError) -> [Part] {
      var parts: [Part] = []
      for part in DataPart.allCases {
        switch try data.load(part, seed: seed) {
        case .dataset(let data): parts.append((part.rawValue, DatasetSource(data)))
        case .source(let source): parts.append((part.rawValue, source))
        case nil: break
        }
      }
      return parts
    }

    private func file() throws(HoneError) -> [Part] {
      let name = String(text.split(separator: "/").last ?? "data")
      if text.hasSuffix(".yaml") || text.hasSuffix(".yml") {
        let configuration = try RunConfiguration(file: text)
        return try parts(of: configuration.data, seed: configuration.seed)
      }
      if isTable { return [(name, try table())] }
      if isJSONLines { return [(name, try JSONLines(text, targets: targets))] }
      if text.hasSuffix(".npz") {
        let arrays = try NumPyArrays.contents(of: text).map(\.name)
        let inputs = arrays.filter { !targets.contains($0) && (!targets.isEmpty || $0 != "y") }
        let outputs = targets.isEmpty ? arrays.filter { $0 == "y" } : targets
        return [(name, try NumPyArrays(text, inputs: inputs, targets: outputs))]
      }
      if text.hasSuffix(".tfrecord") || text.hasSuffix(".tfrecords") {
        return [(name, try TFRecordExamples([text], targets: targets))]
      }
      if text.hasSuffix(".txt") { return [(name, try TextFile(text))] }
      throw HoneError(
        .usage, path: text, operation: "data",
        wanted: ".csv, .tsv, .jsonl, .npz, .tfrecord, .txt, a configuration or a folder",
        received: "a file of another kind")
    }

    /// The table with its missing values left as they are, so that they can be counted.
    private func table() throws(HoneError) -> CSVTable {
      var options = TableOptions(targets: targets, missing: .keep, unknown: .index)
      for target in targets { options.missingByColumn[target] = .dropRow }
      return try CSVTable(text, format: format, options: options)
    }

    // Folders.

    private func folders() throws(HoneError) -> [Part] {
      let names = ["train", "validation", "val", "test"]
      if let parts = try files(names) { return parts }
      let found = names.filter { FileSystem.isFolder(text + "/" + $0) }
      if found.contains("train") {
        let train = try folder(text + "/train", classNames: nil)
        var parts: [Part] = [("train", train)]
        for name in found.dropFirst() {
          parts.append((name, try folder(text + "/" + name, classNames: train.classNames)))
        }
        return parts
      }
      let idx = ["train-images-idx3-ubyte", "train-images-idx3-ubyte.gz"]
      if idx.contains(where: { FileSystem.exists(text + "/" + $0) }) {
        let source = try Registry.command.make(
          .dataset,
          from: .object([("idx", .object([("folder", ConfigurationValue(text))]))]), at: "data")
        guard let data = source as? any DataSource else { return [] }
        return try parts(of: data, seed: 0)
      }
      return [("all", try folder(text, classNames: nil))]
    }

    /// A folder with a table or a file of JSON lines for each part, as `hone data split` makes it;
    /// nil if it is something else.
    private func files(_ names: [String]) throws(HoneError) -> [Part]? {
      for ending in [".csv", ".tsv", ".jsonl"] {
        let found = names.filter { FileSystem.exists(text + "/" + $0 + ending) }
        guard found.first == "train" else { continue }
        func argument(_ name: String) -> SourceArgument {
          SourceArgument(text: text + "/" + name + ending, targets: targets, format: format)
        }
        if ending == ".jsonl" {
          let train = try JSONLines(argument("train").text, targets: targets)
          var parts: [Part] = [("train", train)]
          for name in found.dropFirst() {
            parts.append((name, try train.applying(to: argument(name).text)))
          }
          return parts
        }
        let train = try argument("train").table()
        var parts: [Part] = [("train", train)]
        for name in found.dropFirst() {
          parts.append((name, try train.applying(to: argument(name).text)))
        }
        return parts
      }
      return nil
    }

    /// A folder of images, or else of texts.
    func folder(_ path: String, classNames: [String]?) throws(HoneError) -> any SampleSource {
      do throws(HoneError) {
        return try ImageFolder(path, classNames: classNames)
      } catch {
        if let texts = try? TextFolder(path, classNames: classNames) { return texts }
        if let flat = try? ImageFolder(path, isLabelled: false) { return flat }
        throw error
      }
    }
  }
#endif
