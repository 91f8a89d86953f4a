public import HoneCore
internal import Synchronization

/// A source that keeps in memory what it has read, so that files are opened and decoded once.
///
/// Put it behind what is the same each time (decoding, resizing) and in front of what draws random
/// numbers. Images whose numbers are bytes are kept as bytes, a quarter of the size.
public struct CachedSource: SampleSource {
  /// Where samples come from.
  public let base: any SampleSource
  /// The most that is kept; samples beyond it are read again each time.
  public let limit: ByteCount?
  private let store: Store

  /// Creates a cache that fills as samples are read.
  public init(_ base: any SampleSource, limit: ByteCount? = nil) {
    self.base = base
    self.limit = limit
    store = Store(count: base.count)
  }

  public var count: Int { base.count }
  public var features: [FeatureSpec] { base.features }
  public var classNames: [String]? { base.classNames }
  public var classLabels: [Int]? { base.classLabels }
  public func name(of index: Int) -> String { base.name(of: index) }

  /// The bytes that are kept.
  public var byteCount: Int { store.state.withLock { $0.byteCount } }

  public func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    if let stored = store.state.withLock({ $0.samples[index] }) {
      return stored.restore(into: &sample)
    }
    try base.read(index, into: &sample, context: &context)
    let stored = StoredSample(sample)
    store.state.withLock { state in
      guard state.samples[index] == nil,
        state.byteCount + stored.byteCount <= limit?.bytes ?? .max
      else { return }
      state.samples[index] = stored
      state.byteCount += stored.byteCount
    }
  }

  /// What is kept, for all copies of the source.
  private final class Store: Sendable {
    let state: Mutex<(samples: [StoredSample?], byteCount: Int)>
    init(count: Int) {
      state = Mutex(([StoredSample?](repeating: nil, count: count), 0))
    }
  }
}

/// A sample at rest: images of bytes are bytes.
struct StoredSample: Sendable {
  enum Value: Sendable {
    case value(FeatureValue)
    case bytes(HostTensor, range: ClosedRange<Float>, isMask: Bool)
  }

  let values: [Value]

  init(values: [Value]) { self.values = values }

  init(_ sample: Sample) {
    values = sample.values.map { value in
      guard case .image(let image) = value, image.isBytes else { return .value(value) }
      let tensor = HostTensor(
        shape: [image.height, image.width, image.channels], dtype: .uint8
      ) { bytes in
        for (index, pixel) in image.pixels.enumerated() { bytes[index] = UInt8(pixel) }
      }
      return .bytes(tensor, range: image.range, isMask: image.isMask)
    }
  }

  var byteCount: Int {
    values.reduce(0) { sum, value in
      switch value {
      case .bytes(let tensor, _, _), .value(.tensor(let tensor)): sum + tensor.byteCount
      case .value(.boxes(let boxes)): sum + 16 * boxes.count
      case .value(.image(let image)): sum + 4 * image.pixels.count
      case .value(.text(let text)): sum + text.utf8.count
      }
    }
  }

  func restore(into sample: inout Sample) {
    if sample.values.count != values.count {
      sample.values = [FeatureValue](repeating: .text(""), count: values.count)
    }
    for (index, value) in values.enumerated() {
      switch value {
      case .value(let value): sample.values[index] = value
      case .bytes(let tensor, let range, let isMask):
        sample.reuseImage(index, range: range) { image in
          image.isMask = isMask
          image.read(
            tensor, height: tensor.shape[0], width: tensor.shape[1], channels: tensor.shape[2])
        }
      }
    }
  }
}

extension Image {
  /// Whether every number is a whole number of 0 … 255, as files have them.
  var isBytes: Bool {
    range == Image.byteRange
      && pixels.allSatisfy { $0 >= 0 && $0 <= 255 && $0 == $0.rounded(.towardZero) }
  }
}

extension SampleSource {
  /// The samples, kept in memory once they are read.
  ///
  /// - Parameter limit: The most memory to use for it; nil for no limit.
  public func cache(limit: ByteCount? = nil) -> CachedSource { CachedSource(self, limit: limit) }
}
