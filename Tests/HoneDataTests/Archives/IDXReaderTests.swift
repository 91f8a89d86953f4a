import HoneCore
import HoneData
import Testing

struct IDXReaderTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  @Test func plainAndGzipFilesReadAlike() throws {
    let bytes = idx(extents: [2, 2, 3], elements: Array(1...12))
    let expected = try HostTensor(Array(1...12) as [UInt8], shape: [2, 2, 3])
    #expect(try IDXReader.read(folder.write(bytes, "plain")) == expected)
    #expect(try IDXReader.read(folder.write(gzip(bytes), "packed.gz")) == expected)
  }

  @Test func severalGzipMembersAreOneStream() throws {
    let bytes = idx(extents: [6], elements: Array(1...6))
    let parts = gzip(Array(bytes.prefix(5))) + gzip(Array(bytes.dropFirst(5)))
    #expect(
      try IDXReader.read(folder.write(parts, "two.gz")) == HostTensor(Array(1...6) as [UInt8]))
  }

  @Test(
    arguments: [
      (0x09, [0xFF, 0x02], [-1, 2]),
      (0x0B, [0xFF, 0xFE, 0x01, 0x00], [-2, 256]),
      (0x0C, [0xFF, 0xFF, 0xFF, 0xFD, 0, 1, 0, 0], [-3, 65536]),
      (0x0D, [0x3F, 0x80, 0, 0, 0xC0, 0, 0, 0], [1, -2]),
      (0x0E, [0x3F, 0xF0, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0], [1, -2]),
    ] as [(UInt8, [UInt8], [Double])])
  func everyElementTypeIsBigEndian(_ type: UInt8, _ bytes: [UInt8], _ values: [Double]) throws {
    let path = try folder.write(idx(type: type, extents: [2], elements: bytes), "t\(type)")
    #expect(try IDXReader.read(path).elements(as: Double.self) == values)
  }

  @Test func zeroSamplesAreReadAsSuch() throws {
    let path = try folder.write(idx(extents: [0, 28, 28], elements: []), "none")
    #expect(try IDXReader.read(path).shape == [0, 28, 28])
  }

  private func message(_ bytes: [UInt8], rank: Int? = nil, dtype: DType? = nil) throws -> String {
    let path = try folder.write(bytes, "file")
    let error = #expect(throws: HoneError.self) {
      try IDXReader.read(path, rank: rank, dtype: dtype)
    }
    #expect(error?.kind == .data)
    #expect(error?.path == path)
    return error?.description.replacing(path + ": ", with: "") ?? ""
  }

  @Test func missingFilesAndFoldersAreNamed() throws {
    let error = #expect(throws: HoneError.self) { try IDXReader.read("/no/such/file") }
    #expect(
      error?.description
        == "/no/such/file: open: no such file or folder\n  help: check the path")
    #expect(error?.kind == .data)
    let isFolder = #expect(throws: HoneError.self) { try IDXReader.read(folder.path) }
    #expect(isFolder?.message == "this is a folder, not a file")
  }

  @Test func truncationIsNamedWithItsByte() throws {
    let good = idx(extents: [3, 2], elements: Array(1...6))
    let help = "\n  help: the file is truncated or its header damaged; fetch or copy it again"
    #expect(
      try message([])
        == "IDX at byte 0 expects 4 bytes for the magic number. Received: 0" + help)
    #expect(
      try message(Array(good.prefix(7)))
        == "IDX at byte 4 expects 8 bytes for the extents. Received: 3" + help)
    #expect(
      try message(Array(good.dropLast(2)))
        == "IDX at byte 12 expects 6 bytes for [3, 2]. Received: 4 bytes" + help)
    #expect(
      try message(gzip(Array(good.dropLast(2))))
        == "IDX at byte 16 expects 6 bytes for [3, 2]. Received: 4" + help)
  }

  @Test func damagedGzipIsNamed() throws {
    let good = gzip(idx(extents: [6], elements: Array(1...6)))
    let help = "\n  help: fetch or copy the file again"
    #expect(
      try message(Array(good.dropLast(4)))
        == "byte 14: expects a complete gzip stream. Received: the end of the file" + help)
    var flipped = good
    flipped[good.count - 6] ^= 1
    #expect(
      try message(flipped)
        == "byte 14: expects intact gzip data. Received: incorrect data check" + help)
  }

  @Test func wrongMagicTypeAndRankAreNamed() throws {
    let good = idx(extents: [3], elements: [1, 2, 3])
    #expect(
      try message([0x89, 0x50, 0x4E, 0x47, 0, 0])
        == """
        IDX at byte 0 expects an IDX magic number, 0000 then the type 08, 09, 0b, 0c, 0d or 0e. \
        Received: 89504e47
          help: this isn't an IDX file; check the path
        """)
    #expect(
      try message(good, dtype: .float32)
        == """
        IDX at byte 2 expects elements of type float32. Received: uint8
          help: check that this is the file you meant
        """)
    #expect(
      try message(good, rank: 3)
        == """
        IDX at byte 3 expects rank 3 (images). Received: rank 1
          help: images and labels are two files: were they swapped?
        """)
  }

  @Test func trailingBytesAreNamed() throws {
    #expect(
      try message(idx(extents: [3], elements: [1, 2, 3, 4]))
        == """
        IDX at byte 11 expects the end of the file after [3]. Received: more bytes
          help: the header or the file is damaged; fetch it again
        """)
  }

  @Test func hugeExtentsAreRefusedBeforeMemoryIsTaken() throws {
    let huge = 0xFFFF_FFFF
    for bytes in [
      idx(extents: [huge, huge, huge], elements: []), idx(extents: [huge, 16], elements: []),
    ] {
      #expect(try message(bytes).contains("the file is truncated"))
      #expect(try message(gzip(bytes)).contains("the file is truncated"))
    }
  }

  @Test func imagesAndLabelsBecomeADataSet() throws {
    let images = try folder.write(idx(extents: [2, 1, 2], elements: [0, 255, 51, 102]), "images")
    let labels = try folder.write(idx(extents: [2], elements: [1, 0]), "labels")
    let data = try IDXReader.dataset(images: images, labels: labels, classNames: ["a", "b"])
    #expect(data.fields[0].shape == [1, 2, 1])
    #expect(data.fields[1].dtype == .int32)
    #expect(data.classLabels == [1, 0])
    #expect(try data.tensors(at: [0])[0].elements(as: Float.self) == [0, 255 * (1 / 255)])
  }

  @Test func differentCountsAreNamed() throws {
    let images = try folder.write(idx(extents: [2, 1, 1], elements: [0, 255]), "images")
    let labels = try folder.write(idx(extents: [3], elements: [1, 0, 1]), "labels")
    let error = #expect(throws: HoneError.self) {
      try IDXReader.dataset(images: images, labels: labels)
    }
    #expect(
      error?.description == """
        \(labels): IDX expects one label for each of the 2 images of \(images). Received: 3 labels
          help: use the two files of one set
        """)
    let swapped = #expect(throws: HoneError.self) {
      try IDXReader.dataset(images: labels, labels: images)
    }
    #expect(swapped?.help == "images and labels are two files: were they swapped?")
  }
}
