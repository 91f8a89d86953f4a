import Foundation
import HonePlot
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

/// Figures are well-formed, show their data where it belongs, and are the same each time.
struct FigureTests {
  private let everything = Panel(
    "All & <everything> \"quoted\"", x: "time", y: "value",
    [
      .heatMap([[0, 0.5], [1, .nan]], x: 0...4, y: 0...4, colorBar: "share", showsNumbers: true),
      .band("band", x: [0, 1, 2], low: [0, 1, 0], high: [2, 3, 2]),
      .line("line", x: [0, 1, .nan, 3, 4], y: [0, 1, 2, 3, .infinity], dash: .dotted),
      .points("circle", x: [1], y: [1]), .points("square", x: [2], y: [1], shape: .square),
      .points("triangle", x: [3], y: [1], shape: .triangle),
      .points("cross", x: [3], y: [2], shape: .cross), .bars("bars", heights: [1, 2, -1]),
      .histogram("histogram", of: [0, 1, 1, 2, 2, 2, .nan], bins: 3), .rule("rule", y: 1.5),
      .rule(x: 2), .note("here", x: 2, y: 2, side: .above),
      .rectangle("box", x: 1...2, y: 1...3), .arrow(fromX: 0, fromY: 0, toX: 3, toY: 3),
    ])

  @Test func aFigureOfEverythingIsWellFormed() throws {
    for place in LegendPlace.allCases {
      var panel = everything
      panel.legend = place
      let picture = try Elements(of: Figure("一 title & more", panels: [panel]).svg())
      #expect(picture.texts.contains("All & <everything> \"quoted\""))
      #expect(picture.texts.contains("一 title & more"))
      #expect(picture.texts.contains("histogram") == (place != .none))
      for name in ["polyline", "polygon", "circle", "path", "rect", "line", "text"] {
        #expect(picture.count(name) > 0, "\(name)")
      }
    }
  }

  @Test func theSameFigureIsTheSameText() {
    let figure = Figure(columns: 2, panels: [everything, everything])
    #expect(figure.svg() == figure.svg())
  }

  @Test func whatHasNoPlaceIsLeftOut() throws {
    let panels = [
      Panel([]), Panel([.line(y: [])]), Panel([.line(y: [.nan, .infinity])]),
      Panel([.points(x: [1], y: [1])]), Panel([.heatMap([])]), Panel([.heatMap([[.nan]])]),
      Panel([.histogram(of: [])]), Panel([.histogram(of: [1, 1], bins: 0)]),
      Panel(y: PlotAxis(scale: .logarithmic), [.line(y: [0, -1, .nan])]),
      Panel(y: PlotAxis(scale: .logarithmic, range: -1...1), [.bars(heights: [1, 0])]),
      Panel(x: PlotAxis(range: 1...1), [.line(y: [1e300, -1e300])]),
      Panel(x: .hidden, y: .hidden, [.bars(heights: [1])]),
    ]
    for columns in [-1, 1, 5, 100] {
      let text = Figure(columns: columns, panelWidth: 0, panelHeight: -5, panels: panels).svg()
      #expect(!text.contains("nan") && !text.contains("inf"))
      _ = try Elements(of: text)
    }
    _ = try Elements(of: Figure(panels: []).svg())
  }

  @Test func aLineBreaksWhereANumberIsMissing() throws {
    let panel = Panel([.line(x: [0, 1, 2, 3, 4], y: [1, 2, .nan, 2, 1])])
    let lines = try Elements(of: Figure(panels: [panel]).svg()).attributes("polyline", "points")
    #expect(lines.map { $0.split(separator: " ").count } == [2, 2])
  }

