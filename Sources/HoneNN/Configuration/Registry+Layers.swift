public import HoneCore

extension Registry {
  /// Makes a layer from `{"Dense": {"units": 10}}` or its YAML spelling.
  public func makeLayer(from value: ConfigurationValue, at path: String = "model")
    throws(HoneError) -> any Layer
  {
    guard let layer = try make(.layer, from: value, at: path) as? any Layer else {
      throw value.mismatch("a layer", at: path)
    }
    return layer
  }
}

extension Configurable where Self: Layer {
  public static var inheritedFields: [Field] { LayerFields.common }
}

extension Configurable where Self: Optimizer {
  public static var inheritedFields: [Field] { OptimizerFields.common }
  public var inheritedValues: [String: ConfigurationValue] { options.fields }
  public mutating func takeInherited(_ fields: Fields) throws(HoneError) {
    options = try UpdateOptions(fields)
  }
}
