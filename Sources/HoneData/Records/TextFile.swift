public import HoneCore

/// The lines of a text file: each that isn't empty is a sample, whose one feature is the text.
///
/// ```swift
/// let sentences = try TextFile("sentences.txt")
/// ```
///
/// The file may be larger than memory: one pass finds its lines, which are then read one at a time.
public struct TextFile: SampleSource {
  public let features: [FeatureSpec]
  private let lines: LineIndex

  /// Opens a file.
  ///
  /// - Parameters:
  ///   - path: The file, in UTF-8.
  ///   - name: The name of the input.
  /// - Throws: `.data` if there is no such file or it isn't text.
  public init(_ path: String, name: String = "text") throws(HoneError) {
    lines = try LineIndex(path)
    features = [FeatureSpec(.input, name: name, kind: .text)]
  }

  public var count: Int { lines.count }

  public func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    sample.set(0, .text(try lines.text(index)))
  }

  public func name(of index: Int) -> String { "\(lines.path):\(lines.number(index))" }
}
