public import HoneCore
public import HoneGraph

/// A pooling of `[N, spatial…, C]` whose windows are as large as the wanted output makes them.
///
/// ```text
/// window i of an axis: ⌊i · size / outputs⌋ ..< ⌈(i + 1) · size / outputs⌉
/// ```
///
/// Where the outputs don't divide the size, neighbouring windows share places.
public protocol AdaptivePooling: Layer, Configurable {
  /// The number of spatial axes.
  static var spatialAxes: Int { get }

  /// What is taken over a window.
  static var operation: PoolOp { get }

  /// The output's spatial extents.
  var outputSize: Sizes { get }

  /// Creates a pooling.
  init(_ outputSize: Sizes, name: String?)
}

extension AdaptivePooling {
  static func adaptiveSchema(_ name: String, _ summary: String) -> Schema {
    Schema(
      .layer, name, summary: summary, kerasName: "keras.layers.\(name)",
      fields: [Field("outputSize", .sizes(1...Int.max), "the output's spatial extents")])
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(try fields.sizes("outputSize"), name: try fields.optionalString("name"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(["outputSize": outputSize.configuration], uniquingKeysWith: { $1 })
  }

  public func forward(_ x: Tensor) -> Tensor {
    let axes = Self.spatialAxes
    guard x.hasSpatialAxes(axes, Self.schema.name) else { return [x].poison }
    let sizes = Array(x.shape.dimensions[1...axes])
    guard let outputs = outputSize.resolved(axes), outputs.allSatisfy({ $0 >= 1 }),
      sizes.allSatisfy({ $0 >= 1 })
    else {
      return x.fail(
        Self.schema.name,
        wanted: "an outputSize ≥ 1 for each of \(axes) axes, and known spatial extents",
        received: "outputSize \(outputSize.values) and \(x.shape)")
    }
    let windows = zip(sizes, outputs).map { AdaptiveWindows(size: $0, outputs: $1) }
    if windows.allSatisfy(\.isEven) { return x.pooled(Self.operation, by: windows) }
    switch Self.operation {
    case .maximum:
      // Shared places stand once in each window; shorter windows repeat their last place.
      let apart = windows.enumerated().reduce(x) {
        $0.gathered(at: Tensor(HostTensor($1.element.places)), axis: $1.offset + 1)
      }
      return apart.pooled(.maximum, by: windows)
    case .average:
      // Windows are products of intervals, so the mean over a window is one over each axis.
      let means = windows.reduce(x) { $0.contracted(1, with: $1.means(dtype: x.dtype)) }
      return means.transposed([0] + (2...axes + 1) + [1])
    }
  }
}

/// The windows along one axis.
private struct AdaptiveWindows {
  let size: Int
  let outputs: Int

  /// Whether the windows are all alike and share nothing.
  var isEven: Bool { size % outputs == 0 }

  /// The longest window.
  var longest: Int { (0..<outputs).map { window($0).count }.max() ?? 1 }

  func window(_ output: Int) -> Range<Int> {
    (output * size / outputs)..<(((output + 1) * size + outputs - 1) / outputs)
  }

  /// The places of all windows one after another, each window filled up to the longest.
  var places: [Int32] {
    let longest = longest
    return (0..<outputs).flatMap { output in
      let window = window(output)
      return (0..<longest).map { Int32(min(window.lowerBound + $0, window.upperBound - 1)) }
    }
  }

  /// The share of each place in each mean: `[outputs, size]`.
  func means(dtype: DType) -> Tensor {
    var shares = [Double](repeating: 0, count: outputs * size)
    for output in 0..<outputs {
      let window = window(output)
      for place in window { shares[output * size + place] = 1 / Double(window.count) }
    }
    return Tensor(HostTensor(unchecked: shares, shape: [outputs, size]).converted(to: dtype))
  }
}

extension Tensor {
  /// A pooling over windows that stand side by side.
  fileprivate func pooled(_ operation: PoolOp, by windows: [AdaptiveWindows]) -> Tensor {
    let lengths = windows.map(\.longest)
    return .apply(
      .pool(
        operation,
        WindowDimensions(
          window: lengths, strides: lengths, padding: lengths.map { _ in EdgePadding() })), self)
  }
}
