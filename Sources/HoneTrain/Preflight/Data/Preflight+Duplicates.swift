internal import HoneCore
internal import HoneData

/// Whether validation measures samples that were trained on.
extension Preflight {
  /// The bytes beyond which data isn't searched: some seconds of hashing.
  private static let mostBytes = 4 << 30

  func duplicateFindings() throws(HoneError) -> [Finding] {
    guard let validation else { return [] }
    guard let a = training.raw.cheapDataset, let b = validation.raw.cheapDataset else {
      guard let a = StoredSamples(training.raw), let b = StoredSamples(validation.raw) else {
        return []
      }
      return try storedDuplicateFindings(a, b)
    }
    let rowBytes = a.inputs.reduce(0) { $0 + $1.byteCount }
    guard a.inputs == b.inputs, rowBytes >= InputHash.leastBytes,
      (a.count + b.count) * rowBytes <= Self.mostBytes
    else { return [] }
    // Of training data, which is larger, only the hashes that validation has too are kept.
    var held: [UInt64?] = []
    held.reserveCapacity(b.count)
    try Self.forEachHash(of: b) { held.append($0) }
    let wanted = Set(held.compactMap { $0 })
    var trained: Set<UInt64> = []
    try Self.forEachHash(of: a) { if let hash = $0, wanted.contains(hash) { trained.insert(hash) } }
    let copies = held.indices.filter { held[$0].map(trained.contains) == true }
    return Self.findings(copies.map { b.name(of: $0) }, among: b.count, of: b.count)
  }

  /// The finding for samples of validation that are in the training data too.
  ///
  /// - Parameters:
  ///   - copies: Their names.
  ///   - count: The samples that were looked at.
  static func findings(_ copies: [String], among count: Int, of all: Int) -> [Finding] {
    // A few equal samples are in most published sets; Fashion-MNIST has 10 among 10 000.
    guard copies.count > count / 500, let first = copies.first else { return [] }
    let share = Double(copies.count) / Double(count)
    return [
      Finding(
        "duplicates", at: "validation data",
        "\(copies.count) of \(count) samples"
          + (count < all ? " that were looked at" : "")
          + " (\((share * 1000).rounded() / 10) %) are in the "
          + "training data too, the first being \(first): validation measures "
          + "what was learned by heart",
        help: "remove them from one of the two, or split by group")
    ]
  }

  /// Passes on a hash of the inputs of every sample, in order; nil for one that may well be equal to
  /// others by chance.
  private static func forEachHash(
    of data: any Dataset, _ body: (UInt64?) -> Void
  ) throws(HoneError) {
    let inputs = data.fields.indices.filter { data.fields[$0].role == .input }
    let plan = try BatchPlan(count: data.count, batchSize: 256, shuffles: false)
    let loader = try BatchLoader(data, plan: plan, epochs: 1)
    while let batch = try loader.next() {
      var rows = [InputHash](repeating: InputHash(), count: batch.count)
      for field in inputs {
        batch.withUnsafeBytes(ofField: field) { bytes in
          let rowBytes = bytes.count / batch.count
          for row in rows.indices {
            rows[row].append(
              UnsafeRawBufferPointer(rebasing: bytes[row * rowBytes..<(row + 1) * rowBytes]))
          }
        }
      }
      for row in rows { body(row.value) }
    }
  }

  /// A 64-bit hash of bytes, eight at a time: enough to tell millions of samples apart.
  static func hash(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash: UInt64 = 0x9E37_79B9_7F4A_7C15 ^ UInt64(bytes.count)
    var place = 0
    while place + 8 <= bytes.count {
      hash = mix(hash ^ bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self))
      place += 8
    }
    var rest: UInt64 = 0
    for byte in bytes[place...] { rest = rest << 8 | UInt64(byte) }
    return mix(hash ^ rest)
  }

  static func mix(_ x: UInt64) -> UInt64 {
    let product = x.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low
  }
}

extension RawData {
  /// The data behind transforms that can be read quickly and doesn't change; nil if there is none.
  var cheapDataset: (any Dataset)? {
    switch self {
    case .dataset(let data):
      if !data.isCostlyToRead { return data }
      return (data as? SourceDataset).flatMap { RawData.source($0.source).cheapDataset }
    case .source(let source):
      if let mapped = source as? MappedSource { return RawData.source(mapped.base).cheapDataset }
      return (source as? DatasetSource).flatMap { RawData.dataset($0.base).cheapDataset }
    }
  }
}
