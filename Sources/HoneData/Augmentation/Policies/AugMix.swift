public import HoneCore

/// Mixes a picture with several versions of itself, each after a short chain of operations.
///
/// ```text
/// y = m·x + (1 − m)·Σ wᵢ·chainᵢ(x),  m ~ Beta(α, α), w ~ Dirichlet(α, …, α)
/// ```
///
/// - Parameters: `severity`, the strongest magnitude of ten, 1 to 10 (default 3); `mixtureWidth`,
///   the chains (default 3); `chainDepth`, their operations; −1 (the default) draws 1 to 3;
///   `alpha` (default 1); `allOps`, whether operations change brightness, color, contrast and
///   sharpness too (default true); `interpolation` (default bilinear), `fillValue` (default black).
///
/// Operations, magnitudes and defaults are torchvision's. Pixels of several places are mixed, so
/// samples with masks or boxes are an error.
///
/// Reference: Hendrycks et al., "AugMix: A simple data processing method to improve robustness and
/// uncertainty", ICLR 2020.
public struct AugMix: PolicyTransform {
  public static let schema = Schema(
    .transform, "AugMix", summary: "mixes with versions of itself",
    formula: "y = m·x + (1 − m)·Σ wᵢ·chainᵢ(x)", techniques: [95],
    kerasName: "keras.layers.AugMix",
    fields: [
      Field("severity", .int(1...10), default: 3, "the strongest magnitude of ten"),
      Field("mixtureWidth", .int(1...16), default: 3, "the chains"),
      Field("chainDepth", .int(-1...16), default: -1, "their operations; −1 draws 1 to 3"),
      Field("alpha", .double(.positive), default: 1.0, "how evenly shares are drawn"),
      Field("allOps", .bool, default: true, "brightness, color, contrast and sharpness too"),
      PolicyFields.interpolation(.bilinear), PolicyFields.fillValue,
    ])

  /// The shares of the picture and of the chains, and the chains' depths.
  struct Draw: TransformDraw {
    var own: Double
    var shares: [Double]
    var depths: [Int]

    init(own: Double, shares: [Double], depths: [Int]) {
      (self.own, self.shares, self.depths) = (own, shares, depths)
    }

    init?(values: [String: Double]) {
      guard let own = values["own"] else { return nil }
      var (shares, depths): ([Double], [Int]) = ([], [])
      while let share = values["share\(shares.count)"] {
        guard let depth = values["depth\(shares.count)"].flatMap({ Int(exactly: $0) }),
          0...16 ~= depth
        else { return nil }
        shares.append(share)
        depths.append(depth)
      }
      self.init(own: own, shares: shares, depths: depths)
    }

    var values: [String: Double] {
      var values = ["own": own]
      for (number, share) in shares.enumerated() {
        values["share\(number)"] = share
        values["depth\(number)"] = Double(depths[number])
      }
      return values
    }
  }

  static let partial: [PolicyOperation] = [
    .shearX, .shearY, .translateX, .translateY, .rotate, .posterize, .solarize, .autoContrast,
    .equalize,
  ]
  static let all = partial + [.brightness, .color, .contrast, .sharpness]
  static let scale = PolicyOperation.Scale(translation: 1.0 / 3, bits: (4, 4))

  /// The strongest magnitude of ten.
  public var severity: Int
  /// The chains.
  public var mixtureWidth: Int
  /// Their operations; −1 draws 1 to 3.
  public var chainDepth: Int
  /// How evenly shares are drawn.
  public var alpha: Double
  /// Whether operations change brightness, color, contrast and sharpness too.
  public var allOps: Bool
  public var interpolation: Interpolation
  public var fillValue: Double?

  /// Creates a transform.
  public init(
    severity: Int = 3, mixtureWidth: Int = 3, chainDepth: Int = -1, alpha: Double = 1,
    allOps: Bool = true, interpolation: Interpolation = .bilinear, fillValue: Double? = nil
  ) {
    self.severity = severity
    self.mixtureWidth = mixtureWidth
    self.chainDepth = chainDepth
    self.alpha = alpha
    self.allOps = allOps
    self.interpolation = interpolation
    self.fillValue = fillValue
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      severity: try fields.int("severity"), mixtureWidth: try fields.int("mixtureWidth"),
      chainDepth: try fields.int("chainDepth"), alpha: try fields.double("alpha"),
      allOps: try fields.bool("allOps"), interpolation: try fields.choice("interpolation"),
      fillValue: try fields.fillValue())
  }

  public var fields: [String: ConfigurationValue] {
    policyFields.merging([
      "severity": ConfigurationValue(severity), "mixtureWidth": ConfigurationValue(mixtureWidth),
      "chainDepth": ConfigurationValue(chainDepth), "alpha": ConfigurationValue(alpha),
      "allOps": ConfigurationValue(allOps),
    ]) { $1 }
  }

  public func features(from features: [FeatureSpec]) throws(HoneError) -> [FeatureSpec] {
    guard 1...10 ~= severity, 1...16 ~= mixtureWidth, -1...16 ~= chainDepth, alpha > 0 else {
      throw HoneError(
        .usage, path: name, operation: "severity",
        wanted: "severity 1 to 10, mixtureWidth 1 to 16, chainDepth up to 16, a positive alpha",
        received: "\(severity), \(mixtureWidth), \(chainDepth), \(alpha)")
    }
    for feature in features {
      var cannotMove = false
      if case .boxes = feature.kind { cannotMove = true }
      if case .image(let image) = feature.kind, image.isMask { cannotMove = true }
      guard !cannotMove else {
        throw HoneError(
          .data, path: feature.name, operation: name, wanted: "samples without masks and boxes",
          received: "\(feature.kind)", help: "use RandAugment, with which they move along")
      }
    }
    return try RandomInvert().features(from: features, as: name)
  }

  public func apply(
    to sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    guard let size = sample.imageSize else { return }
    let key = context.key
    defer { context.key = key }
    let draw: Draw = try context.draw(
      name, caption: { "own \(Caption.number($0.own))" }, { self.draw($0) })
    for index in sample.values.indices {
      try sample.withImage(index) { image throws(HoneError) in
        try mix(&image, draw, key, size, &context)
      }
    }
  }

  private func draw(_ key: RandomKey) -> Draw {
    let own = key.folding("own").beta(alpha, alpha)
    let shares = key.folding("shares").dirichlet(alpha, count: max(mixtureWidth, 1))
    return Draw(
      own: own, shares: shares.map { $0 * (1 - own) },
      depths: shares.indices.map {
        chainDepth > 0 ? chainDepth : 1 + key.integer(below: 3, at: UInt64($0))
      })
  }

  private func mix(
    _ image: inout Image, _ draw: Draw, _ key: RandomKey, _ size: ImageSize,
    _ context: inout TransformContext
  ) throws(HoneError) {
    let operations = allOps ? Self.all : Self.partial
    var sum = image
    sum.withPixels { pixels in for i in pixels.indices { pixels[i] *= Float(draw.own) } }
    for (number, share) in draw.shares.enumerated() {
      var version = image
      for depth in 0..<draw.depths[number] {
        context.key = key.folding(UInt64(100 + 16 * number + depth))
        let step: OperationDraw = try context.draw(
          name, caption: { $0.operation.caption($0.magnitude) },
          {
            $0.operation(
              operations, step: $0.integer(below: max(severity, 1), at: 4), of: 10, Self.scale,
              size)
          })
        apply(step, to: &version, context: &context)
      }
      version.withPixels { one in
        sum.withPixels { all in for i in all.indices { all[i] += Float(share) * one[i] } }
      }
    }
    image = sum
  }
}
