internal import HoneCore

/// An attribute of a node in graph text.
struct TextAttribute {
  var name: String
  var text: String

  init(_ name: String, _ text: String) {
    self.name = name
    self.text = text
  }

  init(_ name: String, _ value: Int) { self.init(name, String(value)) }
  init(_ name: String, _ value: Double) { self.init(name, ConstantText.text(value)) }
  init(_ name: String, _ values: [Int]) { self.init(name, "\(values)") }
  init(_ name: String, _ edges: [EdgePadding]) {
    self.init(name, "\(edges.map { [$0.low, $0.high] })")
  }
}

extension Op {
  /// The attributes as graph text writes them, in a fixed order.
  ///
  /// Those that the node's type tells are left out, as are lists and numbers that are usual:
  /// dilation 1, one group, no batch axes, slices of stride 1, no interior padding.
  func attributes(type: TensorType?) -> [TextAttribute] {
    let none: [TextAttribute] = []
    switch self {
    case .input, .scalar, .state, .constant, .unary, .binary, .compare, .select, .stopGradient:
      return none
    case .iota(let shape, let axis, let dtype):
      return [TextAttribute("axis", axis)] + own(shape, type) + own(dtype, type)
    case .random(let distribution, let shape, let dtype, let stream):
      return distribution.attributes + own(shape, type) + own(dtype, type)
        + [TextAttribute("stream", String(stream))]
    case .convert(let dtype): return own(dtype, type)
    case .broadcast(let shape), .reshape(let shape): return own(shape, type)
    case .transpose(let permutation): return [TextAttribute("permutation", permutation)]
    case .slice(let starts, let limits, let strides):
      let usual = strides == starts.map { _ in 1 }
      return [TextAttribute("starts", starts), TextAttribute("limits", limits)]
        + (usual ? none : [TextAttribute("strides", strides)])
    case .pad(let low, let high, let interior, let value):
      let usual = interior == low.map { _ in 0 }
      return [TextAttribute("low", low), TextAttribute("high", high)]
        + (usual ? none : [TextAttribute("interior", interior)])
        + [TextAttribute("value", value)]
    case .concatenate(let axis), .gather(let axis), .argReduce(_, let axis), .softmax(let axis),
      .logSoftmax(let axis):
      return [TextAttribute("axis", axis)]
    case .scatterAdd(let axis, let extent):
      return [TextAttribute("axis", axis), TextAttribute("extent", extent)]
    case .reduce(_, let axes): return [TextAttribute("axes", axes)]
    case .dotGeneral(let d):
      let lists = [("lhsBatch", d.lhsBatch), ("rhsBatch", d.rhsBatch)].filter { !$0.1.isEmpty }
      return lists.map { TextAttribute($0.0, $0.1) }
        + [
          TextAttribute("lhsContracting", d.lhsContracting),
          TextAttribute("rhsContracting", d.rhsContracting),
        ]
    case .convolution(let d): return d.attributes
    case .convolutionBackwardInput(let d, let shape), .convolutionBackwardKernel(let d, let shape):
      return d.attributes + own(shape, type)
    case .pool(_, let d), .maxPoolBackward(let d): return d.attributes
    case .averagePoolBackward(let d, let shape): return d.attributes + own(shape, type)
    case .batchNormTraining(let axis, let epsilon), .batchNormInference(let axis, let epsilon),
      .batchNormGradient(let axis, let epsilon), .layerNorm(let axis, let epsilon),
      .layerNormGradient(let axis, let epsilon):
      return [TextAttribute("axis", axis), TextAttribute("epsilon", epsilon)]
    case .lstm(let reverse), .lstmGradient(let reverse): return flag("reverse", reverse)
    case .gru(let resetAfter, let reverse), .gruGradient(let resetAfter, let reverse):
      return flag("resetAfter", resetAfter) + flag("reverse", reverse)
    }
  }

  /// A truth value is written where it is true.
  private func flag(_ name: String, _ value: Bool) -> [TextAttribute] {
    value ? [TextAttribute(name, "true")] : []
  }

  private func own(_ shape: Shape, _ type: TensorType?) -> [TextAttribute] {
    shape == type?.shape ? [] : [TextAttribute("shape", shape.description)]
  }

  private func own(_ dtype: DType, _ type: TensorType?) -> [TextAttribute] {
    dtype == type?.dtype ? [] : [TextAttribute("dtype", dtype.rawValue)]
  }
}

extension RandomDistribution {
  fileprivate var attributes: [TextAttribute] {
    switch self {
    case .uniform(let low, let high):
      [TextAttribute("draw", "uniform"), TextAttribute("low", low), TextAttribute("high", high)]
    case .normal(let mean, let deviation):
      [
        TextAttribute("draw", "normal"), TextAttribute("mean", mean),
        TextAttribute("deviation", deviation),
      ]
    case .bernoulli(let probability):
      [TextAttribute("draw", "bernoulli"), TextAttribute("probability", probability)]
    }
  }
}

extension ConvolutionDimensions {
  fileprivate var attributes: [TextAttribute] {
    [TextAttribute("strides", strides), TextAttribute("padding", padding)]
      + (dilation == strides.map { _ in 1 } ? [] : [TextAttribute("dilation", dilation)])
      + (groups == 1 ? [] : [TextAttribute("groups", groups)])
  }
}

extension WindowDimensions {
  fileprivate var attributes: [TextAttribute] {
    [
      TextAttribute("window", window), TextAttribute("strides", strides),
      TextAttribute("padding", padding),
    ]
  }
}
