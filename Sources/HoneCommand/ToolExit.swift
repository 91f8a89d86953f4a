#if CommandLineTool
  internal import Hone

  /// The exit codes of the tool; those of `sysexits.h` where one fits.
  enum ToolExit: Int32, CaseIterable {
    case success = 0
    case usage = 64
    case data = 65
    case file = 66
    case backend = 69
    case failure = 70
    case diverged = 79
    case interrupted = 130

    /// What the code says.
    var summary: String {
      switch self {
      case .success: "done"
      case .usage: "wrong arguments, configuration, or a model whose layers don't fit"
      case .data: "data that is missing, damaged, or doesn't fit the model"
      case .file: "a file or folder that can't be read or written"
      case .backend: "the engine is missing or can't do what was asked"
      case .failure: "a failure inside hone; please report it"
      case .diverged: "training reached values that aren't finite"
      case .interrupted: "interrupted; what was trained is saved"
      }
    }

    /// The family of errors that a process which ended with the code had.
    var kind: HoneError.Kind {
      switch self {
      case .usage: .usage
      case .data: .data
      case .file: .file
      case .backend: .backend
      case .diverged: .diverged
      case .interrupted: .interrupted
      case .success, .failure: .state
      }
    }

    /// The code of an error; of several, that of the first.
    init(_ error: HoneError) {
      switch error.kind {
      case .usage, .model: self = .usage
      case .data: self = .data
      case .file: self = .file
      case .diverged: self = .diverged
      case .interrupted: self = .interrupted
      case .backend: self = .backend
      case .state: self = .failure
      case .several: self = error.causes.first.map { ToolExit($0) } ?? .failure
      }
    }

    /// The table in `hone --help`.
    static var table: String {
      "EXIT CODES:\n"
        + allCases.map { code in
          let number = "\(code.rawValue)"
          return "  " + number + String(repeating: " ", count: 6 - number.count) + code.summary
        }.joined(separator: "\n")
    }
  }
#endif
