import Foundation
import Hone
import HoneExamples
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// What holds for every example.
enum Checked {
  /// The folder of the pages.
  static let pages = folder(of: #filePath, up: 3) + "/Examples/pages"

  /// Runs an example and checks that its pictures can be read, and that its pages exist, show its
  /// pictures, and have the output that it has here but for numbers. What it trains passes preflight
  /// without a warning, unless it leaves preflight out to show what comes of a mistake.
  ///
  /// The pictures of the pages themselves are those of the last run of Scripts/make-examples.sh.
  static func run(_ example: any Example) async throws -> ExampleResult {
    let result = try await StrictPreflight.$isOn.withValue(true) { try await example.run() }
    #expect(!result.lines.isEmpty && !result.pictures.isEmpty && !result.measured.isEmpty)
    for line in result.lines { #expect(line.count <= 100, "\(line)") }
    try await readPictures(result)
    let output = result.output(picturesIn: ExamplePage.pictureFolder)
    for language in ExamplePage.languages {
      let page = try ExamplePage(of: example, language: language, in: pages)
      let shown = try #require(page.output, "\(example.name)\(language) shows no run")
      #expect(
        ExamplePage.masked(shown) == ExamplePage.masked(output),
        "\(example.name)\(language): run Scripts/make-examples.sh")
      for (file, _) in result.pictures {
        #expect(page.text.contains("](\(file))"), "\(example.name)\(language) doesn't show \(file)")
        #expect(FileManager.default.fileExists(atPath: "\(pages)/\(file)"), "\(file)")
      }
      for number in example.techniques {
        #expect(page.text.contains("T\(number)"), "\(example.name)\(language): T\(number)")
      }
    }
    return result
  }

  private static func readPictures(_ result: ExampleResult) async throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("hone-examples-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try result.writePictures(to: folder)
    for (file, _) in result.pictures {
      let path = "\(folder)/\(file)"
      if file.hasSuffix(".png") {
        #expect(try PNGReader.read(path).count > 0)
      } else {
        let parser = XMLParser(data: try Data(contentsOf: URL(fileURLWithPath: path)))
        #expect(parser.parse(), "\(file): \(String(describing: parser.parserError))")
      }
    }
  }

  private static func folder(of file: String, up count: Int) -> String {
    file.split(separator: "/", omittingEmptySubsequences: false).dropLast(count)
      .joined(separator: "/")
  }
}
