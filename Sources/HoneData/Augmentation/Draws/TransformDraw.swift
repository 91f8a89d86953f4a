public import HoneCore

/// What a transform drew for one sample: together with the transform's configuration, all that it
/// takes to do the same again.
///
/// A draw is a small value without arrays, so that drawing allocates nothing; only a draw that is
/// recorded becomes ``values``.
public protocol TransformDraw: Hashable, Sendable {
  /// The draw by names, as logs keep it.
  var values: [String: Double] { get }

  /// The draw from a log; nil if a name is missing.
  init?(values: [String: Double])
}

/// The draw of a transform that draws nothing.
public struct NoDraw: TransformDraw {
  /// Creates the draw.
  public init() {}
  public init?(values: [String: Double]) {}
  public var values: [String: Double] { [:] }
}

/// One number.
public struct AmountDraw: TransformDraw {
  /// The number.
  public var amount: Double

  /// Creates a draw.
  public init(_ amount: Double) { self.amount = amount }

  public init?(values: [String: Double]) {
    guard let amount = values["amount"] else { return nil }
    self.init(amount)
  }

  public var values: [String: Double] { ["amount": amount] }
}

/// Whether something is done.
public struct ChoiceDraw: TransformDraw {
  /// Whether it is done.
  public var isChosen: Bool

  /// Creates a draw.
  public init(_ isChosen: Bool) { self.isChosen = isChosen }

  public init?(values: [String: Double]) {
    guard let chosen = values["applied"] else { return nil }
    isChosen = chosen != 0
  }

  public var values: [String: Double] { ["applied": isChosen ? 1 : 0] }
}

extension TransformContext {
  /// The draw of a transform: taken from the replay if there is one, else made; and recorded if
  /// somebody records.
  ///
  /// - Throws: `.data` if the replay holds something else.
  public mutating func draw<Draw: TransformDraw>(
    _ transform: String, caption: (Draw) -> String, _ make: (RandomKey) -> Draw
  ) throws(HoneError) -> Draw {
    let draw: Draw
    if replay == nil {
      draw = make(key)
    } else {
      draw = try replayed(transform)
    }
    if record != nil, Draw.self != NoDraw.self {
      record?.entries.append(
        DrawRecord.Entry(transform, draw.values, caption: caption(draw)))
    }
    return draw
  }

  private mutating func replayed<Draw: TransformDraw>(
    _ transform: String
  ) throws(HoneError) -> Draw {
    if let nothing = NoDraw() as? Draw { return nothing }
    let values = try replay?.next(transform).values ?? [:]
    guard values.values.allSatisfy(\.isFinite), let draw = Draw(values: values) else {
      throw HoneError(
        .data, path: transform, operation: "replay of draws", wanted: "what \(transform) draws",
        received: values.keys.sorted().joined(separator: ", "),
        help: "the log may be of another version; draw anew")
    }
    return draw
  }
}
