internal import HoneCore
internal import HoneGraph

/// What is chosen about a weight: how it begins, what its size costs, and what it obeys.
///
/// Layers take the three as parameters of their own, such as `kernelInitializer`,
/// `kernelRegularizer` and `kernelConstraint`, and keep them as one value:
/// `layer.kernel.initializer`.
public struct WeightOptions: Sendable {
  /// How the weight begins.
  public var initializer: any Initializer
  /// What its size adds to the loss; nil for nothing.
  public var regularizer: (any Regularizer)?
  /// What it obeys after each update; nil for nothing.
  public var constraint: (any Constraint)?

  /// Creates the options of a weight.
  public init(
    _ initializer: any Initializer = .glorotUniform, regularizer: (any Regularizer)? = nil,
    constraint: (any Constraint)? = nil
  ) {
    self.initializer = initializer
    self.regularizer = regularizer
    self.constraint = constraint
  }

  /// The options as files spell them: under the weight's name and what is chosen.
  func fields(_ weight: String) -> [String: ConfigurationValue] {
    [
      weight + "Initializer": initializer.configuration,
      weight + "Regularizer": regularizer?.configuration ?? .null,
      weight + "Constraint": constraint?.configuration ?? .null,
    ]
  }
}

/// A weight in a schema: what its fields begin with, how it begins by default, and what it is
/// called.
struct WeightField: Sendable {
  let key: String
  let initializer: ConfigurationValue
  let name: String

  init(_ key: String, begins initializer: ConfigurationValue = "glorotUniform", called: String) {
    self.key = key
    self.initializer = initializer
    name = called
  }

  static let kernel = WeightField("kernel", called: "the kernel")
  static let bias = WeightField("bias", begins: "zeros", called: "the bias")

  /// The fields of weights in Keras's order: initializers, regularizers, the penalty on the layer's
  /// output if it can have one, constraints.
  static func schema(_ weights: WeightField..., activity: Bool = false) -> [Field] {
    schema(weights, activity: activity)
  }

  static func schema(_ weights: [WeightField], activity: Bool = false) -> [Field] {
    weights.map {
      Field(
        $0.key + "Initializer", .member(.initializer), default: $0.initializer,
        "how \($0.name) begins")
    }
      + weights.map {
        Field(
          $0.key + "Regularizer", .member(.regularizer), default: .null, "penalty on \($0.name)")
      } + (activity ? [LayerFields.activityRegularizer] : [])
      + weights.map {
        Field(
          $0.key + "Constraint", .member(.constraint), default: .null,
          "what \($0.name) obeys after each update")
      }
  }
}

extension Fields {
  /// The options of a weight whose fields begin with `key`.
  func weight(_ key: String) throws(HoneError) -> WeightOptions {
    WeightOptions(
      try member(key + "Initializer", .initializer),
      regularizer: try optionalMember(key + "Regularizer", .regularizer),
      constraint: try optionalMember(key + "Constraint", .constraint))
  }
}

extension Tensor {
  /// A weight of the current layer with the given options.
  func weight(_ name: String, shape: Shape, _ options: WeightOptions) -> Tensor {
    weight(
      name, shape: shape, initializer: options.initializer, regularizer: options.regularizer,
      constraint: options.constraint)
  }
}

extension [String: ConfigurationValue] {
  /// These fields and others.
  func with(_ others: [String: ConfigurationValue]...) -> Self {
    others.reduce(self) { $0.merging($1, uniquingKeysWith: { $1 }) }
  }
}
