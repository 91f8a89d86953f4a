import Foundation
import Hone
import HoneExamples
import Testing

/// What `hone-examples` does with its arguments.
struct ExampleCommandTests {
  private func output(_ arguments: String...) async throws -> [String] {
    var shown: [String] = []
    try await ExampleCommand(arguments).run { shown.append($0) }
    return shown.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }
      .map(String.init)
  }

  @Test func withoutArgumentsTheExamplesAreListedByGroup() async throws {
    let lines = try await output()
    for example in Examples.all {
      #expect(lines.contains { $0.hasPrefix("  \(example.name) ") && $0.hasSuffix(example.title) })
    }
    #expect(lines.first == "\(Examples.groups[0].group.rawValue):")
    #expect(try await output("--help").first?.hasPrefix("usage: ") == true)
  }

  @Test func aNamedExampleRunsAndWritesItsPictures() async throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("hone-command-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let lines = try await output("perceptron", "--output", folder)
    #expect(lines.first?.hasPrefix("gate ") == true)
    #expect(lines.last == "drawn: \(folder)/perceptron.svg")
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["perceptron.svg"])
  }

  @Test(arguments: [["perceptrn"], ["--al"], ["--output"], ["--output", "--all"], ["--pages"]])
  func mistakesAreErrorsOfUsage(arguments: [String]) throws {
    let error = try #require(throws: HoneError.self) { try ExampleCommand(arguments) }
    #expect(error.path == arguments[0])
    #expect(ExampleCommand.exitCode(of: error) == 64)
    #expect(ExampleCommand.exitCode(of: CocoaError(.fileNoSuchFile)) == 70)
  }
}
