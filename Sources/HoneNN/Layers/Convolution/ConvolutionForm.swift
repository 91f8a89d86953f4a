internal import HoneCore
internal import HoneGraph

/// What tells the convolutions apart: over how many axes they go, and what their kernels join.
public struct ConvolutionForm: Hashable, Sendable {
  /// What a kernel joins.
  public enum Kind: Hashable, Sendable {
    /// All channels, or all of a group.
    case plain
    /// All channels, on the way back: from outputs to inputs.
    case transposed
    /// The places of each channel by itself.
    case depthwise
    /// The places of each channel, then the channels of each place.
    case separable
  }

  /// The number of spatial axes: 1 for sequences, 2 for images, 3 for volumes.
  public let axes: Int
  /// What the kernels join.
  public let kind: Kind

  /// Creates a form.
  public init(axes: Int, _ kind: Kind) {
    self.axes = axes
    self.kind = kind
  }

  /// The fields of layers of this form, in Keras's order.
  var fields: [Field] {
    var fields = kind == .depthwise ? [] : [Self.filters]
    fields += [
      size("kernelSize", axes == 1 ? "length of the window" : "extent of the window"),
      size("strides", default: 1, "steps between windows"), padding,
    ]
    if kind == .transposed { fields.append(outputPadding) }
    fields.append(size("dilationRate", default: 1, "steps between elements of the kernel"))
    switch kind {
    case .plain: fields.append(Self.groups)
    case .transposed: break
    case .depthwise, .separable: fields.append(Self.depthMultiplier)
    }
    return fields + [Self.activation, Self.useBias] + WeightField.schema(weights, activity: true)
  }

  private var weights: [WeightField] {
    switch kind {
    case .plain, .transposed: [.kernel, .bias]
    case .depthwise: [WeightField("depthwise", called: "the kernel"), .bias]
    case .separable:
      [
        WeightField("depthwise", called: "the first kernel"),
        WeightField("pointwise", called: "the second kernel"), .bias,
      ]
    }
  }

  private func size(
    _ key: String, default value: ConfigurationValue? = nil, _ summary: String
  ) -> Field {
    let range = 1...Int.max
    return Field(key, axes == 1 ? .int(range) : .sizes(range), default: value, summary)
  }

  private var padding: Field {
    let isCausal = axes == 1 && kind == .plain
    let names = isCausal ? SequencePadding.allCases : [.valid, .same]
    let summary =
      switch kind {
      case .transposed: "valid: everything that a window reaches; same: outputs = inputs · stride"
      case _ where isCausal:
        "valid: none; same: outputs = ⌈inputs / stride⌉; causal: the same, zeros in front only"
      default: "valid: none; same: outputs = ⌈inputs / stride⌉"
      }
    return Field("padding", .choice(names.map(\.rawValue)), default: "valid", summary)
  }

  private var outputPadding: Field {
    let range = 0...Int.max
    return Field(
      "outputPadding", axes == 1 ? .int(range) : .sizes(range), default: .null,
      "places behind what the windows reach, fewer than a stride; by default by the padding")
  }

  private static let filters = Field(
    "filters", .int(1...Int.max), "the number of output channels")
  private static let groups = Field(
    "groups", .int(1...Int.max), default: 1, "into how many the channels are split")
  private static let depthMultiplier = Field(
    "depthMultiplier", .int(1...Int.max), default: 1, "outputs for each input channel")
  private static let activation = Field(
    "activation", .member(.activation), default: .null, "applied to the output")
  private static let useBias = Field("useBias", .bool, default: true, "whether a bias is added")
}
