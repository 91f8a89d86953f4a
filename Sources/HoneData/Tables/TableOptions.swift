/// What the columns of a table are for, and how they become numbers.
///
/// ```swift
/// TableOptions(
///   targets: ["price"], ignoring: ["id"], types: ["zip": .categorical],
///   missing: .median, missingByColumn: ["roof": .constant("none")])
/// ```
public struct TableOptions: Hashable, Sendable {
  /// The columns to be predicted.
  public var targets: [String]
  /// The columns to predict from; nil for all others that aren't ignored.
  public var features: [String]?
  /// Columns that aren't used.
  public var ignoring: [String]
  /// The types of columns by name; of the others they are inferred.
  public var types: [String: ColumnType]
  /// What becomes of missing values.
  public var missing: MissingValues
  /// The same for single columns, by name.
  public var missingByColumn: [String: MissingValues]
  /// Whether features come as one vector or as inputs of their own.
  public var layout: FeatureLayout
  /// How a category becomes a part of the vector.
  public var categories: CategoryLayout
  /// What becomes of a category that the table didn't have when it was fitted.
  public var unknown: UnknownCategories
  /// The most bytes of numbers and categories that are kept in memory, 4 a value; those of a larger
  /// table go to a temporary file, and are read from there when they are needed.
  public var memoryLimit: Int

  /// What ``memoryLimit`` is if nothing is said: 128 MiB.
  public static let defaultMemoryLimit = 128 << 20

  /// Creates options.
  public init(
    targets: [String] = [], features: [String]? = nil, ignoring: [String] = [],
    types: [String: ColumnType] = [:], missing: MissingValues = .error,
    missingByColumn: [String: MissingValues] = [:], layout: FeatureLayout = .vector,
    categories: CategoryLayout = .oneHot, unknown: UnknownCategories = .error,
    memoryLimit: Int = defaultMemoryLimit
  ) {
    self.targets = targets
    self.features = features
    self.ignoring = ignoring
    self.types = types
    self.missing = missing
    self.missingByColumn = missingByColumn
    self.layout = layout
    self.categories = categories
    self.unknown = unknown
    self.memoryLimit = memoryLimit
  }
}

/// How the features of a table reach the model.
public enum FeatureLayout: String, Hashable, Sendable, Codable, CaseIterable {
  /// One float32 input `x`: the numbers, truth values (0 and 1) and categories of a row in the order
  /// of the columns. Texts are inputs of their own.
  case vector
  /// An input for each column under its name: float32 `[1]` for numbers and truth values, int32
  /// `[1]`, the category's index, for categories, and text.
  case named
}

/// How a category becomes a part of the vector.
public enum CategoryLayout: String, Hashable, Sendable, Codable, CaseIterable {
  /// As many numbers as there are categories: 1 at the category's index, 0 elsewhere.
  case oneHot
  /// One number, the category's index.
  case index
}

/// What becomes of a category that the table didn't have when it was fitted.
public enum UnknownCategories: String, Hashable, Sendable, Codable, CaseIterable {
  /// An error that names the category and its place.
  case error
  /// Index 0, which then stands for every unknown category; the known ones count from 1.
  case index
}
