internal import HoneCore
internal import HoneData
internal import HoneNN

/// What samples may be before a model's transforms, as far as the model alone tells.
enum RawFeatures {
  /// The field that transforms make of samples of a shape.
  ///
  /// - Throws: what the first transform that can't work on them says.
  static func field(
    after transforms: [any Transform], of shape: Shape, _ dtype: DType
  ) throws(HoneError) -> FieldSpec {
    var first: HoneError?
    for kind in kinds(shape, dtype) {
      do throws(HoneError) {
        var features = [FeatureSpec(.input, name: "x", kind: kind)]
        for transform in transforms { features = try transform.features(from: features) }
        if let field = features[0].field { return field }
        first =
          first
          ?? HoneError(
            .model, operation: "preprocessing", wanted: "samples of one shape",
            received: "\(features[0].kind)",
            help: "add Resizing(height:width:), or TextVectorization(…) for texts")
      } catch {
        first = first ?? error
      }
    }
    throw first ?? HoneError(.model, operation: "preprocessing", message: "there is no input")
  }

  /// Pictures, numbers, or texts: the model's shape doesn't tell which.
  private static func kinds(_ shape: Shape, _ dtype: DType) -> [FeatureSpec.Kind] {
    var kinds: [FeatureSpec.Kind] = []
    if shape.rank == 3 {
      for range in [Image.byteRange, 0...1, -1...1] {
        kinds.append(
          .image(
            ImageSpec(
              height: known(shape[0]), width: known(shape[1]), channels: known(shape[2]),
              range: range)))
      }
    }
    if shape.isKnown { kinds.append(.tensor(shape, dtype)) }
    if shape.rank == 0 { kinds.append(.text) }
    return kinds
  }

  private static func known(_ extent: Int) -> Int? { extent == Shape.unknown ? nil : extent }
}
