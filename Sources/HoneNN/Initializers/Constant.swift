public import HoneCore
internal import HoneGraph

/// All elements one.
public struct Ones: Initializer {
  public static let schema = Schema(
    .initializer, "ones", summary: "all elements 1",
    formula: "1", kerasName: "keras.initializers.Ones")

  /// Creates the initializer.
  public init() {}

  public init(_ fields: Fields) throws(HoneError) {}
  public var fields: [String: ConfigurationValue] { [:] }

  public func makeValue(shape: Shape, dtype: DType, key: RandomKey) -> HostTensor {
    HostTensor(filling: shape, with: 1, dtype: dtype)
  }
}

extension Initializer where Self == Ones {
  /// All elements one.
  public static var ones: Ones { Ones() }
}

/// All elements the same number.
public struct Constant: Initializer {
  public static let schema = Schema(
    .initializer, "constant", summary: "all elements the same number",
    formula: "value", kerasName: "keras.initializers.Constant",
    fields: [Field("value", .double(.anyNumber), default: 0.0, "the number")])

  /// The number.
  public var value: Double

  /// Creates the initializer.
  public init(_ value: Double) { self.value = value }

  public init(_ fields: Fields) throws(HoneError) { self.init(try fields.double("value")) }
  public var fields: [String: ConfigurationValue] { ["value": ConfigurationValue(value)] }

  public func makeValue(shape: Shape, dtype: DType, key: RandomKey) -> HostTensor {
    HostTensor(filling: shape, with: value, dtype: dtype)
  }
}

extension Initializer where Self == Constant {
  /// All elements the same number.
  public static func constant(_ value: Double) -> Constant { Constant(value) }
}
