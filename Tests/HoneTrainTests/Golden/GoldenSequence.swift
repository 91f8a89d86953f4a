import Hone
import HoneNN
import HoneTestSupport

extension Golden {
  /// The model of a case of sequences, `{"LSTM": {"units": 3}}`; with `masked` behind a `Masking`
  /// of each input that `masks` lists.
  func sequenceModel() throws -> any Layer {
    let model = try Registry.standard.makeLayer(from: configuration.member("model"))
    guard (try configuration["masked"]?.bool()) == true else { return model }
    return MaskedInputs(
      maskings: try configuration.member("masks").array(at: "masks").map { _ in Masking() },
      layer: model)
  }
}

/// A layer whose first inputs go through `Masking`.
struct MaskedInputs: Layer {
  let maskings: [Masking]
  let layer: any Layer

  func forward(_ inputs: [Tensor]) -> [Tensor] {
    layer.outputs(
      of: inputs.indices.map { $0 < maskings.count ? maskings[$0](inputs[$0]) : inputs[$0] })
  }
}
