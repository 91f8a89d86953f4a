internal import HoneCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension Golden {
  /// Notes a comparison in the file that `HONE_GOLDEN_RECORD` names, if it names one: what
  /// `docs/techniques.md` is made from.
  package func record(_ error: Double) {
    guard let path = getenv("HONE_GOLDEN_RECORD"), let technique, error.isFinite,
      let file = fopen(path, "a")
    else { return }
    let line = ConfigurationValue.object([
      ("case", ConfigurationValue(name)), ("family", ConfigurationValue(technique.family)),
      ("type", ConfigurationValue(technique.type)), ("framework", ConfigurationValue(framework)),
      ("error", ConfigurationValue(error)),
    ])
    // One write, so that lines of concurrent tests don't mix.
    fputs(line.json(indent: nil) + "\n", file)
    fclose(file)
  }

  /// What the case is about: its configuration names a layer, a loss, an optimizer …
  private var technique: (family: String, type: String)? {
    // A model in the spelling of files: `{"LSTM": {"units": 3}}`.
    if let layer = configuration["model"]?.keys.first { return ("layer", layer) }
    let families = [
      "layer", "activation", "initializer", "regularizer", "constraint", "optimizer", "schedule",
      "loss", "metric",
    ]
    for family in families {
      guard let value = configuration[family],
        let type = (try? value.string()) ?? value.keys.first
      else { continue }
      if family == "layer", type == "Activation",
        let activation = configuration["activation"],
        let name = (try? activation.string()) ?? activation.keys.first
      {
        return ("activation", name)
      }
      return (family, type)
    }
    return nil
  }
}
