import Foundation
import HoneCore
import HoneData
import Testing

/// A collection of four tiny files, published in a folder of this machine.
private struct TinyCollection {
  let web: TemporaryFolder
  let home: TemporaryFolder
  var collection: ImageCollection
  let environment: ProcessEnvironment

  init() throws {
    web = try TemporaryFolder()
    home = try TemporaryFolder()
    let contents: [(String, [UInt8])] = [
      ("train-images-idx3-ubyte", idx(extents: [2, 1, 1], elements: [1, 2])),
      ("train-labels-idx1-ubyte", idx(extents: [2], elements: [0, 1])),
      ("t10k-images-idx3-ubyte", idx(extents: [1, 1, 1], elements: [3])),
      ("t10k-labels-idx1-ubyte", idx(extents: [1], elements: [1])),
    ]
    collection = ImageCollection.fashionMNIST
    collection.name = "tiny"
    collection.systemPackage = "dataset-tiny"
    collection.systemFolder = nil
    collection.address = "file://" + web.path
    collection.files = []
    for (name, bytes) in contents {
      _ = try web.write(gzip(bytes), name + ".gz")
      collection.files.append(
        ImageCollection.File(name: name, byteCount: bytes.count, sha256: SHA256.hash(bytes)))
    }
    let home = home.path
    environment = ProcessEnvironment { ["HOME": home, "XDG_CACHE_HOME": home + "/cache"][$0] }
  }

  var cache: String { home.path + "/cache/hone/datasets/tiny" }

  func fetcher() -> DatasetFetcher { DatasetFetcher(collection, environment: environment) }
}

struct ImageCollectionTests {
  @Test func missingDataNamesThePackageAndTheFolder() throws {
    let tiny = try TinyCollection()
    let error = #expect(throws: HoneError.self) {
      try tiny.collection.locate(environment: tiny.environment)
    }
    #expect(error?.kind == .data)
    #expect(
      error?.description == """
        tiny: the data set is not on this machine
          help: install the package dataset-tiny, run `hone data fetch tiny`, or put its files \
        into \(tiny.cache)
        """)
  }

  @Test func aNamedFolderIsTheOnlyPlaceLookedAt() throws {
    let tiny = try TinyCollection()
    try tiny.fetcher().fetch()
    let other = try TemporaryFolder()
    let error = #expect(throws: HoneError.self) {
      try tiny.collection.locate(other.path, environment: tiny.environment)
    }
    #expect(error?.message?.hasPrefix("the folder \(other.path) lacks train-images") == true)
    #expect(
      try tiny.collection.locate(tiny.web.path, environment: tiny.environment) == tiny.web.path)
  }

  @Test func placesAreTriedInOrder() throws {
    let tiny = try TinyCollection()
    try tiny.fetcher().fetch()
    #expect(try tiny.collection.locate(environment: tiny.environment) == tiny.cache)
    var installed = tiny.collection
    installed.systemFolder = tiny.web.path
    #expect(try installed.locate(environment: tiny.environment) == tiny.web.path)
    let data = try TemporaryFolder()
    let folder = data.path + "/tiny"
    try FileManager.default.copyItem(atPath: tiny.web.path, toPath: folder)
    let environment = ProcessEnvironment { $0 == "HONE_DATA" ? data.path : nil }
    #expect(try installed.locate(environment: environment) == folder)
    let direct = ProcessEnvironment { $0 == "HONE_DATA" ? folder : nil }
    #expect(try installed.locate(environment: direct) == folder)
  }

  @Test func partsAreReadWithTheirClassNames() throws {
    let tiny = try TinyCollection()
    let train = try tiny.collection.load(.train, from: tiny.web.path)
    #expect(train.count == 2)
    #expect(train.classLabels == [0, 1])
    #expect(try tiny.collection.load(.test, from: tiny.web.path).count == 1)
    #expect(train.classNames?[1] == "Trouser")
  }

  @Test func unknownNamesSuggestTheNearest() throws {
    #expect(try ImageCollection.named("fashion-mnist") == .fashionMNIST)
    let error = #expect(throws: HoneError.self) { try ImageCollection.named("fashion_mist") }
    #expect(error?.help == "did you mean \"fashion-mnist\"?")
  }

  @Test(.enabled(if: FileManager.default.fileExists(atPath: "/usr/share/datasets/fashion-mnist")))
  func fashionMNISTOfTheSystemIsThePublishedOne() throws {
    let folder = try ImageCollection.fashionMNIST.locate("/usr/share/datasets/fashion-mnist")
    let test = try ImageCollection.fashionMNIST.load(.test, from: folder)
    #expect(test.count == 10_000)
    #expect(test.fields[0].shape == [28, 28, 1])
    let labels = try #require(test.classLabels)
    #expect(Array(labels.prefix(5)) == [9, 2, 1, 1, 6])
    #expect((0..<10).allSatisfy { label in labels.count { $0 == label } == 1000 })
  }
}

