internal import Foundation
public import HoneCore

/// What a running training is asked to do from outside.
public enum ControlRequest: Hashable, Sendable, CustomStringConvertible {
  /// To write a checkpoint and wait.
  case pause
  /// To go on after a pause.
  case resume
  /// To write a checkpoint.
  case checkpoint
  /// To end as after Ctrl-C.
  case stop
  /// To train on with another learning rate; nil gives the schedule back.
  case setLearningRate(Double?)

  /// Reads a request as people write it, such as `["set", "learningRate=0.01"]`.
  ///
  /// - Throws: `.usage` that names what there is.
  public init(words: [String]) throws(HoneError) {
    switch words {
    case ["pause"]: self = .pause
    case ["resume"]: self = .resume
    case ["checkpoint"]: self = .checkpoint
    case ["stop"]: self = .stop
    case ["set", "learningRate=schedule"]: self = .setLearningRate(nil)
    default:
      let prefix = "learningRate="
      guard words.count == 2, words[0] == "set", words[1].hasPrefix(prefix),
        let rate = Double(words[1].dropFirst(prefix.count)), rate >= 0, rate.isFinite
      else {
        throw HoneError(
          .usage, operation: "ctl",
          wanted: "pause, resume, checkpoint, stop, or set learningRate=NUMBER (or =schedule)",
          received: words.joined(separator: " "))
      }
      self = .setLearningRate(rate)
    }
  }

  /// The words that ``init(words:)`` reads.
  public var words: [String] {
    switch self {
    case .pause: ["pause"]
    case .resume: ["resume"]
    case .checkpoint: ["checkpoint"]
    case .stop: ["stop"]
    case .setLearningRate(let rate):
      ["set", "learningRate=" + (rate.map { "\($0)" } ?? "schedule")]
    }
  }

  public var description: String { words.joined(separator: " ") }

  /// Whether the bits of the training depend on it.
  var changesBits: Bool {
    if case .setLearningRate = self { true } else { false }
  }
}

/// A request with the number of updates at which it was granted: a line of `journal.jsonl`.
public struct JournalEntry: Codable, Hashable, Sendable {
  /// The updates made when it was granted.
  public let step: Int
  /// How often training had gone back then; see ``NonFinitePolicy/rollBack(factor:limit:)``. Nil for
  /// never.
  public let rollBacks: Int?
  /// The request's words.
  public let request: [String]
}
