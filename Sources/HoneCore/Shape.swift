/// The extents of a tensor, outermost first: `[N, H, W, C]` for images.
///
/// An extent may be ``unknown`` while a model is described, before a batch size is chosen; shape
/// inference then checks what can be known. Reading an axis that doesn't exist gives ``unknown``
/// too, so that a mistake in a layer becomes an error message rather than a crash.
public struct Shape: Hashable, Sendable {
  /// The extents, outermost first.
  public var dimensions: [Int]

  /// The extent of a dimension that isn't known yet, such as the batch.
  public static let unknown = -1

  /// Creates a shape from its extents.
  public init(_ dimensions: [Int]) { self.dimensions = dimensions }

  /// The number of dimensions.
  public var rank: Int { dimensions.count }

  /// The number of elements; meaningful only if every extent is known.
  public var count: Int { dimensions.reduce(1, *) }

  /// Whether every extent is known.
  public var isKnown: Bool { !dimensions.contains { $0 < 0 } }

  /// The extent along an axis; negative axes count from the end; ``unknown`` if there is none.
  public subscript(axis: Int) -> Int {
    guard let index = normalize(axis) else { return Self.unknown }
    return dimensions[index]
  }

  /// The axis counted from the front, or nil if the shape has no such axis.
  public func normalize(_ axis: Int) -> Int? {
    let index = axis < 0 ? axis + rank : axis
    return dimensions.indices.contains(index) ? index : nil
  }

  /// The distance in elements between neighbours along each axis, in row-major order.
  public var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for axis in stride(from: rank - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * dimensions[axis + 1]
    }
    return strides
  }

  /// The shape with every unknown extent replaced.
  public func replacingUnknown(with extent: Int) -> Shape {
    Shape(dimensions.map { $0 < 0 ? extent : $0 })
  }
}

extension Shape: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: Int...) { self.init(elements) }
}

extension Shape: CustomStringConvertible {
  /// The extents in brackets; an unknown one prints as `?`.
  public var description: String {
    "[" + dimensions.map { $0 < 0 ? "?" : String($0) }.joined(separator: ", ") + "]"
  }
}

extension Shape: Codable {
  public init(from decoder: any Decoder) throws {
    dimensions = try decoder.singleValueContainer().decode([Int].self)
  }
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(dimensions)
  }
}
