import Foundation
import Hone
import HoneExamples

let help = """
  usage: hone-examples NAME … [--output FOLDER]   runs examples; pictures go to FOLDER (plots)
         hone-examples --all [--output FOLDER]    runs all
         hone-examples --pages FOLDER             runs all, and writes their pages again
         hone-examples                            lists the examples
  """

/// What the arguments ask for.
struct Request {
  var names: [String] = []
  var folder = ExamplePage.pictureFolder
  var pages: String?
  var asksForHelp = false

  init(_ arguments: [String]) throws(HoneError) {
    var rest = arguments[...]
    while let word = rest.popFirst() {
      switch word {
      case "--help", "-h": asksForHelp = true
      case "--all": names = Examples.all.map(\.name)
      case "--output": folder = try Self.value(of: word, &rest)
      case "--pages": pages = try Self.value(of: word, &rest)
      case _ where word.hasPrefix("-"):
        throw HoneError(
          .usage, path: word, operation: "examples", message: "there is no such option.",
          help: help)
      default: names.append(word)
      }
    }
  }

  private static func value(
    of option: String, _ rest: inout ArraySlice<String>
  ) throws(HoneError) -> String {
    if let value = rest.popFirst() { return value }
    throw HoneError(
      .usage, path: option, operation: "examples", wanted: "a folder", received: "nothing")
  }
}

func list() {
  let width = Examples.all.map(\.name.count).max() ?? 0
  for (group, examples) in Examples.groups {
    print("\(group.rawValue):")
    for example in examples {
      let space = String(repeating: " ", count: width - example.name.count)
      print("  \(example.name)\(space)  \(example.title)")
    }
  }
  print("\n\(help)")
}

/// Runs all examples, and puts their outputs and pictures where the pages show them.
func writePages(_ folder: String) async throws {
  for example in Examples.all {
    let result = try await example.run()
    try result.writePictures(to: folder)
    for language in ExamplePage.languages {
      var page = try ExamplePage(of: example, language: language, in: folder)
      try page.show(result.output(picturesIn: ExamplePage.pictureFolder))
    }
    print("\(example.name): \(result.pictures.map(\.file).joined(separator: ", "))")
  }
}

do {
  let request = try Request(Array(CommandLine.arguments.dropFirst()))
  if request.asksForHelp {
    print(help)
  } else if let pages = request.pages {
    try await writePages(pages)
  } else if request.names.isEmpty {
    list()
  }
  for example in try request.names.map(Examples.named) {
    if request.names.count > 1 { print("\n\(example.title)\n") }
    let result = try await example.run()
    try result.writePictures(to: request.folder)
    print(result.output(picturesIn: request.folder).joined(separator: "\n"))
  }
} catch {
  FileHandle.standardError.write(Data("hone-examples: \(error)\n".utf8))
  exit((error as? HoneError)?.kind == .usage ? 64 : 70)
}
