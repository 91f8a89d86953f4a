/// A family of interchangeable configurable types.
public enum Family: String, Hashable, Sendable, CaseIterable {
  case layer, initializer, regularizer, constraint, activation, optimizer, schedule, loss, metric
  case dataset, transform, callback
}

/// What a technique helps with: the five steps towards a network that trains well, in their order,
/// and what surrounds them.
public enum Axis: String, Hashable, Sendable, CaseIterable {
  case initialization, normalization, optimization, regularization
  case learningRate = "learning rate"
  case data, layers, activations, losses, metrics, callbacks
}

extension Family {
  /// The axis of the family's types that don't say otherwise.
  public var axis: Axis {
    switch self {
    case .initializer: .initialization
    case .optimizer: .optimization
    case .regularizer, .constraint: .regularization
    case .schedule: .learningRate
    case .dataset, .transform: .data
    case .layer: .layers
    case .activation: .activations
    case .loss: .losses
    case .metric: .metrics
    case .callback: .callbacks
    }
  }
}

/// The name, description and fields of a configurable type.
public struct Schema: Sendable {
  /// The family that the type belongs to.
  public var family: Family
  /// The name in files, such as `Conv2D` or `heNormal`.
  public var name: String
  /// Other names by which files may call the type, such as `mse`.
  public var aliases: [String]
  /// One line for people.
  public var summary: String
  /// What it computes, in one line: `y = max(x, 0)`. Empty if no formula says it.
  public var formula: String
  /// The numbers of the project's list of techniques that it is part of.
  public var techniques: [Int]
  /// The name in Keras, such as `keras.layers.Conv2D`; nil if Keras lacks it.
  public var kerasName: String?
  /// What it helps with.
  public var axis: Axis
  /// The fields, in the order in which they are shown.
  public var fields: [Field]

  /// Creates a schema.
  ///
  /// - Parameter axis: what it helps with, if that isn't what its family does.
  public init(
    _ family: Family, _ name: String, aliases: [String] = [], summary: String,
    formula: String = "", techniques: [Int] = [], kerasName: String? = nil, axis: Axis? = nil,
    fields: [Field] = []
  ) {
    self.family = family
    self.name = name
    self.aliases = aliases
    self.summary = summary
    self.formula = formula
    self.techniques = techniques
    self.kerasName = kerasName
    self.axis = axis ?? family.axis
    self.fields = fields
  }
}
