#if CommandLineTool
  /// What the argument parser says of wrong arguments, in the form of every other error.
  struct UsageMessage {
    let text: String

    /// - Parameters:
    ///   - message: the parser's text: lines that begin with `Error:`, `Help:` and `Usage:`.
    ///   - arguments: what was typed.
    init(_ message: String, arguments: [String]) {
      var lines = message.split(separator: "\n", omittingEmptySubsequences: true).map { line in
        for (from, to) in [("Error: ", "hone: "), ("Help: ", "  help: "), ("Usage: ", "  usage: ")]
        where line.hasPrefix(from) {
          let rest = String(line.dropFirst(from.count).drop(while: \.isWhitespace))
          // Sentences after a colon begin small here; options and commands as they are.
          return to + (from == "Error: " ? rest.prefix(1).lowercased() + rest.dropFirst() : rest)
        }
        return String(line)
      }
      // The parser takes the sign of a number for that of an option.
      let pairs = zip(arguments, arguments.dropFirst())
      if let (option, number) = pairs.first(where: { $0.hasPrefix("-") && Self.isNegative($1) }),
        lines.first?.contains("'\(option)") == true
      {
        lines.insert("  help: write a number below 0 as \(option)=\(number)", at: 1)
      }
      text = lines.joined(separator: "\n")
    }

    private static func isNegative(_ text: String) -> Bool {
      text.hasPrefix("-") && Double(text) != nil
    }
  }
#endif
