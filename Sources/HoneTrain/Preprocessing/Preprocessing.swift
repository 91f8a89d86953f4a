public import HoneCore
public import HoneData
package import HoneNN

/// What a model does to samples before its first layer, and the layers that are left.
public struct Preprocessing: Sendable {
  /// The transforms, first to last: preprocessing and augmentation.
  public let transforms: [any Transform]
  /// How samples are mixed with others after that, in training only.
  let mixes: [any MixingTransform]
  /// The model without them.
  let core: any Layer

  /// Whether there is nothing to do.
  public var isEmpty: Bool { transforms.isEmpty }

  /// Whether samples are mixed in training.
  package var mixesSamples: Bool { !mixes.isEmpty }

  /// Takes the transforms off the front of a model.
  ///
  /// - Throws: `.model` if they can't work on what its `Input` announces.
  package init(_ model: any Layer) throws(HoneError) {
    let leading: [any Transform]
    if let model = model as? Model {
      (leading, core) = try Self.split(model)
    } else {
      let rest: (any Layer)?
      (leading, rest) = Self.split(model)
      core =
        leading.isEmpty
        ? model : try Self.enter(rest, behind: leading.filter { $0.mixing == nil }, of: model)
    }
    transforms = leading.filter { $0.mixing == nil }
    mixes = leading.compactMap(\.mixing)
  }

  /// The transforms that act when the model is used rather than trained.
  public var inference: [any Transform] { transforms.compactMap(\.inferenceTransform) }

  /// The names of the transforms, for people.
  var descriptions: [String] {
    (transforms + mixes).map { transform in
      let name = (transform as? FeatureTransform)?.transform ?? transform
      return type(of: name).schema.name + (transform.isTrainingOnly ? " (training only)" : "")
    }
  }

  /// The samples as the model takes them.
  ///
  /// - Parameter training: Whether augmentation acts.
  /// - Throws: `.data` if a transform can't work on them, or if they aren't of one shape.
  public func dataset(
    _ samples: any SampleSource, training: Bool
  ) throws(HoneError) -> SourceDataset {
    try MappedSource(samples, training ? transforms : inference).dataset()
  }

  /// Which of the transforms is the first that can't work on samples in training; nil if all can.
  package func refusing(_ samples: RawData) -> Int? {
    var features =
      switch samples {
      case .dataset(let data): DatasetSource(data).features
      case .source(let data): data.features
      }
    for (number, transform) in transforms.enumerated() {
      guard let next = try? transform.features(from: features) else { return number }
      features = next
    }
    return nil
  }

  // A stack.

  /// The transforms in front of a layer, and what is left; nil if that is nothing.
  private static func split(_ layer: any Layer) -> ([any Transform], (any Layer)?) {
    if let layer = layer as? TransformLayer { return ([layer.transform], nil) }
    guard let stack = layer as? Sequential else { return ([], layer) }
    var transforms: [any Transform] = []
    for (index, layer) in stack.layers.enumerated() {
      let (leading, rest) = split(layer)
      transforms += leading
      guard let rest else { continue }
      if transforms.isEmpty { return ([], stack) }
      return (
        transforms,
        stack.replacingLayers([rest] + stack.layers[(index + 1)...], input: stack.input)
      )
    }
    return (transforms, stack.layers.isEmpty ? stack : nil)
  }

  /// The rest of a stack, with an `Input` of what the transforms make if the model has one.
  private static func enter(
    _ rest: (any Layer)?, behind transforms: [any Transform], of model: any Layer
  ) throws(HoneError) -> any Layer {
    let stack = rest as? Sequential ?? Sequential(rest.map { [$0] } ?? [])
    guard let input = (model as? Sequential)?.input else { return stack }
    let field = try RawFeatures.field(
      after: transforms, of: input.shape, input.dtype)
    return stack.replacingLayers(
      stack.layers, input: Input(shape: field.shape, name: input.name, dtype: field.dtype))
  }

  // A functional model.

  private static func split(_ model: Model) throws(HoneError) -> ([any Transform], any Layer) {
    var transforms: [any Transform] = []
    var inputs: [Input] = []
    for (index, input) in model.inputs.enumerated() {
      let (layers, end) = model.leadingLayers(of: input) { split($0).1 == nil }
      let all = layers.flatMap { split($0).0 }
      if all.isEmpty {
        inputs.append(input)
        continue
      }
      transforms += all.filter { $0.mixing != nil }
      let own = all.filter { $0.mixing == nil }
      let field = try RawFeatures.field(after: own, of: input.shape, input.dtype)
      let name = input.name ?? (model.inputs.count == 1 ? "x" : "input_\(index + 1)")
      transforms += model.inputs.count == 1 ? own : own.map { FeatureTransform($0, of: name) }
      inputs.append(
        Input(
          shape: field.shape, name: input.name, dtype: field.dtype, isText: false, tensor: end))
    }
    return (transforms, transforms.isEmpty ? model : model.replacingInputs(inputs))
  }
}

extension Transform {
  /// The transform, if it is one that mixes samples.
  fileprivate var mixing: (any MixingTransform)? {
    guard let mixing = self as? any MixingTransform, mixing.mixes != nil else { return nil }
    return mixing
  }
}

/// A transform of one input of several: it sees no other features.
struct FeatureTransform: Transform {
  static let schema = Schema(.transform, "FeatureTransform", summary: "a transform of one input")
  let transform: any Transform
  let name: String

  init(_ transform: any Transform, of name: String) {
    (self.transform, self.name) = (transform, name)
  }

  init(_ fields: Fields) throws(HoneError) {
    throw HoneError(.usage, operation: "FeatureTransform", message: "it isn't written in files")
  }

  var fields: [String: ConfigurationValue] { [:] }
  var configuration: ConfigurationValue { transform.configuration }
  var isTrainingOnly: Bool { transform.isTrainingOnly }
  var inferenceTransform: (any Transform)? {
    transform.inferenceTransform.map { FeatureTransform($0, of: name) }
  }

  func features(from features: [FeatureSpec]) throws(HoneError) -> [FeatureSpec] {
    let index = try index(in: features)
    var result = features
    result[index] = try transform.features(from: [features[index]])[0]
    return result
  }

  func apply(to sample: inout Sample, context: inout TransformContext) throws(HoneError) {
    let features = context.features
    let index = try index(in: features)
    context.features = [features[index]]
    var part = Sample([sample.values[index]])
    sample.values[index] = .text("")
    try transform.apply(to: &part, context: &context)
    sample.values[index] = part.values[0]
    context.features = features
  }

  private func index(in features: [FeatureSpec]) throws(HoneError) -> Int {
    if let index = features.firstIndex(where: { $0.role == .input && $0.name == name }) {
      return index
    }
    throw HoneError(
      .data, operation: type(of: transform).schema.name, wanted: "an input \"\(name)\"",
      received: features.filter { $0.role == .input }.map(\.name).joined(separator: ", "))
  }
}
