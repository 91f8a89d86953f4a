public import HoneCore
internal import HoneGraph

/// What passes its input on: a matrix with `gain` on its diagonal.
///
/// For a kernel `[spatial…, in, out]` the matrix stands in the middle of the spatial axes and the
/// rest is 0, so that a convolution with padding `same` begins as the identity (PyTorch's `dirac_`);
/// a vector is `gain` throughout.
///
/// ```swift
/// Dense(64, kernelInitializer: .identity)
/// ```
public struct Identity: Initializer {
  public static let schema = Schema(
    .initializer, "identity", aliases: ["dirac", "eye"], summary: "what passes its input on",
    formula: "gain·1", kerasName: "keras.initializers.Identity",
    fields: [Field("gain", .double(.anyNumber), default: 1.0, "a factor of the input")])

  /// A factor of the input.
  public var gain: Double

  /// Creates the initializer.
  public init(gain: Double = 1) { self.gain = gain }

  public init(_ fields: Fields) throws(HoneError) { self.init(gain: try fields.double("gain")) }
  public var fields: [String: ConfigurationValue] { ["gain": ConfigurationValue(gain)] }

  public func makeValue(shape: Shape, dtype: DType, key: RandomKey) -> HostTensor {
    guard shape.rank >= 2 else { return HostTensor(filling: shape, with: gain, dtype: dtype) }
    let (rows, columns) = (shape[-2], shape[-1])
    let middle = shape.dimensions.dropLast(2).reduce(0) { $0 * $1 + $1 / 2 }
    var values = [Double](repeating: 0, count: shape.count)
    for index in 0..<(shape.count > 0 ? min(rows, columns) : 0) {
      values[(middle * rows + index) * columns + index] = gain
    }
    return HostTensor(unchecked: values, shape: shape).converted(to: dtype)
  }
}

extension Initializer where Self == Identity {
  /// What passes its input on.
  public static var identity: Identity { Identity() }

  /// What passes its input on, times `gain`.
  public static func identity(gain: Double) -> Identity { Identity(gain: gain) }
}
