internal import Foundation
internal import HoneCore

/// The memory of a training's callbacks, as checkpoints hold it.
struct CallbackStates: Codable, Sendable {
  struct Entry: Codable, Sendable {
    /// The callback's type.
    var type: String
    /// Its state as JSON; nil if it has none.
    var state: String?
  }

  var entries: [Entry] = []
}

extension CallbackList {
  /// What the callbacks remember, and their tensors by names that begin with their place.
  func states() throws(HoneError) -> (CallbackStates, [String: HostTensor]) {
    var states = CallbackStates()
    var tensors: [String: HostTensor] = [:]
    for (place, callback) in callbacks.enumerated() {
      var entry = CallbackStates.Entry(type: "\(type(of: callback))")
      if let callback = callback as? any StatefulCallback {
        entry.state = try Self.encode(callback)
        for (name, tensor) in callback.savedTensors { tensors["\(place)/\(name)"] = tensor }
      }
      states.entries.append(entry)
    }
    return (states, tensors)
  }

  /// Gives callbacks back what they remembered.
  ///
  /// - Throws: `.usage` if there are others than those of the checkpoint.
  mutating func restore(
    _ states: CallbackStates, tensors: [String: HostTensor]
  ) throws(HoneError) {
    let types = callbacks.map { "\(type(of: $0))" }
    guard types == states.entries.map(\.type) else {
      throw HoneError(
        .usage, operation: "resume",
        wanted: "the callbacks of the interrupted training: "
          + (states.entries.isEmpty ? "none" : states.entries.map(\.type).joined(separator: ", ")),
        received: types.isEmpty ? "none" : types.joined(separator: ", "),
        help: "pass the same callbacks; what they remember is in the checkpoint")
    }
    for place in callbacks.indices {
      guard let text = states.entries[place].state,
        let callback = callbacks[place] as? any StatefulCallback
      else { continue }
      let head = "\(place)/"
      let own = tensors.filter { $0.key.hasPrefix(head) }
        .map { (String($0.key.dropFirst(head.count)), $0.value) }
      callbacks[place] = try Self.decode(text, Dictionary(own) { $1 }, into: callback)
    }
  }

  private static func encode(_ callback: some StatefulCallback) throws(HoneError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return String(decoding: try encoder.encode(callback.state), as: UTF8.self)
    } catch {
      throw HoneError(
        .state, path: "\(type(of: callback))", operation: "checkpoint",
        message: "the callback's state can't be encoded: \(error)")
    }
  }

  private static func decode<C: StatefulCallback>(
    _ text: String, _ tensors: [String: HostTensor], into callback: C
  ) throws(HoneError) -> C {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    var callback = callback
    do {
      callback.state = try decoder.decode(C.State.self, from: Data(text.utf8))
    } catch {
      throw HoneError(
        .file, path: "\(C.self)", operation: "resume",
        message: "the callback's state in the checkpoint doesn't fit: \(error)",
        help: "resume with the version of the program that wrote it")
    }
    callback.savedTensors = tensors
    return callback
  }
}
