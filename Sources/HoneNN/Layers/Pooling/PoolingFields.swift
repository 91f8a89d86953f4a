internal import HoneCore
internal import HoneGraph

/// The configuration that poolings over windows share.
enum PoolingFields {
  /// For images.
  static let fields = fields(.sizes(1...Int.max))
  /// For sequences.
  static let sequenceFields = fields(.int(1...Int.max))

  private static func fields(_ size: Field.Kind) -> [Field] {
    [
      Field("poolSize", size, default: 2, "extent of the window"),
      Field(
        "strides", size, default: .null, "steps between windows; by default the window's extent"),
      Field(
        "padding", .choice(Padding.allCases.map(\.rawValue)), default: "valid",
        "valid: whole windows only; same: outputs = ⌈inputs / stride⌉"),
    ]
  }

  static func values(
    _ poolSize: Sizes, _ strides: Sizes?, _ padding: Padding
  ) -> [String: ConfigurationValue] {
    [
      "poolSize": poolSize.configuration, "strides": strides?.configuration ?? .null,
      "padding": ConfigurationValue(padding.rawValue),
    ]
  }
}

extension ImageWindows {
  /// The windows as a pooling's attributes.
  var pooling: WindowDimensions {
    WindowDimensions(window: size, strides: strides, padding: padding)
  }
}
