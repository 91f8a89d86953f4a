internal import HoneCore
internal import HoneData

/// Samples as the user gives them, before the model's preprocessing.
enum RawData: Sendable {
  case dataset(any Dataset)
  case source(any SampleSource)

  var count: Int {
    switch self {
    case .dataset(let data): data.count
    case .source(let data): data.count
    }
  }

  var classNames: [String]? {
    switch self {
    case .dataset(let data): data.classNames
    case .source(let data): data.classNames
    }
  }

  /// Two parts: for training, and for validation.
  func split(
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

  /// The samples as the model's first layer takes them.
  func prepared(
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
