public import HoneCore
public import HoneGraph

/// A layer whose kernel is divided by its largest singular value before each training step, so that
/// it stretches no input by more than 1.
///
/// With the kernel as a matrix W of `[…, last axis]`, and a vector u that is kept from step to
/// step:
///
/// ```text
/// v ← u·Wᵀ / |u·Wᵀ|,  u ← v·W / |v·W|     powerIterations times
/// kernel ← kernel / σ,  σ = v·W·uᵀ
/// ```
///
/// As in Keras the kernel itself is changed; inference takes it as it is. A kernel of zeros stays.
///
/// - Inputs and outputs: those of the layer
/// - Weights: those of the layer; statistic `vector_u [1, last axis of the kernel]`
/// - Parameters: `powerIterations` ≥ 1, by default 1: how exact σ is.
///
/// It is an error of the model if the layer has neither a `kernel` nor `embeddings`, or several.
///
/// ```swift
/// SpectralNormalization(Conv2D(64, kernelSize: 3))
/// ```
///
/// Reference: Miyato et al., "Spectral normalization for generative adversarial networks", ICLR
/// 2018.
public struct SpectralNormalization: Layer, Configurable {
  public static let schema = Schema(
    .layer, "SpectralNormalization",
    summary: "divides a layer's kernel by its largest singular value",
    formula: "kernel ← kernel / σ(kernel)", kerasName: "keras.layers.SpectralNormalization",
    axis: .normalization,
    fields: [
      Field("layer", .member(.layer), "the layer, with a kernel or embeddings"),
      Field("powerIterations", .int(1...Int.max), default: 1, "how exact the value is"),
    ])

  /// The layer.
  public let layer: any Layer
  /// How often the vector is brought nearer to the singular one in a step.
  public var powerIterations: Int
  public let identity = LayerIdentity()
  public let name: String?
  public let isTrainable: Bool

  /// Creates a layer with the kernel of another normalized.
  public init(
    _ layer: any Layer, powerIterations: Int = 1, name: String? = nil, trainable: Bool = true
  ) {
    self.layer = layer
    self.powerIterations = powerIterations
    self.name = name
    isTrainable = trainable
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      try fields.member("layer", .layer), powerIterations: try fields.int("powerIterations"),
      name: try fields.optionalString("name"), trainable: try fields.bool("trainable"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.with([
      "layer": LayerEncoding.encode(layer), "powerIterations": ConfigurationValue(powerIterations),
    ])
  }

  public func forward(_ inputs: [Tensor]) -> [Tensor] {
    guard let trace = inputs.lazy.compactMap(\.trace).first, powerIterations >= 1 else {
      return [
        inputs.fail(
          operation: "SpectralNormalization", wanted: "powerIterations ≥ 1",
          received: "\(powerIterations)")
      ]
    }
    let around = trace.weightChange
    let vector = trace.path("vector_u")
    var kernels: Set<String> = []
    trace.weightChange = { name, weight in
      guard name == "kernel" || name == "embeddings", weight.rank >= 2 else { return weight }
      kernels.insert(trace.path(name))
      return kernels.count == 1 ? normalized(weight, at: trace.path(name), vector, trace) : weight
    }
    defer { trace.weightChange = around }
    let outputs = layer.call(inputs, at: nil)
    guard kernels.count == 1 || outputs.contains(where: \.isPoisoned) else {
      return [
        inputs.fail(
          operation: "SpectralNormalization", wanted: "a layer with one kernel, or embeddings",
          received: "\(type(of: layer)), with \(kernels.count)")
      ]
    }
    return outputs
  }

  public func forward(_ input: Tensor) -> Tensor { forward([input])[0] }

  /// The weight, while training divided by its largest singular value and kept so.
  private func normalized(
    _ weight: Tensor, at path: String, _ vector: String, _ trace: Trace
  ) -> Tensor {
    let width = weight.shape[-1]
    let old = trace.state(
      path: vector, type: TensorType(weight.dtype, [1, width]), role: .statistic,
      initial: TruncatedNormal(stddev: 0.02))
    guard trace.mode == .training, weight.shape.isKnown, !old.isPoisoned else { return weight }
    let matrix = weight.reshaped(to: [weight.shape.count / max(width, 1), width])
    var (u, v) = (old, old)
    for _ in 0..<powerIterations {
      v = matmul(u, matrix.transposed()).unit(along: 1)
      u = matmul(v, matrix).unit(along: 1)
    }
    let sigma = (matmul(v, matrix) * u).sum()
    let isZero = abs(weight).max() .<= 0
    let changed = select(isZero, weight, weight / select(isZero, sigma.like(1), sigma))
    trace.update(path: vector, to: select(isZero, old, u))
    trace.update(path: path, to: changed)
    return changed
  }
}
