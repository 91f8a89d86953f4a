public import HoneCore

/// One named part of a sample before it has become numbers of a fixed shape: an image of any size,
/// a text, or a tensor.
///
/// A ``SampleSource`` says which features it delivers, transforms say what they make of them, and
/// what comes out at the end, tensors all, are the ``FieldSpec``s of a ``Dataset``.
public struct FeatureSpec: Hashable, Sendable {
  /// What a feature is.
  public enum Kind: Hashable, Sendable {
    /// Numbers of a fixed shape.
    case tensor(Shape, DType)
    /// An image, of a size that may differ from sample to sample.
    case image(ImageSpec)
    /// Boxes in the sample's images; how many, or nil if that differs from sample to sample.
    case boxes(Int?)
    /// A text of any length.
    case text
  }

  /// What the feature is for.
  public var role: FieldSpec.Role
  /// The name, unique within its role.
  public var name: String
  /// What it is.
  public var kind: Kind

  /// Creates a description of a feature.
  public init(_ role: FieldSpec.Role, name: String, kind: Kind) {
    self.role = role
    self.name = name
    self.kind = kind
  }

  /// A field of a data set, as a feature: numbers of its shape.
  public init(_ field: FieldSpec) {
    self.init(field.role, name: field.name, kind: .tensor(field.shape, field.dtype))
  }

  /// The field that batches hold: a tensor as it is, an image of fixed size as float32
  /// `[H, W, C]`, a fixed number of boxes as float32 `[N, 4]`; nil for texts and for images and
  /// boxes of which that isn't known.
  public var field: FieldSpec? {
    switch kind {
    case .tensor(let shape, let dtype):
      return FieldSpec(role, name: name, shape: shape, dtype: dtype)
    case .image(let image):
      guard let height = image.height, let width = image.width, let channels = image.channels
      else { return nil }
      return FieldSpec(role, name: name, shape: [height, width, channels], dtype: .float32)
    case .boxes(let count):
      return count.map { FieldSpec(role, name: name, shape: [$0, 4], dtype: .float32) }
    case .text: return nil
    }
  }
}

/// What is known of the images of a feature.
public struct ImageSpec: Hashable, Sendable {
  /// Rows of pixels; nil if they differ from image to image.
  public var height: Int?
  /// Pixels of a row; nil if they differ from image to image.
  public var width: Int?
  /// Numbers of a pixel; nil if they differ from image to image.
  public var channels: Int?
  /// What black and white are: 0 … 255 as files have it, 0 … 1 after rescaling, anything after
  /// standardization.
  public var range: ClosedRange<Float>
  /// Whether the numbers are labels of pixels rather than colours.
  public var isMask: Bool

  /// Creates a description of images.
  public init(
    height: Int? = nil, width: Int? = nil, channels: Int? = nil,
    range: ClosedRange<Float> = Image.byteRange, isMask: Bool = false
  ) {
    self.height = height
    self.width = width
    self.channels = channels
    self.range = range
    self.isMask = isMask
  }
}

extension FeatureSpec.Kind: CustomStringConvertible {
  public var description: String {
    switch self {
    case .tensor(let shape, let dtype): "\(dtype) of shape \(shape)"
    case .image(let image): "\(image.isMask ? "masks" : "images") of \(image)"
    case .boxes(let count): "\(count.map { String($0) } ?? "?") boxes"
    case .text: "text"
    }
  }
}

extension ImageSpec: CustomStringConvertible {
  /// `28×28×1 in 0…255`, with ? for what differs.
  public var description: String {
    let extents = [height, width, channels].map { $0.map { String($0) } ?? "?" }
    return extents.joined(separator: "×")
      + " in \(Self.text(range.lowerBound))…\(Self.text(range.upperBound))"
  }

  static func text(_ bound: Float) -> String {
    guard bound.isFinite else { return bound < 0 ? "−∞" : "∞" }
    return bound == bound.rounded() && abs(bound) < 1e9 ? String(Int(bound)) : String(bound)
  }
}
