internal import Foundation
internal import Hone

/// The page of an example: text that people wrote, around a block with the output of a run.
///
/// The block begins with the command, and all below it comes from the run:
///
/// ````markdown
/// ```console
/// $ swift run -c release hone-examples perceptron
/// …
/// ```
/// ````
public struct ExamplePage {
  /// The languages in which each example has a page, as their file names end.
  public static let languages = [".md", ".ko.md"]

  /// The folder in which the output says that pictures are.
  public static let pictureFolder = "plots"

  private let path: String
  /// The text.
  public private(set) var text: String
  private let command: String

  /// Reads a page.
  ///
  /// - Parameters:
  ///   - example: the example.
  ///   - language: one of ``languages``.
  ///   - folder: where the pages are.
  /// - Throws: if there is no such page.
  public init(of example: any Example, language: String, in folder: String) throws {
    path = "\(folder)/\(example.name)\(language)"
    text = try String(contentsOfFile: path, encoding: .utf8)
    command = "$ swift run -c release hone-examples \(example.name)"
  }

  /// The lines of the output that the page shows; nil without a block of the command.
  public var output: [String]? {
    block.map { block in
      text[block].split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        .map(String.init)
    }
  }

  /// Shows another output, and writes the page.
  ///
  /// - Throws: `.data` if the page has no block of the command.
  public mutating func show(_ output: [String]) throws {
    guard let block else {
      throw HoneError(
        .data, path: path, operation: "page", wanted: "a console block that begins with \(command)",
        received: "none")
    }
    text.replaceSubrange(block, with: output.map { $0 + "\n" }.joined())
    try AtomicFile.write(text, to: path)
  }

  /// Lines with what differs from machine to machine replaced: numbers, and the room they take.
  public static func masked(_ lines: [String]) -> [String] {
    lines.map { line in
      line.replacing(/[-−]?\d[\d,]*(\.\d+)?(e[-+]?\d+)?/, with: "#").replacing(/[ ─]+/, with: " ")
    }
  }

  /// The lines between the command and the end of its block.
  private var block: Range<String.Index>? {
    guard let head = text.range(of: "```console\n\(command)\n") else { return nil }
    if text[head.upperBound...].hasPrefix("```") { return head.upperBound..<head.upperBound }
    return text.range(of: "\n```", range: head.upperBound..<text.endIndex).map { tail in
      head.upperBound..<text.index(after: tail.lowerBound)
    }
  }
}
