/// What went wrong, where, what was wanted, what was received, and what to do about it.
///
/// Every error that Hone throws to its user is of this type. Its description is one line for each
/// fact, ready for a terminal:
///
/// ```
/// convnet/dense_1: matmul expects an input of rank 2 or more. Received: [32]
///   at Model.swift:12
///   help: add Flatten() before Dense
/// ```
public struct HoneError: Error, Hashable, Sendable {
  /// The family of an error. The command-line tool derives its exit code from it.
  public enum Kind: String, Hashable, Sendable, Codable {
    /// Arguments or configuration that the user can mend.
    case usage
    /// A model whose parts don't fit together: shapes, types, names, order.
    case model
    /// Data that is missing, damaged, or doesn't fit the model.
    case data
    /// A file that can't be read or written.
    case file
    /// Training reached values that aren't finite.
    case diverged
    /// The user interrupted.
    case interrupted
    /// The engine is missing, too old, or can't do what was asked.
    case backend
    /// An object is used before or after it can be.
    case state
    /// Several errors found together: see ``HoneError/causes``.
    case several
  }

  /// The family of the error.
  public var kind: Kind
  /// The layer path, file or key concerned, such as `convnet/conv2d_1`.
  public var path: String?
  /// What was being done, such as `convolution` or `load weights`.
  public var operation: String?
  /// A sentence in place of wanted and received, when those don't apply.
  public var message: String?
  /// What was expected.
  public var wanted: String?
  /// What was received.
  public var received: String?
  /// What the user can do.
  public var help: String?
  /// The line of source or configuration that led here.
  public var location: SourceLocation?
  /// The single errors, if this one stands for several.
  public var causes: [HoneError]

  /// Creates an error.
  public init(
    _ kind: Kind, path: String? = nil, operation: String? = nil, message: String? = nil,
    wanted: String? = nil, received: String? = nil, help: String? = nil,
    location: SourceLocation? = nil, causes: [HoneError] = []
  ) {
    self.kind = kind
    self.path = path
    self.operation = operation
    self.message = message
    self.wanted = wanted
    self.received = received
    self.help = help
    self.location = location
    self.causes = causes
  }

  /// One error for all of `errors`: the error itself if there is one.
  ///
  /// The family is that of the causes if they agree.
  public static func combining(_ errors: [HoneError]) -> HoneError? {
    guard let first = errors.first else { return nil }
    if errors.count == 1 { return first }
    let same = errors.allSatisfy { $0.kind == first.kind }
    return HoneError(same ? first.kind : .several, causes: errors)
  }
}

extension HoneError: CustomStringConvertible {
  public var description: String {
    if !causes.isEmpty {
      let head = message ?? "\(causes.count) errors"
      return head + ":\n" + causes.map { indent($0.description) }.joined(separator: "\n")
    }
    var text = ""
    if let path { text += path + ": " }
    if let message {
      text += [operation, message].compactMap { $0 }.joined(separator: ": ")
    } else {
      if let operation { text += operation + " " }
      if let wanted { text += "expects " + wanted + "." }
    }
    if message != nil, let wanted { text += " Expected: \(wanted)." }
    if let received { text += " Received: \(received)" }
    if let location { text += "\n  at \(location)" }
    if let help { text += "\n  help: \(help)" }
    return text
  }

  private func indent(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { "  " + $0 }.joined(separator: "\n")
  }
}
