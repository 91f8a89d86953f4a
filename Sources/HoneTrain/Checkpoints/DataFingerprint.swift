internal import HoneCore
internal import HoneData

/// What tells the data of a training apart from other data of the same size and shapes.
///
/// A hash of a few samples spread over all of them, as they are stored: the same whatever reads
/// them, in which epoch, and however they are augmented. Of samples that are files it takes names and
/// sizes; of others the bytes, targets and weights included.
struct DataFingerprint {
  /// As a text of hexadecimal digits.
  let text: String

  /// The samples that are looked at.
  private static let mostSamples = 64
  /// Those of them where reading one may take milliseconds.
  private static let mostCostlySamples = 4

  /// - Throws: what reading samples throws.
  init(_ data: RawData) throws(HoneError) {
    var hash = SampleHash(count: data.count)
    if let stored = StoredSamples(data) {
      try hash.add(stored, at: Self.places(stored.count, Self.mostSamples))
    } else {
      switch data {
      case .dataset(let data):
        let most = data.isCostlyToRead ? Self.mostCostlySamples : Self.mostSamples
        try hash.add(data, at: Self.places(data.count, most))
      case .source(let source):
        try hash.add(source, at: Self.places(source.count, Self.mostCostlySamples))
      }
    }
    text = hash.text
  }

  /// Places spread over all, the first and the last among them.
  static func places(_ count: Int, _ most: Int) -> [Int] {
    guard count > most else { return Array(0..<count) }
    return (0..<most).map { $0 * (count - 1) / (most - 1) }
  }
}

/// The hash of some samples.
private struct SampleHash {
  private var parts: [UInt64]

  init(count: Int) { parts = [UInt64(count)] }

  var text: String {
    let whole = parts.withUnsafeBytes { Preflight.hash($0) }
    let digits = String(whole, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  mutating func add(_ samples: StoredSamples, at places: [Int]) throws(HoneError) {
    guard samples.form == .file else {
      return try add(samples.source, at: places.map { samples.place($0) })
    }
    for place in places {
      let path = samples.name(of: place)
      // The folder is the class; where the data lies as a whole doesn't matter.
      add(path.split(separator: "/").suffix(2).joined(separator: "/"))
      parts.append(UInt64(FileSystem.byteCount(of: path) ?? 0))
    }
  }

  mutating func add(_ data: any Dataset, at rows: [Int]) throws(HoneError) {
    for field in data.fields { add("\(field.role) \(field.name) \(field.dtype)\(field.shape)") }
    for tensor in try data.tensors(at: rows) { add(tensor) }
  }

  mutating func add(_ source: any SampleSource, at places: [Int]) throws(HoneError) {
    for feature in source.features { add("\(feature.role) \(feature.name)") }
    for place in places {
      for value in try source.sample(at: place).values {
        switch value {
        case .tensor(let tensor): add(tensor)
        case .text(let text): add(text)
        case .image(let image):
          add("\(image.height) \(image.width) \(image.channels)")
          parts.append(image.pixels.withUnsafeBytes { Preflight.hash($0) })
        case .boxes(let boxes): add("\(boxes)")
        }
      }
    }
  }

  private mutating func add(_ tensor: HostTensor) {
    add("\(tensor.dtype)\(tensor.shape)")
    parts.append(tensor.withUnsafeBytes { Preflight.hash($0) })
  }

  private mutating func add(_ text: String) {
    parts.append(Array(text.utf8).withUnsafeBytes { Preflight.hash($0) })
  }
}
