import HoneCore
import HoneData
import Testing

struct CIFARBinaryTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  /// A value for every place of every image.
  private func value(_ image: Int, _ channel: Int, _ row: Int, _ column: Int) -> UInt8 {
    UInt8(truncatingIfNeeded: 7 * image + 85 * channel + 3 * row + 11 * column)
  }

  /// Records as the set's description has them: labels, then plane by plane.
  private func records(_ images: [Int], labels: (Int) -> [UInt8]) -> [UInt8] {
    images.flatMap { image -> [UInt8] in
      var bytes = labels(image)
      for channel in 0..<3 {
        for row in 0..<32 {
          for column in 0..<32 { bytes.append(value(image, channel, row, column)) }
        }
      }
      return bytes
    }
  }

  private func check(_ data: ArrayDataset, images: [Int]) throws {
    #expect(data.fields.map(\.shape) == [[32, 32, 3], []])
    #expect(data.tensors[0].shape == [images.count, 32, 32, 3])
    let pixels = data.tensors[0].elements(as: UInt8.self)
    for (place, image) in images.enumerated() {
      for (row, column, channel) in [(0, 0, 0), (0, 31, 2), (31, 0, 1), (13, 29, 2), (31, 31, 0)] {
        let index = ((place * 32 + row) * 32 + column) * 3 + channel
        #expect(pixels[index] == value(image, channel, row, column))
      }
    }
    let batch = try data.tensors(at: [0])
    #expect(batch[0].elements(as: Float.self)[1] == Float(value(images[0], 1, 0, 0)) * (1 / 255))
  }

  @Test func theFiveFilesOfCIFAR10FollowOneAnother() throws {
    for batch in 1...5 {
      _ = try folder.write(
        records([2 * batch, 2 * batch + 1]) { [UInt8($0 % 10)] }, "data_batch_\(batch).bin")
    }
    _ = try folder.write(gzip(records([40]) { _ in [9] }), "test_batch.bin.gz")
    let names = (0..<10).map { "class \($0)" }
    _ = try folder.write(Array(names.joined(separator: "\n").utf8) + [10, 10], "batches.meta.txt")
    let train = try CIFARBinary.load(.cifar10, .train, from: folder.path)
    try check(train, images: Array(2...11))
    #expect(train.classLabels == [2, 3, 4, 5, 6, 7, 8, 9, 0, 1])
    #expect(train.classNames == names)
    let test = try CIFARBinary.load(.cifar10, .test, from: folder.path)
    try check(test, images: [40])
    #expect(test.classLabels == [9])
  }

  @Test func imagesOfCIFAR100HaveTwoLabels() throws {
    _ = try folder.write(records([1, 2, 3]) { [UInt8($0 + 10), UInt8($0 + 90)] }, "test.bin")
    let fine = try CIFARBinary.load(.cifar100Fine, .test, from: folder.path)
    let coarse = try CIFARBinary.load(.cifar100Coarse, .test, from: folder.path)
    try check(fine, images: [1, 2, 3])
    try check(coarse, images: [1, 2, 3])
    #expect(fine.classLabels == [91, 92, 93])
    #expect(coarse.classLabels == [11, 12, 13])
    #expect(fine.classNames == nil)
  }

  @Test func malformedFilesAreErrors() throws {
    let missing = #expect(throws: HoneError.self) {
      try CIFARBinary.load(.cifar10, .test, from: folder.path)
    }
    #expect(missing?.path == folder.path + "/test_batch.bin")
    let good = records([1, 2]) { [UInt8($0)] }
    for (bytes, received) in [([], "0 bytes"), (Array(good.dropLast()), "6145 bytes")] {
      let path = try folder.write(bytes, "short.bin")
      let error = #expect(throws: HoneError.self) { try CIFARBinary.read([path], as: .cifar10) }
      #expect(error?.wanted == "records of 3073 bytes")
      #expect(error?.received == received)
    }
    var wrong = good
    wrong[3073] = 10
    let path = try folder.write(wrong, "wrong.bin")
    let label = #expect(throws: HoneError.self) { try CIFARBinary.read([path], as: .cifar10) }
    #expect(
      label?.description == """
        \(path), record 1: CIFAR expects a class below 10. Received: 10
          help: check that this is the file you meant; if it is, fetch it again
        """)
    // The other set's records are a byte longer.
    let other = #expect(throws: HoneError.self) {
      try CIFARBinary.read([path], as: .cifar100Fine)
    }
    #expect(other?.wanted == "records of 3074 bytes")
    _ = try folder.write(good, "test_batch.bin")
    _ = try folder.write(Array("one\ntwo\n".utf8), "batches.meta.txt")
    let names = #expect(throws: HoneError.self) {
      try CIFARBinary.load(.cifar10, .test, from: folder.path)
    }
    #expect(names?.received == "2")
  }
}
