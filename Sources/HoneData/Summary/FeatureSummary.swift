internal import HoneCore

/// What the values of one feature are like.
public struct FeatureSummary: Hashable, Sendable {
  /// The feature.
  public let feature: FeatureSpec
  /// The numbers of each component: the channels of an image, the elements of a vector, one for
  /// anything else; of texts, the lengths in characters.
  public internal(set) var components: [NumberSummary]
  /// What components are called; empty if they have no names.
  public internal(set) var componentNames: [String]
  /// The least and the greatest height and width of images.
  public internal(set) var sizes: (least: (Int, Int), greatest: (Int, Int))?
  /// Texts without any character but spaces.
  public internal(set) var emptyCount = 0

  /// The most components that are told apart.
  private static let mostComponents = 4096

  init(_ feature: FeatureSpec, componentNames: [String]) {
    self.feature = feature
    self.componentNames = componentNames
    components = [NumberSummary()]
    if case .tensor(let shape, _) = feature.kind, shape.rank == 1, feature.role == .input,
      1...Self.mostComponents ~= shape.count
    {
      components = [NumberSummary](repeating: NumberSummary(), count: shape.count)
    }
  }

  mutating func add(_ value: FeatureValue) {
    switch value {
    case .tensor(let tensor): add(tensor)
    case .image(let image): add(image)
    case .text(let text):
      components[0].add(Double(text.unicodeScalars.count))
      if text.allSatisfy(\.isWhitespace) { emptyCount += 1 }
    case .boxes: break
    }
  }

  private mutating func add(_ tensor: HostTensor) {
    let width = components.count
    if tensor.dtype == .float32 {
      tensor.withUnsafeBytes { bytes in
        let values = bytes.assumingMemoryBound(to: Float.self)
        for index in values.indices {
          components[width == 1 ? 0 : index % width].add(Double(values[index]))
        }
      }
    } else {
      for (index, value) in tensor.elements(as: Double.self).enumerated() {
        components[width == 1 ? 0 : index % width].add(value)
      }
    }
  }

  private mutating func add(_ image: Image) {
    let channels = max(image.channels, 1)
    while components.count < channels { components.append(NumberSummary()) }
    image.pixels.withUnsafeBufferPointer { pixels in
      components.withUnsafeMutableBufferPointer { components in
        for pixel in Swift.stride(from: 0, to: pixels.count, by: channels) {
          for channel in 0..<channels { components[channel].add(Double(pixels[pixel + channel])) }
        }
      }
    }
    let size = (image.height, image.width)
    if let known = sizes {
      sizes = (
        (min(known.least.0, size.0), min(known.least.1, size.1)),
        (max(known.greatest.0, size.0), max(known.greatest.1, size.1))
      )
    } else {
      sizes = (size, size)
    }
  }

  public static func == (a: FeatureSummary, b: FeatureSummary) -> Bool {
    a.feature == b.feature && a.components == b.components && a.emptyCount == b.emptyCount
      && a.sizes?.least ?? (0, 0) == b.sizes?.least ?? (0, 0)
      && a.sizes?.greatest ?? (0, 0) == b.sizes?.greatest ?? (0, 0)
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(feature)
    hasher.combine(components)
  }
}
