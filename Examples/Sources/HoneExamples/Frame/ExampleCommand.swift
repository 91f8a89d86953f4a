public import Hone

/// What `hone-examples` is asked to do.
public struct ExampleCommand: Sendable {
  /// How it is called.
  public static let usage = """
    usage: hone-examples NAME … [--output FOLDER]   runs examples; pictures go to FOLDER (plots)
           hone-examples --all [--output FOLDER]    runs all whose data is here
           hone-examples --pages FOLDER             the same, and writes their pages again
           hone-examples                            lists the examples
    """

  private var names: [String] = []
  private var folder = ExamplePage.pictureFolder
  private var pages: String?
  private var asksForHelp = false

  /// Reads the arguments.
  ///
  /// - Throws: `.usage` for an unknown option or example, or an option without its value.
  public init(_ arguments: [String]) throws(HoneError) {
    var rest = arguments[...]
    while let word = rest.popFirst() {
      switch word {
      case "--help", "-h": asksForHelp = true
      case "--all": names = Examples.all.filter { $0.missing == nil }.map(\.name)
      case "--output": folder = try Self.value(of: word, &rest)
      case "--pages": pages = try Self.value(of: word, &rest)
      case _ where word.hasPrefix("-"):
        throw HoneError(
          .usage, path: word, operation: "examples", message: "there is no such option.",
          help: "`hone-examples --help` lists the options")
      default: names.append(try Examples.named(word).name)
      }
    }
  }

  /// Does what was asked.
  ///
  /// - Parameter show: takes each piece of output.
  public func run(_ show: (String) -> Void) async throws {
    if asksForHelp {
      show(Self.usage)
    } else if let pages {
      try await writePages(pages, show)
    } else if names.isEmpty {
      list(show)
    } else {
      try await runNamed(show)
    }
  }

  /// The process's exit code after an error.
  public static func exitCode(of error: any Error) -> Int32 {
    (error as? HoneError)?.kind == .usage ? 64 : 70
  }

  private func list(_ show: (String) -> Void) {
    let width = Examples.all.map(\.name.count).max() ?? 0
    for (group, examples) in Examples.groups {
      show("\(group.rawValue):")
      for example in examples {
        let space = String(repeating: " ", count: width - example.name.count)
        show("  \(example.name)\(space)  \(example.title)")
      }
    }
    show("\n" + Self.usage)
  }

  private func runNamed(_ show: (String) -> Void) async throws {
    for name in names {
      let example = try Examples.named(name)
      if names.count > 1 { show("\n\(example.title)\n") }
      let result = try await example.run()
      try result.writePictures(to: folder)
      show(result.output(picturesIn: folder).joined(separator: "\n"))
    }
  }

  /// Runs all examples, and puts their outputs and pictures where the pages show them.
  private func writePages(_ folder: String, _ show: (String) -> Void) async throws {
    for example in Examples.all {
      if let missing = example.missing {
        show("\(example.name): left out, as something is missing\n\(missing)")
        continue
      }
      let result = try await example.run()
      try result.writePictures(to: folder)
      for language in ExamplePage.languages {
        var page = try ExamplePage(of: example, language: language, in: folder)
        try page.show(result.output(picturesIn: ExamplePage.pictureFolder))
      }
      show("\(example.name): \(result.pictures.map(\.file).joined(separator: ", "))")
    }
  }

  private static func value(
    of option: String, _ rest: inout ArraySlice<String>
  ) throws(HoneError) -> String {
    if let value = rest.popFirst(), !value.hasPrefix("-") { return value }
    throw HoneError(
      .usage, path: option, operation: "examples", wanted: "a folder", received: "nothing")
  }
}
