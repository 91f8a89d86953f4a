/// A place in a source or configuration file.
public struct SourceLocation: Hashable, Sendable, Codable, CustomStringConvertible {
  /// The file's name, as `#fileID` gives it or as the user wrote it.
  public var file: String
  /// The line, from 1; 0 for a place without lines, such as the command line.
  public var line: Int
  /// The column, from 1; 0 if not known.
  public var column: Int

  /// Creates a location.
  public init(file: String, line: Int, column: Int = 0) {
    self.file = file
    self.line = line
    self.column = column
  }

  public var description: String {
    if line <= 0 { return file }
    return column > 0 ? "\(file):\(line):\(column)" : "\(file):\(line)"
  }
}
