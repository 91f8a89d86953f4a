internal import Foundation
internal import HoneBackend
internal import HoneCore
internal import HoneGraph
internal import HoneIO

/// A training's state with its tensors: what one file of a checkpoint folder holds.
///
/// A safetensors file. The first part of a tensor's name says what it is: `parameter`, `statistic`,
/// `optimizer`, `metric`, `callback` or `history`; behind `rollBack` it is of the state to which
/// training may go back.
struct Checkpoint: Sendable {
  var state: TrainingState
  var tensors: [(name: String, tensor: HostTensor)]
  /// The beginning of the epoch, if training may go back to it.
  ///
  /// It is part of the file, so that a training that is resumed within an epoch goes back to where
  /// the one that wasn't interrupted does.
  var rollBack: RollBackPoint?

  static let format = "hone-checkpoint"
  private static let rollBackHead = "rollBack/"

  /// How the engine computed each operation, if it chooses.
  var plan: PlanRecord? {
    guard let text = state.plan,
      let value = try? ConfigurationValue(parsingJSON: text, file: "plan")
    else { return nil }
    return PlanRecord(value)
  }

  var byteCount: Int { allTensors.reduce(0) { $0 + $1.tensor.byteCount } }

  /// What the file holds.
  private var allTensors: [(name: String, tensor: HostTensor)] {
    tensors + (rollBack?.tensors ?? []).map { (Self.rollBackHead + $0.name, $0.tensor) }
  }

  /// Writes the file, atomically and with a checksum.
  func write(to path: String) throws(HoneError) {
    var metadata = ["format": Self.format, "state": try Self.encoded(state)]
    if let rollBack { metadata["rollBack"] = try Self.encoded(rollBack.state) }
    try SafetensorsFile.writeChecked(allTensors, metadata: metadata, to: path)
  }

  /// Reads a file.
  ///
  /// - Throws: `.file` if it isn't byte for byte what was written.
  init(contentsOf path: String) throws(HoneError) {
    try SafetensorsFile.requireChecksum(of: path)
    let file = try SafetensorsFile(path)
    guard file.metadata["format"] == Self.format, let text = file.metadata["state"] else {
      throw HoneError(
        .file, path: path, operation: "checkpoint", wanted: "a checkpoint of a training",
        received: "another safetensors file")
    }
    state = try Self.decodedState(text, path: path)
    let head = Self.rollBackHead
    let all = try file.names.map { (name) throws(HoneError) in (name, try file.tensor(name)) }
    tensors = all.filter { !$0.0.hasPrefix(head) }
    if let text = file.metadata["rollBack"] {
      rollBack = RollBackPoint(
        state: try Self.decodedState(text, path: path),
        tensors: all.filter { $0.0.hasPrefix(head) }
          .map { (String($0.0.dropFirst(head.count)), $0.1) })
    }
  }

  init(
    state: TrainingState, tensors: [(name: String, tensor: HostTensor)],
    rollBack: RollBackPoint? = nil
  ) {
    self.state = state
    self.tensors = tensors
    self.rollBack = rollBack
  }

  /// The tensors of a kind, by the rest of their names.
  func tensors(of kind: String) -> [String: HostTensor] {
    let head = kind + "/"
    let own = tensors.filter { $0.name.hasPrefix(head) }
      .map { (String($0.name.dropFirst(head.count)), $0.tensor) }
    return Dictionary(own) { $1 }
  }

  private static func encoded(_ state: TrainingState) throws(HoneError) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    do {
      return String(decoding: try encoder.encode(state), as: UTF8.self)
    } catch {
      throw HoneError(.state, operation: "checkpoint", message: "can't be encoded: \(error)")
    }
  }

  private static func decodedState(
    _ text: String, path: String
  ) throws(HoneError) -> TrainingState {
    struct Version: Codable { var version: Int }
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    let data = Data(text.utf8)
    let version = (try? decoder.decode(Version.self, from: data))?.version
    do {
      return try decoder.decode(TrainingState.self, from: data)
    } catch {
      throw HoneError(
        .file, path: path, operation: "checkpoint",
        wanted: "a checkpoint of version \(TrainingState.currentVersion)",
        received: version.map { "one of version \($0)" } ?? "\(error)",
        help: "resume with the version of Hone that wrote it")
    }
  }
}

/// A state to which training may go back.
struct RollBackPoint: Sendable {
  let state: TrainingState
  let tensors: [(name: String, tensor: HostTensor)]

  init(state: TrainingState, tensors: [(name: String, tensor: HostTensor)]) {
    self.state = state
    self.tensors = tensors
  }

  init(_ checkpoint: Checkpoint) {
    self.init(state: checkpoint.state, tensors: checkpoint.tensors)
  }

  var checkpoint: Checkpoint { Checkpoint(state: state, tensors: tensors) }
}
