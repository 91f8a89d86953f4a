internal import HoneCore

/// The operations from which the learned and random policies choose, with torchvision's meaning of
/// their magnitudes.
enum PolicyOperation: String, CaseIterable, Sendable {
  case identity, shearX, shearY, translateX, translateY, rotate
  case brightness, color, contrast, sharpness, posterize, solarize
  case autoContrast, equalize, invert

  /// What a magnitude of a number of steps means: those of one policy.
  struct Scale: Sendable {
    var shear = 0.3
    /// The largest shift, of a picture's extent; nil for `pixels`.
    var translation: Double? = 150.0 / 331
    var pixels = 32.0
    var angle = 30.0
    var color = 0.9
    /// The bits that are kept at the lowest step, and how many fewer at the highest.
    var bits = (kept: 8.0, fewer: 4.0)
  }

  /// Whether magnitudes have a sign, drawn by itself.
  var isSigned: Bool {
    switch self {
    case .identity, .posterize, .solarize, .autoContrast, .equalize, .invert: false
    default: true
    }
  }

  var movesPixels: Bool {
    switch self {
    case .shearX, .shearY, .translateX, .translateY, .rotate: true
    default: false
    }
  }

  /// The magnitude of a step of several.
  func magnitude(step: Int, of steps: Int, _ scale: Scale, _ size: ImageSize) -> Double {
    let share = steps > 1 ? Double(step) / Double(steps - 1) : 0
    switch self {
    case .identity, .autoContrast, .equalize, .invert: return 0
    case .shearX, .shearY: return share * scale.shear
    case .translateX:
      return share * (scale.translation.map { $0 * Double(size.width) } ?? scale.pixels)
    case .translateY:
      return share * (scale.translation.map { $0 * Double(size.height) } ?? scale.pixels)
    case .rotate: return share * scale.angle
    case .brightness, .color, .contrast, .sharpness: return share * scale.color
    case .posterize:
      return scale.bits.kept - (share * scale.bits.fewer).rounded(.toNearestOrEven)
    case .solarize: return 1 - share
    }
  }

  /// Where pixels come from; nil for operations that don't move them.
  func map(_ magnitude: Double, height: Int, width: Int) -> ProjectiveMap? {
    switch self {
    // About the corner of the first pixel, as torchvision has it.
    case .shearX: ProjectiveMap(a1: magnitude, a2: magnitude / 2)
    case .shearY: ProjectiveMap(b0: magnitude, b2: magnitude / 2)
    case .translateX: .translation(x: magnitude.rounded(.towardZero), y: 0)
    case .translateY: .translation(x: 0, y: magnitude.rounded(.towardZero))
    case .rotate: .rotation(degrees: magnitude, height: height, width: width)
    default: nil
    }
  }

  /// Changes colors.
  func recolor(_ image: inout Image, _ magnitude: Double, scratch: inout [Float]) {
    switch self {
    case .brightness: image.multiply(by: 1 + magnitude)
    case .color: image.mixWithGray(keeping: 1 + magnitude)
    case .contrast: image.contrastGray(by: 1 + magnitude)
    case .sharpness: image.sharpen(1 + magnitude, keepsBorder: true, scratch: &scratch)
    case .posterize: image.posterize(bits: Int(min(max(magnitude, 0), 8)))
    case .solarize: image.solarize(threshold: Float(magnitude * 255), addition: 0)
    case .autoContrast: image.stretchContrast()
    case .equalize: image.equalizeBySteps()
    case .invert: image.invert()
    default: break
    }
  }

  func caption(_ magnitude: Double) -> String {
    switch self {
    case .identity, .autoContrast, .equalize, .invert: rawValue
    case .rotate: "rotate \(Caption.signed(magnitude))°"
    case .posterize: "posterize \(Caption.number(magnitude)) bits"
    case .solarize: "solarize from \(Caption.number(magnitude * 255))"
    default: "\(rawValue) \(Caption.signed(magnitude))"
    }
  }
}

/// One operation as drawn.
struct OperationDraw: TransformDraw {
  var operation: PolicyOperation
  var magnitude: Double

  init(_ operation: PolicyOperation, _ magnitude: Double) {
    self.operation = operation
    self.magnitude = magnitude
  }

  init?(values: [String: Double]) {
    let all = PolicyOperation.allCases
    guard let number = values["operation"].flatMap({ Int(exactly: $0) }),
      let magnitude = values["magnitude"], all.indices.contains(number)
    else { return nil }
    self.init(all[number], magnitude)
  }

  var values: [String: Double] {
    let number = PolicyOperation.allCases.firstIndex(of: operation) ?? 0
    return ["operation": Double(number), "magnitude": magnitude]
  }
}

/// A draw of an operation: which, and how strong.
extension RandomKey {
  func operation(
    _ operations: [PolicyOperation], step: Int, of steps: Int, _ scale: PolicyOperation.Scale,
    _ size: ImageSize
  ) -> OperationDraw {
    let operation = operations[integer(below: operations.count, at: 0)]
    return signed(operation, step: step, of: steps, scale, size)
  }

  func signed(
    _ operation: PolicyOperation, step: Int, of steps: Int, _ scale: PolicyOperation.Scale,
    _ size: ImageSize
  ) -> OperationDraw {
    let magnitude = operation.magnitude(step: step, of: steps, scale, size)
    let isNegative = operation.isSigned && happens(0.5, at: 4)
    return OperationDraw(operation, isNegative ? -magnitude : magnitude)
  }
}