  @Test func logarithmicAxesShowFactorsAsDistances() throws {
    let axis = PlotAxis(scale: .logarithmic, range: 0.001...1000)
    let panel = Panel(y: axis, [.line(y: [0.01, 1, 100])])
    let line = try #require(
      Elements(of: Figure(panels: [panel]).svg()).attributes("polyline", "points").first)
    let heights = line.split(separator: " ").compactMap { Double($0.split(separator: ",")[1]) }
    #expect(heights.count == 3)
    #expect(abs((heights[0] - heights[1]) - (heights[1] - heights[2])) <= 0.2)
    #expect(heights[0] > heights[1])
  }

  @Test func reversedAxesPutTheFirstRowOfAMatrixAbove() throws {
    func top(isReversed: Bool) throws -> Double {
      let panel = Panel(
        x: .hidden, y: PlotAxis(isReversed: isReversed, isVisible: false),
        [.heatMap([[1], [0]], scale: ColorScale([.white, .black]))])
      let elements = try Elements(of: Figure(panels: [panel]).svg())
      let dark = try #require(
        zip(elements.attributes("path", "fill"), elements.attributes("path", "d"))
          .first { $0.0 == "#222222" }?.1)
      let edges = try #require(dark.firstMatch(of: /M[\d.]+ ([\d.]+)H[\d.]+V([\d.]+)/))
      return try min(#require(Double(edges.1)), #require(Double(edges.2)))
    }
    #expect(try top(isReversed: true) < top(isReversed: false))
  }

  @Test func cellsOfOneColourAreOnePath() throws {
    let rows = (0..<50).map { row in (0..<50).map { _ in row < 25 ? 0.0 : 1 } }
    let elements = try Elements(of: Figure(panels: [Panel([.heatMap(rows)])]).svg())
    let paths = elements.attributes("path", "d")
    #expect(paths.count == 2)
    #expect(paths.allSatisfy { $0.count { $0 == "M" } == 25 })
  }

  @Test func theLegendLeavesTheCornerThatDataFills() throws {
    func height(_ y: [Double]) throws -> Double {
      let panel = Panel([.line("name", y: y)])
      let elements = try Elements(of: Figure(panels: [panel]).svg())
      let index = try #require(elements.texts.firstIndex(of: "name"))
      return try #require(Double(elements.attributes("text", "y")[index]))
    }
    #expect(try height([0, 0, 0, 0, 1, 0, 0, 0, 0]) < 100)
    #expect(try height([1, 1, 1, 1, 0, 1, 1, 1, 1]) > 300)
  }

  @Test func axesOfAColumnAreAligned() throws {
    let figure = Figure(
      columns: 1, panels: [Panel([.line(y: [0, 1])]), Panel([.line(y: [0, 1_000_00])])])
    let lines = try Elements(of: figure.svg()).attributes("polyline", "points")
    let starts = lines.compactMap { $0.split(separator: ",").first }
    #expect(starts.count == 2 && starts[0] == starts[1])
  }

  @Test func aHistogramShowsShares() throws {
    let panel = Panel(
      y: PlotAxis(range: 0...1), [.histogram(of: [0.5, 0.5, 0.5, 3], bins: 2, range: 0...2)])
    let elements = try Elements(of: Figure(panels: [panel]).svg())
    // The white ground, the clip, one bar of three quarters, the frame.
    let heights = elements.attributes("rect", "height").compactMap(Double.init)
    let frame = try #require(heights.max())
    #expect(heights.contains { abs($0 - 0.75 * frame) < 0.2 })
  }

  @Test func namesTakeThePlaceOfNumbers() throws {
    let panel = Panel(x: PlotAxis(categories: ["one", "two"]), [.bars(heights: [1, 2])])
    let texts = try Elements(of: Figure(panels: [panel]).svg()).texts
    #expect(texts.contains("one") && texts.contains("two"))
  }
}

/// The elements of an SVG text, read by an XML parser.
private final class Elements: NSObject, XMLParserDelegate {
  private var found: [(name: String, attributes: [String: String])] = []
  private(set) var texts: [String] = []

  init(of text: String) throws {
    super.init()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = self
    if !parser.parse() { throw parser.parserError ?? CocoaError(.fileReadCorruptFile) }
  }

  func count(_ name: String) -> Int { found.count { $0.name == name } }

  func attributes(_ element: String, _ name: String) -> [String] {
    found.filter { $0.name == element }.compactMap { $0.attributes[name] }
  }

  func parser(
    _ parser: XMLParser, didStartElement elementName: String, namespaceURI: String?,
    qualifiedName: String?, attributes: [String: String]
  ) {
    found.append((elementName, attributes))
    if elementName == "text" { texts.append("") }
  }

  func parser(_ parser: XMLParser, foundCharacters string: String) {
    guard found.last?.name == "text", !texts.isEmpty else { return }
    texts[texts.count - 1] += string.trimmingCharacters(in: .newlines)
  }
}
