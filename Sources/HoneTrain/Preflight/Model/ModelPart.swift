internal import HoneCore
internal import HoneGraph
internal import HoneNN

/// A step of a model's forward pass, as the rules think of it: a layer, or an operation between
/// layers.
struct ModelPart {
  /// What a part does.
  enum Kind: Equatable {
    /// A product with a kernel: dense layers and convolutions.
    case kernel
    /// A recurrent layer; its activations are its own affair.
    case recurrent
    /// An activation function, by its name in files.
    case activation(String)
    case batchNormalization, normalization, pooling, flatten, dropout, embedding
    /// Elements stay as they are: reshaping, padding, cropping.
    case shaping
    /// Sums and concatenations of several parts.
    case merging
    case input, other
  }

  let path: String
  let kind: Kind
  let layer: (any Layer)?
  /// What a kernel's layer applies to its output; nil for nothing.
  var activation: String?
  /// The parts it reads, and those that read it, by their places in ``ModelParts/parts``.
  let sources: [Int]
  var readers: [Int] = []
  let inputType: TensorType?
  let output: ValueID
  let outputType: TensorType

  /// The name of the function that it applies last: its own, or the one that it is.
  var lastActivation: String? {
    if case .activation(let name) = kind { return name }
    return activation
  }
}

extension ModelPart.Kind {
  /// What a layer is; nil for one whose operations are looked at one by one.
  init?(_ layer: any Layer) {
    switch layer {
    case is Dense, is EinsumDense, is any ConvolutionLayer: self = .kernel
    case is LSTM, is GRU, is SimpleRNN: self = .recurrent
    case let layer as Activation:
      let name = type(of: layer.activation).schema.name
      self = name == "linear" ? .shaping : .activation(name)
    case let layer as ReLU:
      self = .activation(layer.negativeSlope > 0 ? "leakyRelu" : "relu")
    case is Softmax: self = .activation("softmax")
    case is LeakyReLU, is PReLU: self = .activation("leakyRelu")
    case is ELU: self = .activation("elu")
    case is BatchNormalization: self = .batchNormalization
    case is LayerNormalization, is GroupNormalization, is RMSNormalization, is UnitNormalization:
      self = .normalization
    case is Flatten: self = .flatten
    case is Dropout, is AlphaDropout, is GaussianDropout, is GaussianNoise, is any SpatialDropout:
      self = .dropout
    case is Embedding: self = .embedding
    case is MultiHeadAttention, is Attention, is AdditiveAttention: self = .other
    case is MaxPooling1D, is MaxPooling2D, is MaxPooling3D, is AveragePooling1D,
      is AveragePooling2D, is AveragePooling3D, is GlobalMaxPooling1D, is GlobalMaxPooling2D,
      is GlobalMaxPooling3D, is GlobalAveragePooling1D, is GlobalAveragePooling2D,
      is GlobalAveragePooling3D, is any AdaptivePooling:
      self = .pooling
    case is Reshape, is Permute, is RepeatVector, is any MarginLayer, is UpSampling1D,
      is UpSampling2D, is UpSampling3D:
      self = .shaping
    case is Add, is Average, is Subtract, is Concatenate: self = .merging
    default: return nil
    }
  }

  /// What an operation between layers is; nil if it only passes its first operand on.
  static func of(_ op: Op) -> ModelPart.Kind? {
    switch op {
    case .convert, .reshape, .transpose, .broadcast, .stopGradient, .slice, .pad: nil
    case .input: .input
    case .unary(.relu): .activation("relu")
    case .unary(.sigmoid): .activation("sigmoid")
    case .unary(.tanh): .activation("tanh")
    case .softmax: .activation("softmax")
    case .logSoftmax: .activation("logSoftmax")
    case .binary(.add), .binary(.subtract), .concatenate: .merging
    case .pool: .pooling
    default: .other
    }
  }
}

/// Families of activation functions.
enum Activated {
  /// They pass large numbers on one side, and (nearly) nothing on the other.
  static let rectifiers: Set<String> = [
    "relu", "relu6", "leakyRelu", "elu", "gelu", "silu", "mish", "selu", "softplus", "celu",
    "squareplus", "exponential",
  ]
  /// Their slopes vanish on both sides, and they have a mean above 0.
  static let squashing: Set<String> = ["sigmoid", "softmax", "hardSigmoid"]
  /// Outputs that are probabilities.
  static let probabilities: Set<String> = ["sigmoid", "softmax", "hardSigmoid", "sparsemax"]
}
