package import HoneCore
package import HoneData
internal import HoneNN

/// Samples as the model's first layer and its loss take them.
extension Trainer {
  /// The samples after the model's preprocessing; those for training also after its augmentation.
  ///
  /// Where the model mixes samples, class labels become shares of classes, whether samples are
  /// mixed, as in training, or not.
  ///
  /// - Throws: `.data` if a transform can't work on them, or if they aren't of one shape.
  package func prepared(_ data: RawData, training: Bool) throws(HoneError) -> any Dataset {
    let data = try data.prepared(by: preprocessing, training: training)
    guard !preprocessing.mixes.isEmpty else { return data }
    try build(fields: data.fields)
    let classes = predictionShapes[0][-1]
    let targets = data.fields.filter { $0.role == .target }
    if classes == 1, targets.contains(where: { $0.dtype.isInteger }) {
      throw HoneError(
        .data, path: targets[0].name, operation: mixingNames,
        wanted: "an output for each class, or float32 targets", received: "one output",
        help: "end the model in Dense(2), with categoricalCrossentropy")
    }
    guard training else { return CategoricalTargets(data, classes: classes) ?? data }
    return try data.mixed(by: preprocessing.mixes.compactMap(\.mixes), classes: classes)
  }

  /// Requires a loss of shares of classes where samples are mixed.
  static func requireShares(
    _ preprocessing: Preprocessing, _ losses: [any Loss]
  ) throws(HoneError) {
    guard let mixing = preprocessing.mixes.first else { return }
    let name = type(of: mixing).schema.name
    guard losses.count == 1 else {
      throw HoneError(
        .usage, path: name, operation: "compile", wanted: "a model of one output",
        received: "\(losses.count)", help: "mix samples in the data: data.mixUp(alpha:)")
    }
    guard losses[0].targets != .likePredictions else { return }
    let loss = type(of: losses[0]).schema.name
    throw HoneError(
      .usage, path: name, operation: "compile", wanted: "a loss of shares of classes",
      received: "\(loss), which takes class numbers",
      help: "it makes shares of labels, such as 0.7 of one class and 0.3 of another: "
        + "categoricalCrossentropy takes them, with the same fromLogits")
  }

  private var mixingNames: String {
    preprocessing.mixes.map { type(of: $0).schema.name }.joined(separator: ", ")
  }
}
