internal import HoneCore

extension Registry {
  /// What makes numbers of raw values, and learns how from the training split.
  static let preprocessing = Registry()
    .adding(Normalization.self).adding(Discretization.self)
    .adding(CategoryEncoding.self).adding(Hashing.self)
    .adding(StringLookup.self).adding(IntegerLookup.self).adding(TextVectorization.self)
}
