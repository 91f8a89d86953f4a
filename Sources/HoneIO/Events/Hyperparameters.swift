internal import HoneCore

/// What TensorBoard's table of hyperparameters knows of a run: its messages `SessionStartInfo` and
/// `SessionEndInfo`.
enum Hyperparameters {
  static func start(
    _ values: [(name: String, value: ConfigurationValue)], group: String, at time: Double
  ) -> Summary {
    var info = ProtobufMessage()
    for (name, value) in values {
      var entry = ProtobufMessage()
      entry.add(1, name)
      entry.add(2, message(of: value))
      info.add(1, entry)
    }
    if !group.isEmpty { info.add(4, group) }
    info.add(5, time)
    return summary("_hparams_/session_start_info", field: 3, info)
  }

  static func end(succeeded: Bool, at time: Double) -> Summary {
    var info = ProtobufMessage()
    info.add(1, succeeded ? 1 : 2)
    info.add(2, time)
    return summary("_hparams_/session_end_info", field: 4, info)
  }

  private static func summary(_ tag: String, field: UInt64, _ info: ProtobufMessage) -> Summary {
    var content = ProtobufMessage()
    content.add(field, info)
    return Summary(tag: tag, content: .plugin(name: "hparams", content: content))
  }

  /// A number, a text or a flag; everything else is a text of JSON.
  private static func message(of value: ConfigurationValue) -> ProtobufMessage {
    var message = ProtobufMessage()
    switch value.kind {
    case .int(let number): message.add(2, Double(number))
    case .double(let number): message.add(2, number)
    case .string(let text): message.add(3, text)
    case .bool(let flag): message.add(4, flag)
    default: message.add(3, value.json(indent: nil))
    }
    return message
  }
}
