public import HoneCore
public import HoneGraph

/// Where data enters a model, with the shape of one sample.
///
/// Within a `Sequential` it stands first: `Input(28, 28, 1)`. In a functional model it is a tensor
/// to call layers on:
///
/// ```swift
/// let image = Input(28, 28, 1)
/// let model = Model(inputs: image, outputs: Dense(10)(Flatten()(image)))
/// ```
public struct Input: Layer, Configurable, TensorConvertible {
  public static let schema = Schema(
    .layer, "Input", summary: "where data enters: the shape of one sample",
    fields: [
      Field("shape", .shape, "the extents of one sample, such as [28, 28, 1]"),
      Field(
        "dtype", .choice(DType.allCases.map(\.rawValue) + ["string"]), default: "float32",
        "the type of the elements; string: texts, which a TextVectorization takes"),
    ])

  /// The extents of one sample.
  public let shape: Shape
  /// The type of the elements.
  public let dtype: DType
  /// Whether samples are texts, from which the layers that follow make numbers.
  public let isText: Bool
  public let identity = LayerIdentity()
  public let name: String?
  /// The tensor that stands for the data in a functional model.
  public let tensor: Tensor

  /// Creates an input from the extents of one sample.
  public init(_ extents: Int..., name: String? = nil, dtype: DType = .float32) {
    self.init(shape: Shape(extents), name: name, dtype: dtype)
  }

  /// Creates an input from the shape of one sample.
  public init(shape: Shape, name: String? = nil, dtype: DType = .float32) {
    self.init(
      shape: shape, name: name, dtype: dtype, isText: false,
      tensor: .recordedInput(
        name: name, type: TensorType(dtype, Shape([Shape.unknown] + shape.dimensions))))
  }

  package init(shape: Shape, name: String?, dtype: DType, isText: Bool, tensor: Tensor) {
    self.shape = shape
    self.name = name
    self.dtype = dtype
    self.isText = isText
    self.tensor = tensor
  }

  /// An input of texts, one a sample; a preprocessing layer that takes texts follows it.
  public static func text(name: String? = nil) -> Input {
    Input(
      shape: [], name: name, dtype: .int32, isText: true,
      tensor: .recordedInput(name: name, type: TensorType(.int32, [Shape.unknown])))
  }

  public init(_ fields: Fields) throws(HoneError) {
    if try fields.string("dtype") == "string" {
      self = .text(name: try fields.optionalString("name"))
      return
    }
    self.init(
      shape: Shape(try fields.ints("shape")), name: try fields.optionalString("name"),
      dtype: try fields.choice("dtype"))
  }

  public var fields: [String: ConfigurationValue] {
    commonFields.merging(
      [
        "shape": .array(shape.dimensions.map { ConfigurationValue($0) }),
        "dtype": ConfigurationValue(isText ? "string" : dtype.rawValue),
      ], uniquingKeysWith: { $1 })
  }

  public func forward(_ input: Tensor) -> Tensor { input }
}
