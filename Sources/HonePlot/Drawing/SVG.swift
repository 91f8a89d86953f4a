/// The text of an SVG picture, element by element.
struct SVG {
  /// Where text stands, seen from its point.
  enum Anchor: String {
    case start, middle, end
  }

  let width: Double
  let height: Double
  private var lines: [String] = []
  private var clipCount = 0

  /// Starts a white picture.
  init(width: Double, height: Double) {
    self.width = width
    self.height = height
    element("rect", ["width": "100%", "height": "100%", "fill": "#ffffff"])
  }

  /// The whole document.
  var document: String {
    let size = "\(NumberText.place(width)) \(NumberText.place(height))"
    let head = """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(size)" \
      width="\(NumberText.place(width))" height="\(NumberText.place(height))" \
      font-family="Helvetica, Arial, 'DejaVu Sans', sans-serif" font-size="12">
      """
    return ([head] + lines + ["</svg>", ""]).joined(separator: "\n")
  }

  /// Adds an element without content, or with text; attributes without a value are left out.
  mutating func element(
    _ name: String, _ attributes: KeyValuePairs<String, String>, text: String? = nil
  ) {
    let inner = attributes.filter { !$0.value.isEmpty }
      .map { " \($0.key)=\"\(Self.escaped($0.value))\"" }.joined()
    lines.append("<\(name)\(inner)" + (text.map { ">\(Self.escaped($0))</\(name)>" } ?? "/>"))
  }

  /// Adds a straight line.
  mutating func line(
    _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, color: String, width: Double = 1,
    dash: Mark.Dash = .solid
  ) {
    element(
      "line",
      [
        "x1": NumberText.place(x1), "y1": NumberText.place(y1), "x2": NumberText.place(x2),
        "y2": NumberText.place(y2), "stroke": color, "stroke-width": NumberText.place(width),
        "stroke-dasharray": dash.pattern,
      ])
  }

  /// Adds text.
  mutating func text(
    _ text: String, x: Double, y: Double, size: Double = 12, anchor: Anchor = .start,
    color: String = "#333333", isBold: Bool = false, isUpright: Bool = false
  ) {
    let (left, top) = (NumberText.place(x), NumberText.place(y))
    element(
      "text",
      [
        "x": left, "y": top, "font-size": NumberText.place(size), "text-anchor": anchor.rawValue,
        "font-weight": isBold ? "bold" : "", "fill": color,
        "transform": isUpright ? "rotate(-90 \(left) \(top))" : "",
      ], text: text)
  }

  /// Adds what the closure draws, cut off at a rectangle.
  mutating func clipped(
    left: Double, top: Double, right: Double, bottom: Double, _ body: (inout SVG) -> Void
  ) {
    clipCount += 1
    let name = "clip\(clipCount)"
    lines.append("<clipPath id=\"\(name)\">")
    element(
      "rect",
      [
        "x": NumberText.place(left), "y": NumberText.place(top),
        "width": NumberText.place(right - left), "height": NumberText.place(bottom - top),
      ])
    lines.append("</clipPath>")
    lines.append("<g clip-path=\"url(#\(name))\">")
    body(&self)
    lines.append("</g>")
  }

  /// Text without the characters that XML gives a meaning to, and those that it forbids.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\u{0}"..<" ", "\u{FFFE}", "\u{FFFF}": result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// About how wide text is.
  static func width(of text: String, size: Double) -> Double {
    text.unicodeScalars.reduce(0) { sum, scalar in
      let share: Double
      switch scalar {
      case "i", "j", "l", "t", "f", "r", "I", ".", ",", ":", ";", "'", "|", "(", ")", " ":
        share = 0.37
      case "m", "w", "M", "W": share = 0.96
      case "\u{2070}"..."\u{209F}", "\u{B2}", "\u{B3}", "\u{B9}": share = 0.42
      case "\u{1100}"..."\u{11FF}", "\u{2E80}"..."\u{D7FF}", "\u{F900}"..."\u{FAFF}": share = 1
      default: share = scalar.properties.isUppercase ? 0.72 : 0.63
      }
      return sum + share * size
    }
  }
}

extension Mark.Dash {
  /// The lengths of strokes and gaps, as SVG has them; nothing for a line without gaps.
  var pattern: String {
    switch self {
    case .solid: ""
    case .dashed: "6 4"
    case .dotted: "1.5 3"
    }
  }
}