struct DatasetFetcherTests {
  @Test func filesAreFetchedCheckedAndNamed() throws {
    let tiny = try TinyCollection()
    #expect(try tiny.fetcher().fetch() == tiny.cache)
    let names = try FileManager.default.contentsOfDirectory(atPath: tiny.cache).sorted()
    #expect(names == tiny.collection.files.map { $0.name + ".gz" }.sorted())
    // What is there already isn't fetched again.
    try FileManager.default.removeItem(atPath: tiny.web.path)
    #expect(try tiny.fetcher().fetch() == tiny.cache)
  }

  @Test func aPartialDownloadGoesOn() throws {
    let tiny = try TinyCollection()
    let name = tiny.collection.files[0].name + ".gz"
    let whole = try readBytes(tiny.web.path + "/" + name)
    try FileManager.default.createDirectory(
      atPath: tiny.cache, withIntermediateDirectories: true)
    for length in [10, whole.count] {
      try Data(whole.prefix(length)).write(to: URL(filePath: tiny.cache + "/\(name).part"))
      try tiny.fetcher().fetch()
      #expect(try readBytes(tiny.cache + "/" + name) == whole)
      try FileManager.default.removeItem(atPath: tiny.cache + "/" + name)
    }
  }

  @Test func wrongContentIsNotKept() throws {
    let tiny = try TinyCollection()
    let file = tiny.collection.files[0]
    guard case .content(let hash) = file.checksum else {
      Issue.record("no checksum of the content")
      return
    }
    _ = try tiny.web.write(gzip([1, 2, 3]), file.name + ".gz")
    let error = #expect(throws: HoneError.self) { try tiny.fetcher().fetch() }
    #expect(
      error?.description == """
        tiny: train-images-idx3-ubyte.gz expects content with SHA-256 \(hash). \
        Received: \(SHA256.hash([1, 2, 3]))
          help: fetch it again; if it stays wrong, the published file has changed
        """)
    #expect(try FileManager.default.contentsOfDirectory(atPath: tiny.cache).isEmpty)
  }

  @Test func withoutNetworkOneLineNamesThePackage() throws {
    var tiny = try TinyCollection()
    // A port of this machine on which nothing listens.
    tiny.collection.address = "http://127.0.0.1:1"
    let error = #expect(throws: HoneError.self) { try tiny.fetcher().fetch() }
    #expect(
      error?.description
        == "tiny: no network: install the package dataset-tiny or put its files into \(tiny.cache)")
    #expect(error?.kind == .data)
  }

  @Test func aMissingFileOnTheServerIsNamed() throws {
    let tiny = try TinyCollection()
    try FileManager.default.removeItem(
      atPath: tiny.web.path + "/" + tiny.collection.files[1].name + ".gz")
    let error = #expect(throws: HoneError.self) { try tiny.fetcher().fetch() }
    #expect(error?.operation == "download")
    #expect(error?.help?.contains("dataset-tiny") == true)
  }
}
