internal import HoneCore
internal import HoneGraph
internal import HoneNN

/// How kernels begin, for what follows them.
extension Preflight {
  func initializerFindings(_ forward: ForwardTrace) -> [Finding] {
    let parts = forward.parts
    var (squashed, selu, rectified): (Places, Places, Places) = ([], [], [])
    var (fixed, constant): (Places, Places) = ([], [])
    for index in parts.kernels {
      guard let initializer = Self.kernelInitializer(of: parts[index].layer),
        let slot = forward.kernel(of: parts[index])
      else { continue }
      let shape = slot.type.shape
      if slot.isTrainable, let message = Self.constant(initializer), isHidden(index, parts) {
        constant.append((parts[index].path, message))
        continue
      }
      let next = parts.next(after: index) { [.dropout, .shaping, .pooling].contains($0.kind) }
      let isNormalized = next.map { Self.normalizes(parts[$0]) } ?? false
      if isNormalized && parts[index].activation == nil { continue }
      let path = parts[index].path
      if let message = Self.farFromFan(initializer, shape) { fixed.append((path, message)) }
      let function = parts[index].activation ?? next.flatMap { parts[$0].lastActivation }
      let place = parts[index].activation == nil ? next ?? index : index
      guard let function, parts.feedsKernel(place) else { continue }
      let name = type(of: initializer).schema.name
      if name.hasPrefix("he"), ["sigmoid", "tanh", "softsign", "softmax"].contains(function) {
        squashed.append((path, "\(name) is twice the variance that fits \(function)"))
      } else if function == "selu", !name.hasPrefix("lecun") {
        selu.append((path, "selu keeps mean 0 and variance 1 with lecunNormal only, not \(name)"))
      } else if name.hasPrefix("glorot"), Activated.rectifiers.contains(function) {
        rectified.append((path, "\(name) in front of \(function) lets the signal fall with depth"))
      }
    }
    return Finding.gathered(
      "initializer-activation", at: squashed,
      help: "glorotUniform goes with sigmoid and tanh, heNormal with relu")
      + Finding.gathered(
        "initializer-activation", at: selu, help: "set kernelInitializer: lecunNormal")
      + Finding.gathered(
        "initializer-activation", .note, at: rectified,
        help: "heNormal goes with relu; in shallow networks it makes little difference")
      + Finding.gathered(
        "fixed-deviation", at: fixed,
        help:
          "heNormal (relu) and glorotUniform (tanh, sigmoid) fit the deviation to the number of "
          + "inputs")
      + Finding.gathered(
        "fixed-deviation", at: constant,
        help: "begin with random numbers: heNormal (relu) or glorotUniform (tanh, sigmoid)")
  }

  /// Whether the next kernel reads nothing but this layer: what is added to something else may
  /// begin at 0.
  private func isHidden(_ index: Int, _ parts: ModelParts) -> Bool {
    let next = parts.next(after: index) { part in
      switch part.kind {
      case .activation, .dropout, .shaping, .flatten, .pooling, .batchNormalization,
        .normalization:
        true
      default: false
      }
    }
    return next.map { [.kernel, .recurrent].contains(parts[$0].kind) } ?? false
  }

  /// What to say of a kernel whose numbers are all the same; nil for any other.
  private static func constant(_ initializer: any Initializer) -> String? {
    let value: Double
    switch initializer {
    case is Zeros: value = 0
    case is Ones: value = 1
    case let initializer as Constant: value = initializer.value
    default: return nil
    }
    return value == 0
      ? "its kernel begins with zeros: nothing of the input passes, and no gradient goes back"
      : "its kernel begins with \(text(value)) everywhere: all units begin as one, which the "
        + "gradient hardly tells apart"
  }

  private typealias Places = [(path: String, message: String)]

  private static func normalizes(_ part: ModelPart) -> Bool {
    part.kind == .batchNormalization || part.kind == .normalization
  }

  static func kernelInitializer(of layer: (any Layer)?) -> (any Initializer)? {
    switch layer {
    case let layer as Dense: layer.kernel.initializer
    case let layer as any ConvolutionLayer where type(of: layer).form.kind == .plain:
      layer.options.kernel.initializer
    default: nil
    }
  }

  /// What to say of a deviation that doesn't depend on the layer's size and is far from those that
  /// do; nil for any other.
  private static func farFromFan(_ initializer: any Initializer, _ shape: Shape) -> String? {
    let deviation: Double
    switch initializer {
    case let initializer as RandomNormal: deviation = initializer.stddev
    case let initializer as TruncatedNormal: deviation = initializer.stddev * 0.88
    case let initializer as RandomUniform:
      deviation = (initializer.maxval - initializer.minval) / 12.0.squareRoot()
    default: return nil
    }
    let fans = Fans(shape)
    let he = (2 / max(fans.fanIn, 1)).squareRoot()
    let glorot = (2 / max(fans.fanIn + fans.fanOut, 1)).squareRoot()
    guard deviation > 0, deviation > 4 * max(he, glorot) || deviation < min(he, glorot) / 8 else {
      return nil
    }
    return "its kernel begins with a standard deviation of \(Float(deviation)); for "
      + "\(Int(fans.fanIn)) inputs \(text(glorot)) to \(text(he)) keeps the variance: "
      + (deviation > he ? "the outputs explode or saturate" : "the signal vanishes")
  }

  /// Three digits.
  static func text(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return "\(value)" }
    var scale = 1.0
    while abs(value) * scale < 100, scale < 1e30 { scale *= 10 }
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() && abs(rounded) < 1e15
      ? "\(Int(rounded))" : "\(Float(rounded))"
  }
}
