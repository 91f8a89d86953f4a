import HoneCore
import HoneData

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Pictures of 2×2 pixels that hold their own number, with the number as label.
struct NumberedImages: SampleSource {
  let count: Int
  var broken: Int?
  var slow: Int?
  let features = [
    FeatureSpec(
      .input, name: "x", kind: .image(ImageSpec(height: 2, width: 2, channels: 1, range: 0...255))),
    FeatureSpec(.target, name: "y", kind: .tensor([], .int32)),
  ]

  init(count: Int, broken: Int? = nil, slow: Int? = nil) {
    (self.count, self.broken, self.slow) = (count, broken, slow)
  }

  var classLabels: [Int]? { Array(0..<count) }
  func name(of index: Int) -> String { "image \(index)" }

  func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    if index == broken { throw HoneError(.data, operation: "PNG", message: "it is damaged") }
    if index == slow { usleep(30_000) }
    var image = Image(height: 2, width: 2, channels: 1)
    image.withPixels { pixels in
      for place in pixels.indices { pixels[place] = Float(index) }
    }
    sample.values = [.image(image), .tensor(HostTensor(scalar: Int32(index)))]
  }
}

/// Adds less than a tenth to each pixel of an image, drawn at random.
struct NoiseForTests: Transform {
  static let schema = Schema(.transform, "NoiseForTests", summary: "adds noise")
  init() {}
  init(_ fields: Fields) throws(HoneError) {}
  var fields: [String: ConfigurationValue] { [:] }
  func features(from features: [FeatureSpec]) -> [FeatureSpec] { features }

  func apply(to sample: inout Sample, context: inout TransformContext) throws(HoneError) {
    let key = context.key
    try sample.withImage(0) { image in
      image.withPixels { pixels in
        for place in pixels.indices { pixels[place] += 0.1 * key.uniform(at: UInt64(place)) }
      }
    }
  }
}

/// A source whose photo and caption have no fixed shape.
struct MixedFeatures: SampleSource {
  let count = 3
  let features = [
    FeatureSpec(.input, name: "photo", kind: .image(ImageSpec(channels: 3))),
    FeatureSpec(.input, name: "caption", kind: .text),
    FeatureSpec(.target, name: "y", kind: .tensor([2], .float32)),
  ]

  func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    var image = Image(height: 2 + index, width: 3, channels: 3)
    image.withPixels { $0[index] = Float(index) + 0.5 }
    sample.values = [
      .image(image), .text("caption \(index) — 사진"),
      .tensor(HostTensor([Float(index), 1])),
    ]
  }
}

extension FeatureValue {
  /// The numbers of an image or tensor of float32.
  var floats: [Float] {
    switch self {
    case .image(let image): image.pixels
    case .tensor(let tensor): tensor.elements(as: Float.self)
    case .boxes(let boxes): boxes.corners
    case .text: []
    }
  }
}

extension Array {
  func chunks(of size: Int) -> [[Element]] {
    stride(from: 0, to: count, by: size).map { Array(self[$0..<Swift.min($0 + size, count)]) }
  }
}
