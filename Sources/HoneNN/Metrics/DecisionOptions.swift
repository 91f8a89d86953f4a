internal import HoneCore
internal import HoneGraph

/// When a metric takes a prediction for a yes.
public struct DecisionOptions: Hashable, Sendable {
  /// Probabilities above a threshold are yes; none for 0.5, or for all of the `topK`.
  public var thresholds: [Double]
  /// How many of a sample's largest predictions can be yes; nil for all.
  public var topK: Int?
  /// The one class that is looked at; nil for all.
  public var classId: Int?
  /// The name in logs.
  public var name: String
  var reading = DecisionReading()

  /// Creates options.
  public init(
    thresholds: [Double] = [], topK: Int? = nil, classId: Int? = nil, name: String
  ) {
    self.thresholds = thresholds
    self.topK = topK
    self.classId = classId
    self.name = name
  }

  init(_ fields: Fields) throws(HoneError) {
    self.init(
      thresholds: try Self.thresholds(fields.value("thresholds")),
      topK: fields.has("topK") ? try fields.int("topK") : nil,
      classId: fields.has("classId") ? try fields.int("classId") : nil,
      name: try fields.string("name"))
  }

  private static func thresholds(_ value: ConfigurationValue) throws(HoneError) -> [Double] {
    switch value.kind {
    case .null: return []
    case .array(let elements):
      return try elements.map { (element) throws(HoneError) in
        try element.double(in: 0.0...1.0, at: "thresholds")
      }
    default: return [try value.double(in: 0.0...1.0, at: "thresholds")]
    }
  }

  var fields: [String: ConfigurationValue] {
    [
      "thresholds": thresholds.isEmpty
        ? .null : .array(thresholds.map { ConfigurationValue($0) }),
      "topK": topK.map { ConfigurationValue($0) } ?? .null,
      "classId": classId.map { ConfigurationValue($0) } ?? .null,
      "name": ConfigurationValue(name),
    ]
  }

  var effectiveThresholds: [Double] {
    thresholds.isEmpty ? [topK == nil ? 0.5 : -.infinity] : thresholds
  }

  /// The decisions `[thresholds, places]` and the wanted ones `[1, places]`: 0 or 1.
  func decide(
    _ prediction: Tensor, _ target: Tensor, of operation: String
  ) -> (yes: Tensor, wanted: Tensor) {
    var (scores, truths) = reading.read(prediction, target, of: operation)
    guard !truths.isPoisoned else { return (truths, truths) }
    var counts = onesLike(scores)
    if let topK { counts = scores.largest(topK) }
    if let classId {
      guard (0..<scores.shape[1]).contains(classId) else {
        let error = prediction.fail(
          operation, wanted: "a class from 0 to \(scores.shape[1] - 1)", received: "\(classId)",
          help: "classId counts from 0")
        return (error, error)
      }
      (scores, truths, counts) = (
        scores.sliced(classId..<classId + 1, axis: 1),
        truths.sliced(classId..<classId + 1, axis: 1),
        counts.sliced(classId..<classId + 1, axis: 1)
      )
    }
    let places = scores.shape.count
    let rows = effectiveThresholds.map { threshold in
      let isAbove =
        threshold.isFinite ? (scores .> threshold).converted(to: scores.dtype) : onesLike(scores)
      return (isAbove * counts).reshaped(to: [1, places])
    }
    let wanted = (truths .!= 0).converted(to: scores.dtype).reshaped(to: [1, places])
    return (rows.count == 1 ? rows[0] : concatenate(rows, axis: 0), wanted)
  }
}

/// The fields of ``DecisionOptions``.
enum DecisionFields {
  static func fields(name: String) -> [Field] {
    [
      Field(
        "thresholds", .any, default: .null,
        "probabilities above it are yes, 0.5 if left out; a number or a list"),
      Field("topK", .int(1...Int.max), default: .null, "how many of the largest can be yes"),
      Field("classId", .int(0...Int.max), default: .null, "the one class that is looked at"),
      Field("name", .string, default: ConfigurationValue(name), "the name in logs"),
    ]
  }
}
