public import HoneCore
public import HoneGraph

/// A layer applied to each step of a sequence by itself, with one set of weights.
///
/// ```text
/// output[n, t] = layer(input[n, t])
/// ```
///
/// - Input: `[N, time, …]`
/// - Output: `[N, time, …]`
/// - Weights: those of the layer
///
/// All steps go through the layer at once, as one larger batch. A layer with running statistics,
/// such as ``BatchNormalization``, is called step by step instead, so that as in Keras each step is
/// normalized by itself. The input's mask stays with the output; where it says more than which steps
/// count, the layer receives the rest of it.
///
/// An `activityRegularizer` of the layer counts each step as a sample: its penalty is divided by
/// N · time. (Keras adds none here.)
///
/// ```swift
/// let frames = TimeDistributed(Conv2D(16, kernelSize: 3))(video)   // [N, time, H, W, C]
/// ```
public struct TimeDistributed: Layer, Configurable {
  public static let schema = Schema(
    .layer, "TimeDistributed", summary: "a layer applied to each step of a sequence",
    formula: "y[n, t] = layer(x[n, t])", kerasName: "keras.layers.TimeDistributed",
    fields: [Field("layer", .member(.layer), "the layer")])

  /// The layer.
  public let layer: any Layer
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a layer that applies another to each step.
  public init(_ layer: any Layer, name: String? = nil, trainable: Bool = true) {
    self.layer = layer
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.member("layer", .layer), name: try fields.optionalString("name"),
      trainable: try fields.bool("trainable"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(["layer": LayerEncoding.encode(layer)], uniquingKeysWith: { $1 })
  }

  public func forward(_ x: Tensor) -> Tensor {
    guard x.rank >= 2, x.shape[1] >= 1 else {
      return x.fail(
        "TimeDistributed", wanted: "an input [N, time, …] with a known time ≥ 1",
        received: "\(x.shape)")
    }
    let output = hasStatistics(for: x) ? stepwise(x) : together(x)
    guard let mask = x.mask, mask.rank > 2 else { return output.masked(by: x.mask) }
    return output.masked(by: mask.any(axes: Array(2..<mask.rank)))
  }

  /// Whether a call makes statistics, found by calling the layer in a trace of its own.
  private func hasStatistics(for x: Tensor) -> Bool {
    let trial = Trace(mode: .training)
    let step = Shape([Shape.unknown] + x.shape.dimensions.dropFirst(2))
    _ = layer.call([trial.input(name: "step", type: TensorType(x.dtype, step))], at: nil)
    return trial.graph.slots.contains { $0.role == .statistic }
  }

  /// All steps as one batch.
  private func together(_ x: Tensor) -> Tensor {
    let (batch, time) = (x.shape[0], x.shape[1])
    let all = batch < 0 ? Shape.unknown : batch * time
    func flat(_ tensor: Tensor) -> Tensor {
      tensor.reshaped(to: [all] + tensor.shape.dimensions.dropFirst(2))
    }
    var steps = flat(x)
    if let mask = x.mask, mask.rank > 2 { steps = steps.masked(by: flat(mask)) }
    guard let output = layer.call([steps], at: nil).first, !output.isPoisoned else {
      return [x].poison
    }
    return output.reshaped(to: [batch, time] + output.shape.dimensions.dropFirst())
  }

  /// One step after another.
  private func stepwise(_ x: Tensor) -> Tensor {
    let rest = Array(x.shape.dimensions.dropFirst(2))
    let outputs = (0..<x.shape[1]).map { time in
      let step = x.sliced(time..<time + 1, axis: 1).reshaped(to: [x.shape[0]] + rest)
      return layer.call([step], at: nil).first?.expandingDimension(at: 1) ?? [x].poison
    }
    guard !outputs.contains(where: \.isPoisoned) else { return [x].poison }
    return concatenate(outputs, axis: 1)
  }
}
