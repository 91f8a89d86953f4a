public import HoneCore

/// Shows pictures as if seen from the side: their corners move at random, and the rest follows.
///
/// ```text
/// end = start·(1 + u),  u ~ U(−scale/2, scale/2) for each coordinate of each corner
/// ```
///
/// - Parameters: `factor`, the probability of doing it (default 1); `scale`, how far corners move, 0
///   to 1 (default 1); `interpolation` (default bilinear), `fillValue`. Beyond the edges lies the
///   fill value, as in Keras; `fillMode` may change that.
///
/// The map takes the place where a corner went back to where it was, as Keras's layer. The upper
/// left corner, (0, 0), never moves there, as moves are relative; so it is here.
public struct RandomPerspective: MappedTransform {
  /// What is drawn: the moves of the corners, or nothing.
  public struct Draw: TransformDraw {
    /// Whether anything is done.
    public var isApplied: Bool
    /// Where the four corners went, upper left, upper right, lower left, lower right, as shares of
    /// their coordinates.
    public var x1, y1, x2, y2, x3, y3, x4, y4: Double

    init(isApplied: Bool, _ moves: (UInt64) -> Double) {
      self.isApplied = isApplied
      (x1, y1, x2, y2) = (moves(0), moves(1), moves(2), moves(3))
      (x3, y3, x4, y4) = (moves(4), moves(5), moves(6), moves(7))
    }

    public init?(values: [String: Double]) {
      guard let applied = values["applied"] else { return nil }
      let moves = Self.names.compactMap { values[$0] }
      guard moves.count == 8 else { return nil }
      self.init(isApplied: applied != 0) { moves[Int($0)] }
    }

    private static let names = ["x1", "y1", "x2", "y2", "x3", "y3", "x4", "y4"]

    public var values: [String: Double] {
      let moves = [x1, y1, x2, y2, x3, y3, x4, y4]
      return Dictionary(uniqueKeysWithValues: zip(Self.names, moves))
        .merging(["applied": isApplied ? 1 : 0]) { $1 }
    }
  }

  public static let schema = Schema(
    .transform, "RandomPerspective", summary: "moves the corners at random",
    formula: "end = start·(1 + u), u ~ U(−scale/2, scale/2)", techniques: [95],
    kerasName: "keras.layers.RandomPerspective",
    fields: [
      Field("factor", .double(0...1), default: 1.0, "the probability of doing it"),
      Field("scale", .double(0...1), default: 1.0, "how far corners move"),
      ImageFields.interpolation, ImageFields.fillMode(.constant), ImageFields.fillValue,
    ])

  /// The probability of doing it.
  public var factor: Double
  /// How far corners move.
  public var scale: Double
  public var fillMode: FillMode
  public var fillValue: Double
  public var interpolation: Interpolation

  /// Creates a transform.
  public init(
    factor: Double = 1, scale: Double = 1, interpolation: Interpolation = .bilinear,
    fillMode: FillMode = .constant, fillValue: Double = 0
  ) {
    self.factor = factor
    self.scale = scale
    self.fillMode = fillMode
    self.interpolation = interpolation
    self.fillValue = fillValue
  }

  public init(_ fields: Fields) throws(HoneError) {
    self.init(
      factor: try fields.double("factor"), scale: try fields.double("scale"),
      interpolation: try fields.choice("interpolation"), fillMode: try fields.choice("fillMode"),
      fillValue: try fields.double("fillValue"))
    try check()
  }

  public var fields: [String: ConfigurationValue] {
    fillFields.merging([
      "factor": ConfigurationValue(factor), "scale": ConfigurationValue(scale),
    ]) { $1 }
  }

  public func check() throws(HoneError) {
    try DrawRange(factor).check("factor", in: 0...1, of: name)
    try DrawRange(scale).check("scale", in: 0...1, of: name)
  }

  public func draw(_ key: RandomKey, for size: ImageSize) -> Draw {
    Draw(isApplied: key.happens(factor, at: 8)) {
      key.number(from: (-scale / 2, scale / 2), at: $0)
    }
  }

  public func caption(_ draw: Draw) -> String {
    guard draw.isApplied else { return "" }
    let moves = [draw.x2, draw.y3, draw.x4, draw.y4].map { Caption.signed($0) }
    return moves.joined(separator: " ")
  }

  public func map(_ draw: Draw, height: Int, width: Int) -> ProjectiveMap? {
    guard draw.isApplied else { return nil }
    let (right, bottom) = (Double(width - 1), Double(height - 1))
    let start: [(x: Double, y: Double)] = [(0, 0), (right, 0), (0, bottom), (right, bottom)]
    let moves: [(x: Double, y: Double)] = [
      (draw.x1, draw.y1), (draw.x2, draw.y2), (draw.x3, draw.y3), (draw.x4, draw.y4),
    ]
    let end: [(x: Double, y: Double)] = zip(start, moves).map { start, move in
      (start.x * (1 + move.x), start.y * (1 + move.y))
    }
    return .taking(end, to: start)
  }
}
