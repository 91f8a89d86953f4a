/// An axis of a panel: its title, scale, range and ticks.
///
/// A string literal is an axis with that title.
///
/// ```swift
/// PlotAxis("variance", scale: .logarithmic, range: 1e-6...1)
/// PlotAxis("initializer", categories: ["fixed 0.01", "Xavier", "He"])   // at 0, 1, 2
/// ```
public struct PlotAxis: Sendable, ExpressibleByStringLiteral {
  /// How numbers become places.
  public enum Scale: String, Sendable, CaseIterable {
    /// In equal steps.
    case linear
    /// In equal factors; numbers of 0 and below aren't drawn.
    case logarithmic
  }

  /// What stands beside the axis.
  public var title: String
  /// How numbers become places.
  public var scale: Scale
  /// What the axis shows; nil for what the marks need.
  public var range: ClosedRange<Double>?
  /// Whether only whole numbers stand beside the axis, as for epochs and layers.
  public var isWhole: Bool
  /// Whether the numbers grow to the left or downwards, as the rows of a matrix do.
  public var isReversed: Bool
  /// Whether the axis is drawn: its line, ticks and title.
  public var isVisible: Bool
  /// Names at 0, 1, 2 … in place of numbers; nil for numbers.
  public var categories: [String]?

  /// Creates an axis of numbers.
  ///
  /// - Parameters:
  ///   - title: what stands beside it.
  ///   - scale: linear or logarithmic.
  ///   - range: what is shown; nil for what the marks need.
  ///   - isWhole: whether only whole numbers stand beside it, as for epochs and layers.
  ///   - isReversed: whether numbers grow to the left or downwards.
  ///   - isVisible: whether the axis is drawn.
  public init(
    _ title: String = "", scale: Scale = .linear, range: ClosedRange<Double>? = nil,
    isWhole: Bool = false, isReversed: Bool = false, isVisible: Bool = true
  ) {
    self.title = title
    self.scale = scale
    self.range = range
    self.isWhole = isWhole
    self.isReversed = isReversed
    self.isVisible = isVisible
  }

  /// Creates an axis of names at 0, 1, 2 ….
  public init(_ title: String = "", categories: [String]) {
    self.init(title)
    self.categories = categories
    range = -0.5...max(Double(categories.count) - 0.5, 0.5)
  }

  public init(stringLiteral title: String) { self.init(title) }

  /// An axis that isn't drawn.
  public static let hidden = PlotAxis(isVisible: false)
}
