internal import HoneCore

extension Golden {
  /// Notes a comparison in the file that `HONE_GOLDEN_RECORD` names, if it names one: what
  /// `docs/techniques.md` is made from.
  ///
  /// - Parameter techniques: the families and names of what was compared; by default what the
  ///   configuration names.
  package func record(_ error: Double, of techniques: [(family: String, type: String)]? = nil) {
    for framework in [framework, checked].compactMap(\.self) {
      Self.record(error, of: techniques ?? self.techniques, case: name, framework: framework)
    }
  }

  /// Notes a comparison with a case that isn't a file of tensors.
  package static func record(
    _ error: Double, of techniques: [(family: String, type: String)], case name: String,
    framework: String
  ) {
    guard error.isFinite, let path = ProcessEnvironment.process["HONE_GOLDEN_RECORD"]
    else { return }
    let lines = techniques.map { technique in
      ConfigurationValue.object([
        ("case", ConfigurationValue(name)), ("family", ConfigurationValue(technique.family)),
        ("type", ConfigurationValue(technique.type)), ("framework", ConfigurationValue(framework)),
        ("error", ConfigurationValue(error)),
      ]).json(indent: nil) + "\n"
    }
    // Concurrent tests append too. What couldn't be written is missed in the table.
    try? AppendedFile.append(lines.joined(), to: path, isFlushed: false)
  }

  /// What the case is about: its configuration names a layer, a loss, an optimizer …
  private var techniques: [(family: String, type: String)] {
    // A model in the spelling of files: `{"LSTM": {"units": 3}}`. One of inputs has these too.
    if let layer = configuration["model"]?.keys.first {
      return [("layer", layer)] + (layer == "Model" ? [("layer", "Input")] : [])
    }
    let families = [
      "layer", "activation", "initializer", "regularizer", "constraint", "optimizer", "schedule",
      "loss", "metric", "dataset",
    ]
    for family in families {
      guard let value = configuration[family],
        let type = (try? value.string()) ?? value.keys.first
      else { continue }
      if family == "layer", type == "Activation",
        let activation = configuration["activation"],
        let name = (try? activation.string()) ?? activation.keys.first
      {
        return [("activation", name), ("layer", "Activation")]
      }
      return [(family, type)]
    }
    return []
  }
}
