internal import HoneCore

/// The hashes of many samples in their order: in memory, or beyond a limit in a temporary file.
///
/// Equal ones are found in passes, each over the hashes of one share of all, so that memory stays
/// bounded however many samples there are.
struct SampleHashes: Sendable {
  /// The hashes that are compared at once: some 100 MB.
  static let most = 1 << 21

  private enum Place: Sendable {
    case memory([ContentHash])
    case file(FileReader)
  }

  let count: Int
  private let place: Place
  private let most: Int

  /// Collects hashes.
  final class Writer {
    private let most: Int
    private var hashes: [ContentHash] = []
    private var file: NamelessFile?
    private var count = 0

    /// - Parameter most: The hashes that are kept in memory, and that are compared at once.
    init(most: Int = SampleHashes.most) { self.most = max(most, 1) }

    /// - Throws: `.data` if there is no room for a file.
    func append(_ hash: ContentHash) throws(HoneError) {
      hashes.append(hash)
      count += 1
      if hashes.count == most { try write() }
    }

    private func write() throws(HoneError) {
      let file: NamelessFile
      if let known = self.file {
        file = known
      } else {
        file = try NamelessFile(for: "keep the hashes of samples")
        self.file = file
      }
      try hashes.withUnsafeBufferPointer { (hashes) throws(HoneError) in
        try file.append(UnsafeRawBufferPointer(hashes))
      }
      hashes.removeAll(keepingCapacity: true)
    }

    func finish() throws(HoneError) -> SampleHashes {
      guard file != nil else {
        return SampleHashes(count: count, place: .memory(hashes), most: most)
      }
      try write()
      guard let file else { return SampleHashes(count: 0, place: .memory([]), most: most) }
      return SampleHashes(
        count: count, place: .file(file.reader(path: "the hashes of samples")), most: most)
    }
  }

  /// The samples whose hash is that of an earlier one, each with the first of these.
  ///
  /// - Throws: `.data` if the file can't be read.
  func repeated() throws(HoneError) -> [(sample: Int, original: Int)] {
    var found: [(sample: Int, original: Int)] = []
    let shares = shareCount
    for share in 0..<shares {
      var firsts: [ContentHash: Int] = [:]
      try forEach(share, of: shares) { index, hash in
        if let first = firsts[hash] {
          found.append((index, first))
        } else {
          firsts[hash] = index
        }
      }
    }
    return shares == 1 ? found : found.sorted { $0.sample < $1.sample }
  }

  /// The samples whose hash another set has too, each with the first such sample there.
  ///
  /// - Throws: `.data` if a file can't be read.
  func shared(with other: SampleHashes) throws(HoneError) -> [(sample: Int, original: Int)] {
    var found: [(sample: Int, original: Int)] = []
    let shares = other.shareCount
    for share in 0..<shares {
      var firsts: [ContentHash: Int] = [:]
      try other.forEach(share, of: shares) { index, hash in
        if firsts[hash] == nil { firsts[hash] = index }
      }
      try forEach(share, of: shares) { index, hash in
        if let first = firsts[hash] { found.append((index, first)) }
      }
    }
    return shares == 1 ? found : found.sorted { $0.sample < $1.sample }
  }

  private var shareCount: Int { max((count + most - 1) / most, 1) }

  /// Passes on the hashes of one share, with their samples' numbers, in order.
  private func forEach(
    _ share: Int, of shares: Int, _ body: (Int, ContentHash) -> Void
  ) throws(HoneError) {
    let file: FileReader
    switch place {
    case .memory(let hashes):
      for (index, hash) in hashes.enumerated() where hash.share(of: shares) == share {
        body(index, hash)
      }
      return
    case .file(let reader): file = reader
    }
    let size = MemoryLayout<ContentHash>.stride
    let piece = 1 << 16
    var hashes = [ContentHash](repeating: ContentHash(), count: min(piece, count))
    for start in stride(from: 0, to: count, by: piece) {
      let taken = min(piece, count - start)
      try hashes.withUnsafeMutableBufferPointer { (memory) throws(HoneError) in
        try file.read(
          at: start * size,
          into: UnsafeMutableRawBufferPointer(
            UnsafeMutableBufferPointer(rebasing: memory[..<taken])))
      }
      for index in 0..<taken where hashes[index].share(of: shares) == share {
        body(start + index, hashes[index])
      }
    }
  }
}
