public import HoneCore
internal import HoneGraph

/// The six named variance scalings: glorot, he and lecun, each uniform and normal.
///
/// | name | variance |
/// |---|---|
/// | glorot | 2 / (fan-in + fan-out) |
/// | he | 2 / fan-in |
/// | lecun | 1 / fan-in |
public protocol NamedScaling: Initializer {
  /// The scaling that the name stands for.
  static var scaling: VarianceScaling { get }

  /// Creates the initializer.
  init()
}

extension NamedScaling {
  public init(_ fields: Fields) throws(HoneError) { self.init() }
  public var fields: [String: ConfigurationValue] { [:] }
  public func makeValue(shape: Shape, dtype: DType, key: RandomKey) -> HostTensor {
    Self.scaling.makeValue(shape: shape, dtype: dtype, key: key)
  }
}

/// Random, uniform, with variance 2/(fan-in+fan-out).
public struct GlorotUniform: NamedScaling {
  public static let schema = Schema(
    .initializer, "glorotUniform", summary: "uniform, variance 2/(fan-in+fan-out)",
    formula: "U(±√(6 / (fan-in + fan-out)))", techniques: [35, 36, 41],
    kerasName: "keras.initializers.GlorotUniform")
  public static let scaling = VarianceScaling(scale: 1, mode: .fanAvg, distribution: .uniform)
  public init() {}
}

extension Initializer where Self == GlorotUniform {
  /// Random, uniform, with variance 2/(fan-in+fan-out).
  public static var glorotUniform: GlorotUniform { GlorotUniform() }
}

/// Random, truncated normal, with variance 2/(fan-in+fan-out).
public struct GlorotNormal: NamedScaling {
  public static let schema = Schema(
    .initializer, "glorotNormal", summary: "truncated normal, variance 2/(fan-in+fan-out)",
    formula: "Var(w) = 2 / (fan-in + fan-out)", techniques: [36, 41],
    kerasName: "keras.initializers.GlorotNormal")
  public static let scaling = VarianceScaling(
    scale: 1, mode: .fanAvg, distribution: .truncatedNormal)
  public init() {}
}

extension Initializer where Self == GlorotNormal {
  /// Random, truncated normal, with variance 2/(fan-in+fan-out).
  public static var glorotNormal: GlorotNormal { GlorotNormal() }
}

/// Random, uniform, with variance 2/fan-in.
public struct HeUniform: NamedScaling {
  public static let schema = Schema(
    .initializer, "heUniform", summary: "uniform, variance 2/fan-in",
    formula: "U(±√(6 / fan-in))", techniques: [38, 41], kerasName: "keras.initializers.HeUniform")
  public static let scaling = VarianceScaling(scale: 2, mode: .fanIn, distribution: .uniform)
  public init() {}
}

extension Initializer where Self == HeUniform {
  /// Random, uniform, with variance 2/fan-in.
  public static var heUniform: HeUniform { HeUniform() }
}

/// Random, truncated normal, with variance 2/fan-in.
public struct HeNormal: NamedScaling {
  public static let schema = Schema(
    .initializer, "heNormal", summary: "truncated normal, variance 2/fan-in",
    formula: "Var(w) = 2 / fan-in", techniques: [37, 38, 41],
    kerasName: "keras.initializers.HeNormal")
  public static let scaling = VarianceScaling(
    scale: 2, mode: .fanIn, distribution: .truncatedNormal)
  public init() {}
}

extension Initializer where Self == HeNormal {
  /// Random, truncated normal, with variance 2/fan-in.
  public static var heNormal: HeNormal { HeNormal() }
}

/// Random, uniform, with variance 1/fan-in.
public struct LecunUniform: NamedScaling {
  public static let schema = Schema(
    .initializer, "lecunUniform", summary: "uniform, variance 1/fan-in",
    formula: "U(±√(3 / fan-in))", techniques: [41], kerasName: "keras.initializers.LecunUniform")
  public static let scaling = VarianceScaling(scale: 1, mode: .fanIn, distribution: .uniform)
  public init() {}
}

extension Initializer where Self == LecunUniform {
  /// Random, uniform, with variance 1/fan-in.
  public static var lecunUniform: LecunUniform { LecunUniform() }
}

/// Random, truncated normal, with variance 1/fan-in.
public struct LecunNormal: NamedScaling {
  public static let schema = Schema(
    .initializer, "lecunNormal", summary: "truncated normal, variance 1/fan-in",
    formula: "Var(w) = 1 / fan-in", techniques: [41], kerasName: "keras.initializers.LecunNormal")
  public static let scaling = VarianceScaling(
    scale: 1, mode: .fanIn, distribution: .truncatedNormal)
  public init() {}
}

extension Initializer where Self == LecunNormal {
  /// Random, truncated normal, with variance 1/fan-in.
  public static var lecunNormal: LecunNormal { LecunNormal() }
}
