public import HoneCore

/// A published data set of any kind: where it may lie on this machine, where it is published, how to
/// check it, and how to read it.
///
/// A set is looked for, in this order, in the folder that the user names, and then nowhere else; in
/// `$HONE_DATA/NAME`; in Hone's cache, where ``DatasetFetcher`` puts it.
///
/// ```swift
/// let iris = try PublishedCollection.named("iris").load(.train)
/// ```
public struct PublishedCollection: Hashable, Sendable {
  /// How the files of a set are read.
  enum Contents: Hashable, Sendable {
    case cifar(CIFARBinary.Labels)
    /// A table of one file, all of it for training.
    case table(
      file: String, columns: [String]?, target: String, ignoring: [String], texts: [String])
    /// Folders of texts for both parts.
    case texts(train: String, test: String)
    case agNews
  }

  /// The name, as in `hone data fetch NAME`.
  public let name: String
  /// One line for people.
  public let summary: String
  /// The files to fetch.
  public var files: [PublishedFile]
  let contents: Contents
  /// The files and folders without which the set isn't whole.
  let required: [String]

  /// Every set that isn't an ``ImageCollection``.
  public static let all: [PublishedCollection] = [
    .cifar10, .cifar100, .imdb, .agNews, .movieReviews, .iris, .wine,
  ]

  /// The set of that name.
  ///
  /// - Throws: `.usage` that lists the names.
  public static func named(_ name: String) throws(HoneError) -> PublishedCollection {
    if let found = all.first(where: { $0.name == name }) { return found }
    let names = all.map(\.name)
    throw HoneError(
      .usage, operation: "data set", wanted: "one of " + names.joined(separator: ", "),
      received: name, help: NearestKey.help(for: name, among: names))
  }

  /// The folder that has all files.
  ///
  /// - Parameters:
  ///   - folder: The folder that the user names; nil to look in the usual places.
  ///   - environment: Gives the value of an environment variable.
  /// - Throws: `.data`, naming what to do, if there is none.
  public func locate(
    _ folder: String? = nil, environment: ProcessEnvironment = .process
  ) throws(HoneError) -> String {
    var places = [cacheFolder(environment)]
    if let data = environment["HONE_DATA"] { places.insert(data + "/" + name, at: 0) }
    if let folder { places = [folder] }
    let found = places.first { place in
      required.allSatisfy { FileSystem.exists(place + "/" + $0) }
    }
    if let found { return found }
    let missing = required.filter { !FileSystem.exists((folder ?? "") + "/" + $0) }
    throw HoneError(
      .data, path: name,
      message: folder.map { "the folder \($0) lacks " + missing.joined(separator: ", ") }
        ?? "the data set is not on this machine",
      help: "run `hone data fetch \(name)`, or put \(required.joined(separator: ", ")) into "
        + cacheFolder(environment))
  }

  /// The folder into which files are fetched.
  public func cacheFolder(_ environment: ProcessEnvironment = .process) -> String {
    environment.cacheFolder + "/datasets/" + name
  }

  /// Reads one part; nil if the set has no such part.
  ///
  /// - Parameters:
  ///   - part: Training or test.
  ///   - folder: The folder with the files; nil to look in the usual places.
  /// - Throws: `.data` if the files aren't found or are malformed.
  public func load(
    _ part: DataPart, from folder: String? = nil
  ) throws(HoneError) -> (any SampleSource)? {
    let folder = try locate(folder)
    switch contents {
    case .cifar(let labels): return try CIFARBinary.load(labels, part, from: folder).source
    case .table(let file, let columns, let target, let ignoring, let texts):
      if part == .test { return nil }
      var options = TableOptions(targets: [target], ignoring: ignoring)
      for text in texts { options.types[text] = .text }
      options.types[target] = .categorical
      let format = CSVFormat(header: columns == nil ? nil : false, names: columns)
      return try CSVTable(folder + "/" + file, format: format, options: options)
    case .texts(let train, let test):
      return try TextFolder(folder + "/" + (part == .train ? train : test))
    case .agNews: return try AGNews(folder + "/" + (part == .train ? "train.csv" : "test.csv"))
    }
  }
}
