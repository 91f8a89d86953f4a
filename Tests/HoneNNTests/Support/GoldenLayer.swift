import HoneCore
import HoneNN
import HoneTestSupport

extension Golden {
  /// The layer that a case describes: `{"layer": "Dense", "units": 4}` is `Dense: {units: 4}`.
  func layer() throws -> any Layer {
    let name = try configuration.member("layer").string()
    var fields = configuration
    fields["layer"] = nil
    fields["training"] = nil
    if let activation = try? fields["activation"]?.string() {
      fields["activation"] = Self.activations[activation] ?? ConfigurationValue(activation)
    }
    return try Registry.standard.makeLayer(from: .object([(name, fields)]))
  }

  /// Keras's spellings that aren't ours.
  private static let activations: [String: ConfigurationValue] = [
    "log_softmax": "logSoftmax", "gelu_tanh": ["gelu": ["approximate": true]],
  ]
}
