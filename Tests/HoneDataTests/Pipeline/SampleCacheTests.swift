import Foundation
import HoneCore
import HoneData
import Synchronization
import Testing

struct SampleCacheTests {
  /// Counts what is read.
  private final class CountingSource: SampleSource {
    let base: any SampleSource
    let reads = Mutex(0)
    init(_ base: any SampleSource) { self.base = base }
    var count: Int { base.count }
    var features: [FeatureSpec] { base.features }
    func read(
      _ index: Int, into sample: inout Sample, context: inout TransformContext
    ) throws(HoneError) {
      reads.withLock { $0 += 1 }
      try base.read(index, into: &sample, context: &context)
    }
  }

  private func values(_ source: some SampleSource) throws -> [[FeatureValue]] {
    var sample = Sample()
    var context = TransformContext(key: RandomKey(seed: 0))
    return try (0..<source.count).map { index in
      try source.read(index, into: &sample, context: &context)
      return sample.values
    }
  }

  @Test func memoryIsReadOnceAndUnchanged() throws {
    let counting = CountingSource(MixedFeatures())
    let cached = counting.cache()
    let fresh = try values(MixedFeatures())
    for _ in 0..<3 { #expect(try values(cached) == fresh) }
    #expect(counting.reads.withLock { $0 } == 3)
  }

  @Test func imagesOfBytesAreKeptAsBytes() throws {
    let cached = NumberedImages(count: 100).cache()
    _ = try values(cached)
    #expect(cached.byteCount == 100 * (4 + 4))
    #expect(try values(cached) == values(NumberedImages(count: 100)))
  }

  @Test func beyondTheLimitSamplesAreReadAgain() throws {
    let counting = CountingSource(NumberedImages(count: 10))
    let cached = counting.cache(limit: 32)
    _ = try values(cached)
    _ = try values(cached)
    #expect(cached.byteCount == 32)
    #expect(counting.reads.withLock { $0 } == 16)
  }

  @Test func aFileHoldsEveryKindOfValue() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/kinds of things.samples"
      let counting = CountingSource(MixedFeatures())
      let cached = try counting.cache(in: path)
      #expect(try values(cached) == values(MixedFeatures()))
      #expect(counting.reads.withLock { $0 } == 3)
      _ = try counting.cache(in: path)
      #expect(counting.reads.withLock { $0 } == 3, "the file is used again")
      let other = try CountingSource(NumberedImages(count: 3)).cache(in: path)
      #expect(other.count == 3, "a file of other features is made anew")
      #expect(try values(other) == values(NumberedImages(count: 3)))
    }
  }

  @Test func aStreamIsSpooledAndReadInAnyOrder() throws {
    struct Stream: SampleStream {
      let features = NumberedImages(count: 1).features
      func forEach(_ body: (Sample) throws(HoneError) -> Void) throws(HoneError) {
        for index in 0..<50 { try body(try NumberedImages(count: 50).sample(at: index)) }
      }
    }
    try withTemporaryFolder { folder in
      let samples = try Stream().spool(to: folder + "/a/b/stream")
      #expect(samples.count == 50)
      #expect(try samples.sample(at: 49).values[0].floats == [49, 49, 49, 49])
      #expect(try samples.sample(at: 0).values[0].floats == [0, 0, 0, 0])
      #expect(!FileManager.default.fileExists(atPath: folder + "/a/b/stream.part"))
    }
  }

  @Test func aDamagedFileIsAnErrorAndNeverACrash() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/samples"
      _ = try MixedFeatures().cache(in: path)
      let whole = try Data(contentsOf: URL(filePath: path))
      let features = MixedFeatures().features
      for length in 0..<whole.count {
        try whole.prefix(length).write(to: URL(filePath: path))
        #expect(throws: HoneError.self) { try SampleFile(path, features: features) }
      }
      var readable = 0
      for place in 0..<whole.count {
        var bytes = whole
        bytes[place] ^= 0xFF
        try bytes.write(to: URL(filePath: path))
        guard let file = try? SampleFile(path, features: features) else { continue }
        for index in 0..<file.count where (try? file.sample(at: index)) != nil { readable += 1 }
      }
      #expect(readable > 0, "numbers themselves may be anything")
    }
  }

  private func withTemporaryFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/hone-" + UUID().uuidString
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }
}
