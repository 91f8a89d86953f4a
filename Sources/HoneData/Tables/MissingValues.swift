/// What becomes of a row whose value in a column is missing.
public enum MissingValues: Hashable, Sendable, Codable {
  /// An error that names the file, the line and the column.
  case error
  /// The mean of the column's other values; in a column of categories, the most frequent one.
  case mean
  /// The median of the column's other values; in a column of categories, the most frequent one.
  case median
  /// The most frequent of the column's other values; the smallest of several.
  case mostFrequent
  /// This value, as a file would spell it.
  case constant(String)
  /// The row is left out, and counted.
  case dropRow
  /// It stays missing: NaN in a column of numbers, index 0 in one of categories if unknown ones have
  /// that index, and else an error. For looking at data; no model can compute with NaN.
  case keep
}
