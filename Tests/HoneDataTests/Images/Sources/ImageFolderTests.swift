import Foundation
import HoneCore
import HoneData
import Testing

struct ImageFolderTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// Puts a copy of a fixture at a path within the folder.
  private func put(_ fixture: String, _ path: String) throws {
    let file = URL(filePath: folder.path).appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(ImageFixtures.bytes(fixture)).write(to: file)
  }

  private func makeFolder(_ path: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder.path + "/" + path, withIntermediateDirectories: true)
  }

  private func link(_ path: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/" + path, withDestinationPath: target)
  }

  private func relative(_ source: some SampleSource) -> [String] {
    (0..<source.count).map { String(source.name(of: $0).dropFirst(folder.path.count + 1)) }
  }

  @Test func foldersAreClassesInTheOrderOfTheirNames() throws {
    try put("png-rgb-8.png", "dog/b.png")
    try put("jpeg-420.jpg", "dog/a b.jpg")
    try put("gif.gif", "고양이/나비.gif")
    try put("bmp-24.bmp", "Ant/deep/er/x.bmp")
    let source = try ImageFolder(folder.path + "/")
    #expect(source.classNames == ["Ant", "dog", "고양이"])
    #expect(
      relative(source) == ["Ant/deep/er/x.bmp", "dog/a b.jpg", "dog/b.png", "고양이/나비.gif"])
    #expect(source.classLabels == [0, 1, 1, 2])
    #expect(source.otherFiles.isEmpty)
    #expect(source.features.map(\.name) == ["x", "y"])
    let expected = ["bmp-24.bmp", "jpeg-420.jpg", "png-rgb-8.png", "gif.gif"]
    for (index, name) in expected.enumerated() {
      let sample = try source.sample(at: index)
      guard case .image(let image) = sample.values[0], case .tensor(let label) = sample.values[1]
      else {
        Issue.record("not an image and a label")
        continue
      }
      #expect(try image.bytes == ImageFixtures.pixels(name))
      #expect(image.range == 0...255)
      #expect(label == HostTensor(scalar: Int32(source.classLabels?[index] ?? -1)))
    }
    let flat = try ImageFolder(
      folder.path, classNames: source.classNames, isRecursive: false)
    #expect(relative(flat) == ["dog/a b.jpg", "dog/b.png", "고양이/나비.gif"])
    #expect(flat.otherFiles == ["Ant/deep/"])
    #expect(flat.classLabels == [1, 1, 2])
  }

  @Test func filesAreToldByWhatIsInThem() throws {
    try put("png-rgb-8.png", "a/really.jpg")
    try put("jpeg-420.jpg", "a/noending")
    try put("gif.gif", "a/x.dat")
    try put("png-rgb-8.npy", "a/pixels.npy")
    try put("png-rgb-8.png", "a/.hidden.png")
    try put("png-rgb-8.png", ".hidden/x.png")
    try put("png-rgb-8.png", "loose.png")
    let source = try ImageFolder(folder.path, channels: .grayscale)
    #expect(source.classNames == ["a"])
    #expect(relative(source) == ["a/noending", "a/really.jpg", "a/x.dat"])
    #expect(source.otherFiles == ["loose.png", "a/pixels.npy"])
    for index in 0..<3 {
      guard case .image(let image) = try source.sample(at: index).values[0] else { continue }
      #expect(image.channels == 1)
    }
  }

  @Test func imagesWithoutClassesAreForPrediction() throws {
    try put("png-rgb-8.png", "2.png")
    try put("png-rgba-8.png", "more/1.png")
    let source = try ImageFolder(folder.path, channels: .asStored, isLabelled: false)
    #expect(relative(source) == ["2.png", "more/1.png"])
    #expect(source.classNames == nil)
    #expect(source.classLabels == nil)
    #expect(source.features.map(\.name) == ["x"])
    #expect(try source.sample(at: 1).values.count == 1)
    #expect(source.features[0].kind == .image(ImageSpec()))
  }

  @Test func aValidationSetTakesTheClassesOfItsTrainingSet() throws {
    for name in ["a", "b", "c"] { try put("png-rgb-8.png", "train/\(name)/1.png") }
    try put("png-rgb-8.png", "test/c/1.png")
    try makeFolder("test/a")
    let train = try ImageFolder(folder.path + "/train")
    let test = try ImageFolder(folder.path + "/test", classNames: train.classNames)
    #expect(test.classLabels == [2])
    #expect(test.classNames == ["a", "b", "c"])
    try put("png-rgb-8.png", "test/bb/1.png")
    let error = #expect(throws: HoneError.self) {
      try ImageFolder(folder.path + "/test", classNames: train.classNames)
    }
    #expect(error?.kind == .data)
    #expect(error?.received == "bb")
    #expect(error?.wanted == "folders of the classes a, b, c")
    let twice = #expect(throws: HoneError.self) {
      try ImageFolder(folder.path + "/train", classNames: ["a", "b", "c", "a"])
    }
    #expect(twice?.kind == .usage)
  }

  @Test func foldersWithoutImagesAreErrors() throws {
    let missing = #expect(throws: HoneError.self) { try ImageFolder(folder.path + "/no") }
    #expect(missing?.message == "no such file or folder")
    let empty = #expect(throws: HoneError.self) { try ImageFolder(folder.path) }
    #expect(empty?.received == "an empty folder")
    try put("png-rgb-8.png", "1.png")
    let flat = #expect(throws: HoneError.self) { try ImageFolder(folder.path) }
    #expect(
      flat?.description == """
        \(folder.path): ImageFolder expects a folder for each class. Received: 1 file, no folder
          help: for images without classes pass isLabelled: false
        """)
    try put("png-rgb-8.png", "a/1.png")
    try put("png-rgb-8.npy", "b/notes.npy")
    let bare = #expect(throws: HoneError.self) { try ImageFolder(folder.path) }
    #expect(bare?.path == folder.path + "/b")
    #expect(bare?.received == "none among 1 other file")
    let none = #expect(throws: HoneError.self) {
      try ImageFolder(folder.path + "/b", isLabelled: false)
    }
    #expect(none?.path == folder.path + "/b")
    let file = #expect(throws: HoneError.self) { try ImageFolder(folder.path + "/1.png") }
    #expect(file?.message == "a part of the path is a file, not a folder")
  }

  @Test func linksAreFollowedAndLoopsFound() throws {
    try put("png-rgb-8.png", "store/1.png")
    try put("png-rgb-8.png", "set/a/2.png")
    try link("set/b", to: "../store")
    let source = try ImageFolder(folder.path + "/set")
    #expect(relative(source) == ["set/a/2.png", "set/b/1.png"])
    // A folder that two links lead to counts once.
    try link("set/a/more", to: "../../store")
    try link("set/a/same", to: "../../store")
    let twice = try ImageFolder(folder.path + "/set")
    #expect(relative(twice) == ["set/a/2.png", "set/a/more/1.png", "set/b/1.png"])
    #expect(twice.otherFiles == ["a/same/"])
    try link("store/back", to: "../set/a")
    let loop = #expect(throws: HoneError.self) { try ImageFolder(folder.path + "/set") }
    #expect(loop?.path == folder.path + "/set/a/more/back")
    #expect(loop?.message == "the symbolic link leads back to a folder around it")
    try makeFolder("self")
    try link("self/me", to: "me")
    try link("self/here", to: ".")
    let own = #expect(throws: HoneError.self) {
      try ImageFolder(folder.path + "/self", isLabelled: false)
    }
    #expect(own?.path == folder.path + "/self/here")
  }

  @Test func filesThatCanNotBeReadAreNamed() throws {
    try put("png-rgb-8.png", "a/1.png")
    try link("a/2.png", to: "nowhere")
    try link("a/notes", to: "nowhere")
    try put("png-rgb-8.png", "a/3.png/inside.png")
    #expect(mkfifo(folder.path + "/a/4.png", 0o600) == 0)
    let source = try ImageFolder(folder.path)
    #expect(relative(source) == ["a/1.png", "a/2.png", "a/3.png/inside.png", "a/4.png"])
    #expect(source.otherFiles == ["a/notes"])
    let dangling = #expect(throws: HoneError.self) { try source.sample(at: 1) }
    #expect(dangling?.path == folder.path + "/a/2.png")
    let pipe = #expect(throws: HoneError.self) { try source.sample(at: 3) }
    #expect(pipe?.received == "a device or pipe")
  }

  #if !canImport(Darwin)
    @Test func namesThatAreNotUnicodeAreErrors() throws {
      try put("png-rgb-8.png", "a/1.png")
      let path: [CChar] = (folder.path + "/a/").utf8.map { CChar($0) } + [-1, 0]
      let file = open(path, O_WRONLY | O_CREAT, 0o600)
      #expect(file >= 0)
      close(file)
      let error = #expect(throws: HoneError.self) { try ImageFolder(folder.path) }
      #expect(error?.path == folder.path + "/a")
      #expect(error?.wanted == "names in UTF-8")
      unlink(path)
    }
  #endif

  @Test func corruptFilesAreLeftOutIfAsked() throws {
    for index in 0..<100 { try put("png-rgb-8.png", "a/\(100 + index).png") }
    let good = try ImageFixtures.bytes("png-rgb-8.png")
    _ = try folder.write(Array(good.prefix(100)), "a/107.png")
    _ = try folder.write(Array("<html>not found</html>".utf8), "a/150.png")
    try put("jpeg-420.jpg", "b/1.jpg")
    let source = try ImageFolder(folder.path)
    for workers in [1, 3] {
      let (kept, report) = try source.skippingCorrupt(workers: workers)
      #expect(kept.count == 99)
      #expect(kept.classLabels == [Int](repeating: 0, count: 98) + [1])
      #expect(!kept.indices.contains(7))
      #expect(report.checkedCount == 101)
      #expect(report.failures.map(\.index) == [7, 50])
      #expect(report.failures[0].name == folder.path + "/a/107.png")
      #expect(
        report.failures[1].reason == """
          \(folder.path)/a/150.png: image expects PNG, JPEG, BMP or GIF. Received: a web page
          """)
      #expect(report.description.hasPrefix("2 of 101 samples can't be read and are left out:\n"))
    }
    #expect(try source.skippingCorrupt(limit: 2).report.failures.count == 2)
    let error = #expect(throws: HoneError.self) { try source.skippingCorrupt(limit: 1) }
    #expect(error?.received == "2 of 101")
    #expect(error?.help?.contains("107.png") == true)
    let all = try SelectedSource(source, at: [7, 50])
    #expect(throws: HoneError.self) { try all.skippingCorrupt() }
    let none = try SelectedSource(source, at: [1, 2]).skippingCorrupt()
    #expect(none.report.description == "all 2 samples can be read")
  }

  @Test func errorsThatAreNotOfTheDataAreThrown() throws {
    struct Broken: SampleSource {
      let count = 50
      let features: [FeatureSpec] = []
      func read(
        _ index: Int, into sample: inout Sample, context: inout TransformContext
      ) throws(HoneError) {
        if index == 40 { throw HoneError(.usage, message: "wrong call") }
      }
    }
    let error = #expect(throws: HoneError.self) { try Broken().skippingCorrupt(workers: 2) }
    #expect(error?.kind == .usage)
    #expect(error?.path == "sample 40")
  }

  @Test func imagesOfUnknownSizeNeedResizing() throws {
    for index in 0..<6 { try put("png-rgb-8.png", "\(index % 2)/\(index).png") }
    let source = try ImageFolder(folder.path)
    // Sizes aren't known before images are read, so the error says what to do.
    let error = #expect(throws: HoneError.self) { try source.dataset() }
    #expect(error?.help == "add Resizing(height:width:) or a crop")
  }

  @Test func imagesOfAnySizeBecomeBatches() throws {
    try put("gif-grey-noise.gif", "noise/1.gif")  // 60 × 90
    try put("png-rgb-8.png", "slope/1.png")  // 13 × 19
    let data = try ImageFolder(folder.path).map(Resizing(height: 8, width: 6)).dataset()
    #expect(data.fields.map(\.shape) == [[8, 6, 3], []])
    #expect(data.classLabels == [0, 1])
    let batch = try data.tensors(at: [1, 0, 1])
    #expect(batch[0].shape == [3, 8, 6, 3])
    #expect(batch[1].elements(as: Int32.self) == [1, 0, 1])
    let values = batch[0].elements(as: Float.self)
    #expect(values[..<144].elementsEqual(values[288...]))
    // Noise is grey in all channels, the slope isn't.
    #expect((144..<288).allSatisfy { values[$0] == values[$0 / 3 * 3] })
    #expect((0..<144).contains { values[$0] != values[$0 / 3 * 3] })
    #expect(values.allSatisfy { (0...255).contains($0) })
  }
}
