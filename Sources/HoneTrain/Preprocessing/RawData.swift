package import HoneCore
package import HoneData

/// Samples as the user gives them, before the model's preprocessing.
package enum RawData: Sendable {
  case dataset(any Dataset)
  case source(any SampleSource)

  package var count: Int {
    switch self {
    case .dataset(let data): data.count
    case .source(let data): data.count
    }
  }

  package var classNames: [String]? {
    switch self {
    case .dataset(let data): data.classNames
    case .source(let data): data.classNames
    }
  }

  /// The class of every sample, if targets are class labels.
  package var classLabels: [Int]? {
    switch self {
    case .dataset(let data): data.classLabels
    case .source(let data): data.classLabels
    }
  }

  /// What an input's stored elements go through before preprocessing, by the input's name.
  var inputTransforms: [String: RowTransform] {
    guard case .dataset(let data) = self else { return [:] }
    var transforms: [String: RowTransform] = [:]
    for (index, field) in data.fields.enumerated() where field.role == .input {
      transforms[field.name] = data.transform(ofField: index)
    }
    return transforms
  }

  /// Some of the samples, in their order.
  package func selecting(_ indices: [Int]) throws(HoneError) -> RawData {
    switch self {
    case .dataset(let data): .dataset(try Subset(of: data, at: indices))
    case .source(let data): .source(try SelectedSource(data, at: indices))
    }
  }

  /// Two parts: for training, and for validation.
  package func split(
    validationFraction fraction: Double, seed: UInt64
  ) throws(HoneError) -> (training: RawData, validation: RawData) {
    switch self {
    case .dataset(let data):
      let parts = try data.split(validationFraction: fraction, seed: seed)
      return (.dataset(parts.training), .dataset(parts.validation))
    case .source(let data):
      let parts = try data.split(validationFraction: fraction, seed: seed)
      return (.source(parts.training), .source(parts.validation))
    }
  }

  /// The samples as they are, without preprocessing.
  ///
  /// - Throws: `.data` if they aren't of one shape.
  package func dataset() throws(HoneError) -> any Dataset {
    switch self {
    case .dataset(let data): data
    case .source(let data): try data.dataset()
    }
  }

  /// The samples as the model's first layer takes them.
  package func prepared(
    by preprocessing: Preprocessing, training: Bool
  ) throws(HoneError) -> any Dataset {
    switch self {
    case .dataset(let data):
      preprocessing.isEmpty
        ? data : try preprocessing.dataset(DatasetSource(data), training: training)
    case .source(let data): try preprocessing.dataset(data, training: training)
    }
  }
}
