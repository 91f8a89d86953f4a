internal import HoneCore

/// What the values of a column are.
public enum ColumnType: String, Hashable, Sendable, Codable, CaseIterable {
  /// Whole numbers.
  case int
  /// Numbers.
  case double
  /// `true` and `false`; where the type is given also `yes` and `no`, `t` and `f`, `y` and `n`, `1`
  /// and `0`. Upper and lower case are the same.
  case bool
  /// One of a few texts, the column's vocabulary.
  case categorical
  /// Text of any kind.
  case text
}

/// A column of a table as it was fitted.
public struct TableColumn: Hashable, Sendable, Codable {
  /// The column's name.
  public var name: String
  /// Whether it is predicted (`.target`) or predicted from (`.input`).
  public var role: FieldSpec.Role
  /// What its values are.
  public var type: ColumnType
  /// The categories in their order, which is that of their UTF-8 bytes, or of their values if all
  /// are whole numbers; empty for other types.
  public var vocabulary: [String]
  /// What becomes of missing values.
  public var missing: MissingValues
  /// What a missing value is replaced by, as a file would spell it; nil if it isn't replaced.
  public var fill: String?
  /// Whether a target of whole numbers is class labels, int32; else targets that are numbers are
  /// float32.
  public var isLabel: Bool

  /// Creates a column.
  public init(
    name: String, role: FieldSpec.Role = .input, type: ColumnType, vocabulary: [String] = [],
    missing: MissingValues = .error, fill: String? = nil, isLabel: Bool = false
  ) {
    self.name = name
    self.role = role
    self.type = type
    self.vocabulary = vocabulary
    self.missing = missing
    self.fill = fill
    self.isLabel = isLabel
  }
}

/// The columns of a table with their types, vocabularies and fills, fitted to one file and applied
/// to others.
///
/// It is `Codable`, so that it can be stored with a model and applied when predicting.
public struct TableSchema: Hashable, Sendable, Codable {
  /// The columns that are used, in the order of the file that was fitted.
  public var columns: [TableColumn]
  /// Whether features come as one vector or as inputs of their own.
  public var layout: FeatureLayout
  /// How a category becomes a part of the vector.
  public var categories: CategoryLayout
  /// What becomes of an unknown category.
  public var unknown: UnknownCategories

  /// Creates a schema.
  public init(
    columns: [TableColumn], layout: FeatureLayout = .vector,
    categories: CategoryLayout = .oneHot, unknown: UnknownCategories = .error
  ) {
    self.columns = columns
    self.layout = layout
    self.categories = categories
    self.unknown = unknown
  }

  /// The column of a name.
  public subscript(name: String) -> TableColumn? { columns.first { $0.name == name } }

  /// The features of a row: the vector `x` or the named inputs, then texts, then targets.
  public var features: [FeatureSpec] { parts.map { part in part.feature(of: self) } }

  /// What the numbers of `x` are: the columns' names, and `column=category` for one-hot ones.
  public var vectorNames: [String] {
    guard layout == .vector else { return [] }
    return columns.indices.filter { isInVector(columns[$0]) }.flatMap { index in
      let column = columns[index]
      guard column.type == .categorical, categories == .oneHot else { return [column.name] }
      let known = column.vocabulary.map { column.name + "=" + $0 }
      return firstCategory > 0 ? [column.name + "=?"] + known : known
    }
  }

  /// The names of the classes, if the one target is a category or a truth value.
  public var classNames: [String]? {
    let targets = columns.filter { $0.role == .target }
    guard targets.count == 1, let target = targets.first else { return nil }
    switch target.type {
    case .categorical: return target.vocabulary
    case .bool: return ["false", "true"]
    default: return nil
    }
  }

  /// The index of the first category of a feature.
  var firstCategory: Int { unknown == .index ? 1 : 0 }

  /// The numbers that a feature column takes in the vector.
  func width(of column: TableColumn) -> Int {
    guard column.type == .categorical, categories == .oneHot else { return 1 }
    return column.vocabulary.count + firstCategory
  }

  private func isInVector(_ column: TableColumn) -> Bool {
    layout == .vector && column.role == .input && column.type != .text
  }
}

extension TableSchema {
  /// One feature of a row and the columns that it is made of.
  enum Part {
    /// Columns side by side.
    case vector([Int])
    /// One column.
    case column(Int)

    func feature(of schema: TableSchema) -> FeatureSpec {
      switch self {
      case .vector(let columns):
        let width = columns.reduce(0) { $0 + schema.width(of: schema.columns[$1]) }
        return FeatureSpec(.input, name: "x", kind: .tensor([width], .float32))
      case .column(let index):
        let column = schema.columns[index]
        return FeatureSpec(column.role, name: column.name, kind: column.kind)
      }
    }
  }

  var parts: [Part] {
    let vector = columns.indices.filter { isInVector(columns[$0]) }
    let inputs = columns.indices.filter { columns[$0].role == .input && !isInVector(columns[$0]) }
    let targets = columns.indices.filter { columns[$0].role == .target }
    return (vector.isEmpty ? [] : [.vector(vector)]) + (inputs + targets).map { .column($0) }
  }
}

extension TableColumn {
  /// Whether values are indices: of categories, or labels.
  var isIndex: Bool { type == .categorical || role == .target && (type == .bool || isLabel) }

  var kind: FeatureSpec.Kind {
    if type == .text { return .text }
    let dtype: DType = isIndex ? .int32 : .float32
    // Labels are one number a sample; whatever else a model computes with has an axis.
    return .tensor(role == .target && isIndex ? [] : [1], dtype)
  }
}
