public import HoneCore
public import HoneGraph

/// A recurrent layer that reads a sequence from both ends, with weights for each direction.
///
/// The wrapped layer is copied twice, as `forward_…` and, with time the other way, as
/// `backward_…`; or the second one is given as `backwardLayer`. With `returnSequences` both outputs
/// stand at the steps that they belong to before they are merged, and are zero at masked steps.
///
/// - Input: what the wrapped layer takes: `[N, time, features]`, or a list of it, the first states
///   of the forward layer and those of the backward layer
/// - Output: by `mergeMode`: both one after another along the last axis (`concat`), their sum,
///   product (`mul`) or mean (`ave`), or two outputs (`none`). With `returnState` the last states
///   follow, the forward layer's first
/// - Weights: those of the two layers, such as `forward_lstm/kernel` and `backward_lstm/kernel`
///
/// ```swift
/// Bidirectional(LSTM(64, returnSequences: true))
/// Bidirectional(GRU(32), mergeMode: .sum)
/// ```
///
/// Reference: Schuster and Paliwal, "Bidirectional recurrent neural networks", IEEE Transactions on
/// Signal Processing 45, 1997.
public struct Bidirectional: Layer, Configurable {
  /// How the outputs of the two directions become one.
  public enum MergeMode: String, Sendable, CaseIterable {
    case concat, sum, mul, ave
    /// Two outputs.
    case none
  }

  public static let schema = Schema(
    .layer, "Bidirectional", summary: "a recurrent layer that reads a sequence from both ends",
    techniques: [157], kerasName: "keras.layers.Bidirectional",
    fields: [
      Field("layer", .member(.layer), "the recurrent layer: LSTM, GRU or SimpleRNN"),
      Field(
        "mergeMode", .choice(MergeMode.allCases.map(\.rawValue)), default: "concat",
        "how the two outputs become one"),
      Field(
        "backwardLayer", .member(.layer), default: .null,
        "another layer for the way back; by default a copy"),
    ])

  /// The layer for the way forward.
  public let forwardLayer: any RecurrentLayer
  /// The layer for the way back.
  public let backwardLayer: any RecurrentLayer
  /// How the two outputs become one.
  public let mergeMode: MergeMode
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool
  private let layer: any RecurrentLayer
  private let otherLayer: (any RecurrentLayer)?

  /// Creates a layer of two copies of `layer`, or of a copy of it and one of `backwardLayer`.
  public init(
    _ layer: any RecurrentLayer, mergeMode: MergeMode = .concat,
    backwardLayer: (any RecurrentLayer)? = nil, name: String? = nil, trainable: Bool = true
  ) {
    self.layer = layer
    otherLayer = backwardLayer
    func path(_ direction: String, _ layer: any RecurrentLayer) -> String {
      let own = layer.name ?? type(of: layer).pathName
      return own.hasPrefix(direction) ? own : direction + own
    }
    forwardLayer = layer.copy(name: path("forward_", layer), goBackwards: layer.goBackwards)
    let other = backwardLayer ?? layer
    self.backwardLayer = other.copy(
      name: path("backward_", other),
      goBackwards: backwardLayer?.goBackwards ?? !layer.goBackwards)
    self.mergeMode = mergeMode
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try Self.recurrent("layer", fields), mergeMode: try fields.choice("mergeMode"),
      backwardLayer: fields.has("backwardLayer")
        ? try Self.recurrent("backwardLayer", fields) : nil,
      name: try fields.optionalString("name"), trainable: try fields.bool("trainable"))
  }

  private static func recurrent(
    _ key: String, _ fields: Fields
  ) throws(HoneError) -> any RecurrentLayer {
    let layer: any Layer = try fields.member(key, .layer)
    guard let recurrent = layer as? any RecurrentLayer else {
      throw fields.value(key).mismatch("a recurrent layer: LSTM, GRU or SimpleRNN", at: key)
    }
    return recurrent
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      [
        "layer": LayerEncoding.encode(layer),
        "mergeMode": ConfigurationValue(mergeMode.rawValue),
        "backwardLayer": otherLayer.map { LayerEncoding.encode($0) } ?? .null,
      ], uniquingKeysWith: { $1 })
  }

  public func forward(_ inputs: [Tensor]) -> [Tensor] {
    guard forwardLayer.goBackwards != backwardLayer.goBackwards,
      forwardLayer.returnSequences == backwardLayer.returnSequences,
      forwardLayer.returnState == backwardLayer.returnState, inputs.count % 2 == 1
    else {
      return [
        inputs.fail(
          operation: "Bidirectional",
          wanted: "two layers that differ in goBackwards and agree in returnSequences and "
            + "returnState, and as many first states for each",
          received: "\(inputs.count - 1) states, "
            + [forwardLayer, backwardLayer].map {
              "goBackwards \($0.goBackwards), returnSequences \($0.returnSequences), "
                + "returnState \($0.returnState)"
            }.joined(separator: " and "))
      ]
    }
    let (x, half) = (inputs[0], inputs.count / 2)
    let ahead = forwardLayer.call([x] + inputs[1..<1 + half], at: nil)
    let back = backwardLayer.call([x] + inputs[(1 + half)...], at: nil)
    guard let first = ahead.first, let second = back.first, !first.isPoisoned,
      !second.isPoisoned
    else { return [inputs.poison] }
    let merged = merge(inOrder(first, forwardLayer, x), inOrder(second, backwardLayer, x))
    let mask = forwardLayer.returnSequences ? x.mask : nil
    return merged.map { $0.masked(by: mask) } + ahead.dropFirst() + back.dropFirst()
  }

  public func forward(_ input: Tensor) -> Tensor { forward([input])[0] }

  /// An output with its steps in the order of the input, and zero where they are masked.
  private func inOrder(_ output: Tensor, _ layer: any RecurrentLayer, _ x: Tensor) -> Tensor {
    guard layer.returnSequences else { return output }
    var output = output
    if layer.goBackwards {
      let places = (0..<Int32(output.shape[1])).reversed()
      output = output.gathered(at: Tensor(HostTensor(Array(places))), axis: 1)
    }
    return x.mask.map { select($0.expandingDimension(at: 2), output, zerosLike(output)) } ?? output
  }

  private func merge(_ a: Tensor, _ b: Tensor) -> [Tensor] {
    switch mergeMode {
    case .concat: [concatenate([a, b])]
    case .sum: [a + b]
    case .mul: [a * b]
    case .ave: [(a + b) / 2]
    case .none: [a, b]
    }
  }
}
