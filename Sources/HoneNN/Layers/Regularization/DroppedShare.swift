internal import HoneCore
internal import HoneGraph

/// What layers share that draw at random while training.
extension Tensor {
  /// True where an element is kept, a share `rate` of them not; a draw for each place of `shape`,
  /// which broadcasts to this tensor's. Nil at inference, and if nothing is dropped.
  func draw(dropping rate: Double, shape: Shape? = nil, seed: Int? = nil) -> Tensor? {
    guard isTraining, rate > 0, let trace else { return nil }
    return trace.random(
      .bernoulli(probability: 1 - rate), shape: shape ?? self.shape, dtype: .bool, seed: seed)
  }

  /// The shape of draws that `noiseShape` asks for, −1 standing for this tensor's extent; nil, with
  /// an error recorded, if it doesn't broadcast to this tensor's.
  func noise(_ noiseShape: [Int]?, _ layer: String) -> Shape? {
    let noise = noiseShape ?? shape.dimensions
    guard noise.count == rank,
      noise.indices.allSatisfy({ shape[$0] < 0 || [-1, 1, shape[$0]].contains(noise[$0]) })
    else {
      _ = fail(
        layer, wanted: "a noiseShape of 1, -1 or the extent for each axis of \(shape)",
        received: "\(noise)")
      return nil
    }
    return Shape(noise.indices.map { noise[$0] == -1 ? shape[$0] : noise[$0] })
  }

  /// Whether `value` is in `range` and this tensor holds floating-point numbers; records an error
  /// if not.
  func accepts(
    _ layer: String, _ name: String, _ value: Double, in range: ClosedRange<Double>,
    _ wanted: String
  ) -> Bool {
    if range.contains(value), dtype.isFloatingPoint { return true }
    _ = fail(
      layer, wanted: "\(wanted), and a floating-point input",
      received: "\(name) \(value) and \(type)",
      help: name == "rate" ? "the rate is the share that is dropped" : nil)
    return false
  }
}

/// Fields of layers that draw at random.
enum RandomFields {
  static let seed = Field(
    "seed", .int(Int.min...Int.max), default: .null,
    "draws that depend on it and the step alone; by default on the run's seed and the layer")
  static let noiseShape = Field(
    "noiseShape", .integers(-1...Int.max), default: .null,
    "the shape of the draws, which is repeated to the input's; -1: the input's extent")
}

extension Fields {
  /// The seed of a layer that draws at random, or nil.
  func seed() throws(HoneError) -> Int? { has("seed") ? try int("seed") : nil }

  /// The shape of a layer's draws, or nil.
  func noiseShape() throws(HoneError) -> [Int]? {
    has("noiseShape") ? try ints("noiseShape") : nil
  }
}

extension ConfigurationValue {
  /// A whole number, or null.
  static func optional(_ number: Int?) -> ConfigurationValue {
    number.map { ConfigurationValue($0) } ?? .null
  }

  /// A list of whole numbers, or null.
  static func optional(_ numbers: [Int]?) -> ConfigurationValue {
    numbers.map { .array($0.map { ConfigurationValue($0) }) } ?? .null
  }
}
