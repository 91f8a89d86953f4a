internal import HoneCore
internal import HoneData

/// Whether validation measures samples that were trained on, for samples in files: compared as they
/// are stored, with work that is bounded by the number of samples and bytes rather than by a clock,
/// so that the same data has the same findings.
extension Preflight {
  /// The validation samples that are looked at, spread over all.
  private static let mostLookedAt = 4000
  /// The bytes that are read to compare files of one size.
  private static let mostFileBytes = 1 << 30
  /// The files beyond which data isn't searched: asking for the sizes of more takes long on a disk
  /// of the network.
  static let mostFiles = 200_000

  func storedDuplicateFindings(
    _ a: StoredSamples, _ b: StoredSamples
  ) throws(HoneError) -> [Finding] {
    guard a.form == b.form, b.count > 0 else { return [] }
    let most = min(b.count, Self.mostLookedAt)
    let lookedAt = (0..<most).map { $0 * b.count / most }
    let copies =
      a.form == .file
      ? Self.fileCopies(a, b, lookedAt) : try Self.recordCopies(a, b, lookedAt)
    guard let copies else {
      return [
        Finding(
          "duplicates", .note, at: "validation data",
          "whether samples are in the training data too was not looked into: \(a.count) and "
            + "\(b.count) samples would take too long",
          help: "`hone data show` compares all samples of data of any size")
      ]
    }
    return Self.findings(copies.map { b.name(of: $0) }, among: most, of: b.count)
  }

  /// Files of validation with the bytes of one of training; nil if that is too much to read.
  ///
  /// Only files of the same size are read, and of these first the last bytes.
  private static func fileCopies(
    _ a: StoredSamples, _ b: StoredSamples, _ lookedAt: [Int]
  ) -> [Int]? {
    guard a.count <= mostFiles else { return nil }
    var budget = mostFileBytes
    var sizes: [Int: [Int]] = [:]
    for index in lookedAt {
      if let size = FileSystem.byteCount(of: b.name(of: index)), size > 0 {
        sizes[size, default: []].append(index)
      }
    }
    var candidates: [Int: [Int]] = [:]
    for index in 0..<a.count {
      if let size = FileSystem.byteCount(of: a.name(of: index)), sizes[size] != nil {
        candidates[size, default: []].append(index)
      }
    }
    var copies: [Int] = []
    for (size, trained) in candidates {
      let held = sizes[size] ?? []
      // The ends of files differ where files do, most often.
      for tail in [min(size, 4096), size] {
        budget -= tail * (trained.count + held.count)
        if budget < 0 { return nil }
        let known = Set(trained.compactMap { hashOfEnd(a.name(of: $0), tail, of: size) })
        let equal = held.filter {
          hashOfEnd(b.name(of: $0), tail, of: size).map(known.contains) == true
        }
        if equal.isEmpty { break }
        if tail == size {
          copies += equal
          break
        }
      }
    }
    return copies.sorted()
  }

  /// A hash of a file's last bytes; nil for one that can't be read, which reading samples reports.
  private static func hashOfEnd(_ path: String, _ count: Int, of size: Int) -> UInt64? {
    guard let file = try? FileReader(path), file.byteCount == size,
      let bytes = try? file.bytes(size - count..<size)
    else { return nil }
    return bytes.withUnsafeBytes { hash($0) }
  }

  /// Records of validation with the inputs of one of training; nil if there are too many.
  private static func recordCopies(
    _ a: StoredSamples, _ b: StoredSamples, _ lookedAt: [Int]
  ) throws(HoneError) -> [Int]? {
    guard a.count <= ClassLabels.mostRecords else { return nil }
    var known: Set<UInt64> = []
    var reader = RecordReader()
    for index in 0..<a.count {
      if let hash = try reader.hash(a, index) { known.insert(hash) }
      if reader.byteCount > mostFileBytes { return nil }
    }
    var copies: [Int] = []
    for index in lookedAt {
      if let hash = try reader.hash(b, index), known.contains(hash) { copies.append(index) }
    }
    return copies
  }
}

/// Some samples of a source of files or records.
struct StoredSamples {
  let source: any StoredSource
  /// The source's samples, in the order of these; nil for all.
  let indices: [Int]?

  /// What lies behind transforms, caches and choices of samples; nil if that is something else.
  init?(_ raw: RawData) {
    let source: (any SampleSource)? =
      switch raw {
      case .dataset(let data): (data as? SourceDataset)?.source
      case .source(let source): source
      }
    guard let found = source.flatMap(Self.behind) else { return nil }
    self = found
  }

  private init(_ source: any StoredSource, _ indices: [Int]?) {
    self.source = source
    self.indices = indices
  }

  private static func behind(_ source: any SampleSource) -> StoredSamples? {
    switch source {
    case let stored as any StoredSource: return StoredSamples(stored, nil)
    case let mapped as MappedSource: return behind(mapped.base)
    case let cached as CachedSource: return behind(cached.base)
    case let selected as SelectedSource:
      return behind(selected.base).map { inner in
        StoredSamples(inner.source, selected.indices.map { inner.place($0) })
      }
    default: return nil
    }
  }

  var form: StoredForm { type(of: source).storedForm }
  var count: Int { indices?.count ?? source.count }
  func place(_ index: Int) -> Int { indices?[index] ?? index }
  func name(of index: Int) -> String { source.name(of: place(index)) }
}

/// Reads records one after another, for their hashes.
private struct RecordReader {
  private var sample = Sample()
  private var context = TransformContext(key: RandomKey(seed: 0))
  private(set) var byteCount = 0

  /// A hash of a record's inputs; nil if they may well be equal to others' by chance.
  mutating func hash(_ samples: StoredSamples, _ index: Int) throws(HoneError) -> UInt64? {
    try samples.source.read(samples.place(index), into: &sample, context: &context)
    var hash = InputHash()
    for (feature, value) in zip(samples.source.features, sample.values)
    where feature.role == .input {
      switch value {
      case .text(let text):
        let bytes = Array(text.utf8)
        bytes.withUnsafeBytes { hash.append($0) }
        byteCount += bytes.count
      case .tensor(let tensor):
        tensor.withUnsafeBytes { hash.append($0) }
        byteCount += tensor.byteCount
      case .image, .boxes: break
      }
    }
    return hash.value
  }
}
