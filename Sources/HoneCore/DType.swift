/// The type of a tensor's elements.
///
/// `float32` is the type that models train in. `float64` serves checks and metrics. `float16` and
/// `bfloat16` are reserved: they can be named and stored, no operation accepts them yet.
public enum DType: String, Hashable, Sendable, CaseIterable, Codable {
  case float32, float64, int32, int64, uint8, bool, float16, bfloat16

  /// The size of one element in bytes.
  public var byteCount: Int {
    switch self {
    case .float64, .int64: 8
    case .float32, .int32: 4
    case .float16, .bfloat16: 2
    case .uint8, .bool: 1
    }
  }

  /// Whether elements are floating-point numbers.
  public var isFloatingPoint: Bool {
    switch self {
    case .float32, .float64, .float16, .bfloat16: true
    case .int32, .int64, .uint8, .bool: false
    }
  }

  /// Whether elements are whole numbers.
  public var isInteger: Bool { self == .int32 || self == .int64 || self == .uint8 }

  /// Whether operations accept this type; false for the reserved half-precision types.
  public var isSupported: Bool { self != .float16 && self != .bfloat16 }
}

extension DType: CustomStringConvertible {
  public var description: String { rawValue }
}

/// A Swift type that can be an element of a tensor.
public protocol TensorElement: Sendable, BitwiseCopyable {
  /// The element type's name at run time.
  static var dtype: DType { get }
  /// The element as a double.
  var asDouble: Double { get }
  /// The nearest element to a double: whole numbers are cut towards zero and held in range.
  init(converting value: Double)
}

extension Float: TensorElement {
  public static var dtype: DType { .float32 }
  public var asDouble: Double { Double(self) }
  public init(converting value: Double) { self = Float(value) }
}

extension Double: TensorElement {
  public static var dtype: DType { .float64 }
  public var asDouble: Double { self }
  public init(converting value: Double) { self = value }
}

extension Int32: TensorElement {
  public static var dtype: DType { .int32 }
  public var asDouble: Double { Double(self) }
  public init(converting value: Double) { self = Self(saturating: value) }
}

extension Int64: TensorElement {
  public static var dtype: DType { .int64 }
  public var asDouble: Double { Double(self) }
  public init(converting value: Double) { self = Self(saturating: value) }
}

extension UInt8: TensorElement {
  public static var dtype: DType { .uint8 }
  public var asDouble: Double { Double(self) }
  public init(converting value: Double) { self = Self(saturating: value) }
}

extension Bool: TensorElement {
  public static var dtype: DType { .bool }
  public var asDouble: Double { self ? 1 : 0 }
  public init(converting value: Double) { self = value != 0 }
}

extension FixedWidthInteger {
  /// The whole number nearest to `value` towards zero, held in range; NaN becomes 0.
  init(saturating value: Double) {
    if value.isNaN {
      self = 0
    } else if value >= Double(Self.max) {
      self = .max
    } else if value <= Double(Self.min) {
      self = .min
    } else {
      self = Self(value)
    }
  }
}
