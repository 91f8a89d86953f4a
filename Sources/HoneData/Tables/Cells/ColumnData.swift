internal import HoneCore

/// How the values of a column come of its cells.
///
/// Cells stay as they were read: what missing values are replaced by, and which category is which
/// number, is known only when all have been.
enum ColumnData: Sendable {
  /// Numbers, and what those that are missing become.
  case numbers(cell: Int, fill: Float)
  /// Labels, kept as numbers.
  case labels(cell: Int)
  /// Codes of categories.
  case indices(cell: Int, CategoryCodes)
  case texts(TextColumn)

  /// The number of a row; an index as a number, from `first` on.
  @inline(__always)
  func number(_ row: UnsafePointer<UInt32>, first: Int32) -> Float {
    guard case .numbers(let cell, let fill) = self else { return Float(index(row, first: first)) }
    let value = Float(bitPattern: row[cell])
    return value.isNaN ? fill : value
  }

  /// The label or the index of a row.
  ///
  /// - Parameters:
  ///   - row: The row's cells.
  ///   - first: The index of the first category.
  @inline(__always)
  func index(_ row: UnsafePointer<UInt32>, first: Int32) -> Int32 {
    switch self {
    // All were found to be whole when the table was read.
    case .labels(let cell): Int32(exactly: Float(bitPattern: row[cell])) ?? -1
    case .indices(let cell, let codes): codes.index(row[cell]) + first
    case .numbers, .texts: -1
    }
  }
}

/// The indices that codes of categories stand for.
///
/// A code is the number of a category in the order in which they were first seen.
struct CategoryCodes: Sendable {
  /// In place of a code, for a missing value. As the bits of a number it is NaN, so that a column
  /// whose first values are missing may turn out to be of either kind.
  static let missing: Int32 = -2
  /// In place of a code, for a category that the fitted table didn't have.
  static let unknown: Int32 = -1

  /// The index of every code; nil where codes are indices.
  var indices: [Int32]?
  /// The index of missing values.
  var fill: Int32

  @inline(__always)
  func index(_ cell: UInt32) -> Int32 {
    let code = Int32(bitPattern: cell)
    if code == Self.missing { return fill }
    guard code >= 0, let indices else { return code }
    return indices[Int(code)]
  }
}
