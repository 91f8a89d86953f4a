internal import HoneCore
internal import HoneIO

/// An event file of a training in a folder of its own. Nothing that fails ends training.
struct EventLog: Sendable {
  /// What a training that goes on needs to know.
  struct State: Codable, Sendable {
    var name: String
    var byteCount: Int
  }

  let folder: String
  private var file: EventFile?
  private var known: State?

  init(in folder: String, continuing state: State? = nil) {
    self.folder = folder
    known = state
  }

  var state: State? {
    guard let file else { return known }
    let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
    return State(name: name, byteCount: file.byteCount)
  }

  /// Makes the file, or opens the one that training goes on with, cutting what it wrote since.
  mutating func open(_ problems: inout LogProblems) {
    if file != nil { return }
    let (folder, known) = (folder, known)
    var opened: EventFile?
    let isOpen = problems.attempt { () throws(HoneError) in
      if let known {
        opened = try EventFile(continuing: folder + "/" + known.name, at: known.byteCount)
      } else {
        opened = try EventFile(in: folder)
      }
    }
    guard isOpen, let opened else { return }
    if opened.missingByteCount > 0 {
      problems.say(
        "\(opened.path) lacks its last \(opened.missingByteCount) bytes; it goes on without them")
    }
    file = opened
  }

  /// Writes by a closure; what fails is lost and counted.
  mutating func write(
    _ problems: inout LogProblems, _ body: (EventFile) throws(HoneError) -> Void
  ) {
    open(&problems)
    guard let file, problems.attempt({ () throws(HoneError) in try body(file) }) else {
      return problems.lose(1)
    }
  }

  /// Closes the file.
  mutating func end(_ problems: inout LogProblems) {
    if let file {
      known = state
      _ = problems.attempt { () throws(HoneError) in try file.close() }
    }
    file = nil
  }
}
