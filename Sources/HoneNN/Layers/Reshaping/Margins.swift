public import HoneCore
public import HoneGraph

/// How many places are added or cut at the ends of each spatial axis.
///
/// ```text
/// 1                  one at every end
/// [1, 2]             images: one above and below, two left and right; sequences: one before, two after
/// [[1, 0], [2, 3]]   one above, none below, two left, three right
/// ```
public enum Margins: Hashable, Sendable, ExpressibleByIntegerLiteral, ExpressibleByArrayLiteral {
  /// The same at every end.
  case size(Int)
  /// Those of each axis, or of both ends of one axis.
  case list([Margins])

  public init(integerLiteral value: Int) { self = .size(value) }
  public init(arrayLiteral elements: Margins...) { self = .list(elements) }

  /// Before and after each of `count` axes; nil if they don't fit the axes or one is negative.
  public func resolved(_ count: Int) -> [EdgePadding]? {
    let edges: [EdgePadding]?
    switch self {
    case .size: edges = ends.map { [EdgePadding](repeating: $0, count: count) }
    case .list(let parts):
      if count == 1, let both = ends {
        edges = [both]
      } else {
        let all = parts.compactMap(\.ends)
        edges = all.count == count && parts.count == count ? all : nil
      }
    }
    return edges?.allSatisfy { $0.low >= 0 && $0.high >= 0 } == true ? edges : nil
  }

  /// Both ends of one axis.
  private var ends: EdgePadding? {
    switch self {
    case .size(let size): return EdgePadding(low: size, high: size)
    case .list(let parts):
      guard parts.count == 2, case .size(let low) = parts[0], case .size(let high) = parts[1]
      else { return nil }
      return EdgePadding(low: low, high: high)
    }
  }

  /// The margins as they are written.
  public var configuration: ConfigurationValue {
    switch self {
    case .size(let size): ConfigurationValue(size)
    case .list(let parts): .array(parts.map(\.configuration))
    }
  }

  /// Reads margins from a file.
  init(_ value: ConfigurationValue, at key: String) throws(HoneError) {
    if case .array(let elements) = value.kind {
      var parts: [Margins] = []
      for element in elements { parts.append(try Margins(element, at: key)) }
      self = .list(parts)
    } else {
      self = .size(try value.int(in: 0..., at: key))
    }
  }
}

/// A layer that adds or cuts places at the ends of the spatial axes.
public protocol MarginLayer: Layer, Configurable {
  /// The number of spatial axes.
  static var spatialAxes: Int { get }

  /// What the field is called in files.
  static var marginsKey: String { get }

  /// How many places at each end.
  var margins: Margins { get }

  /// Creates the layer.
  init(_ margins: Margins, name: String?)
}

extension MarginLayer {
  static func marginSchema(_ name: String, _ summary: String, default margins: Int) -> Schema {
    Schema(
      .layer, name, summary: summary, kerasName: "keras.layers.\(name)",
      fields: [
        Field(
          marginsKey, .any, default: ConfigurationValue(margins),
          "places at the ends of each axis: 1, [1, 2] or [[1, 0], [2, 3]]")
      ])
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try Margins(fields.value(Self.marginsKey), at: Self.marginsKey),
      name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging([Self.marginsKey: margins.configuration], uniquingKeysWith: { $1 })
  }

  /// The margins of every axis of `[N, spatial…, C]`; nil, with an error recorded, if they or the
  /// input make no sense.
  func edges(for x: Tensor) -> [EdgePadding]? {
    guard x.hasSpatialAxes(Self.spatialAxes, Self.schema.name) else { return nil }
    guard let edges = margins.resolved(Self.spatialAxes) else {
      _ = x.fail(
        Self.schema.name,
        wanted:
          "\(Self.marginsKey) ≥ 0: one number, or two ends for each of \(Self.spatialAxes) axes",
        received: margins.configuration.json(indent: nil))
      return nil
    }
    return [EdgePadding()] + edges + [EdgePadding()]
  }
}
