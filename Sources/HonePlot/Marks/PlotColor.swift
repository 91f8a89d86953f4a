/// A colour of a plot.
public struct PlotColor: Hashable, Sendable {
  /// The shares of red, green and blue, each 0 … 255.
  public var red: UInt8, green: UInt8, blue: UInt8

  /// Creates a colour from its shares.
  public init(red: UInt8, green: UInt8, blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// Creates a colour from a number such as `0x0072B2`; bits above the 24th are ignored.
  public init(_ number: UInt32) {
    red = UInt8(truncatingIfNeeded: number >> 16)
    green = UInt8(truncatingIfNeeded: number >> 8)
    blue = UInt8(truncatingIfNeeded: number)
  }

  /// Colours that people tell apart, also those who see red and green alike.
  ///
  /// Seven are those of Okabe and Ito, whose yellow is too pale for lines; wine takes its place.
  ///
  /// Reference: Okabe and Ito, "Color universal design", 2008.
  public static let palette: [PlotColor] = [
    .blue, .vermilion, .green, .purple, .orange, .sky, .black, .wine,
  ]

  /// The first of the palette.
  public static let blue = PlotColor(0x0072B2)
  /// The second of the palette: red, as far as it can be told from green.
  public static let vermilion = PlotColor(0xD55E00)
  /// The third of the palette.
  public static let green = PlotColor(0x009E73)
  /// The fourth of the palette.
  public static let purple = PlotColor(0xCC79A7)
  /// The fifth of the palette.
  public static let orange = PlotColor(0xE69F00)
  /// The sixth of the palette: light blue.
  public static let sky = PlotColor(0x56B4E9)
  /// The seventh of the palette.
  public static let black = PlotColor(0x222222)
  /// The last of the palette: dark red.
  public static let wine = PlotColor(0x882255)
  /// For what stands back: references, grids.
  public static let grey = PlotColor(0x888888)
  /// White.
  public static let white = PlotColor(0xFFFFFF)

  /// The colour as SVG has it.
  var text: String {
    "#"
      + [red, green, blue].map { part in
        let digits = String(part, radix: 16)
        return digits.count == 1 ? "0" + digits : digits
      }.joined()
  }

  /// How bright the colour looks, 0 … 1.
  var brightness: Double {
    (0.299 * Double(red) + 0.587 * Double(green) + 0.114 * Double(blue)) / 255
  }

  /// A colour between this and another.
  func mixed(with other: PlotColor, _ share: Double) -> PlotColor {
    func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8((Double(a) + (Double(b) - Double(a)) * min(max(share, 0), 1)).rounded())
    }
    return PlotColor(
      red: mix(red, other.red), green: mix(green, other.green), blue: mix(blue, other.blue))
  }
}

/// The colours of a heat map, from its least number to its largest.
public struct ColorScale: Hashable, Sendable {
  /// Colours at equal distances.
  public var stops: [PlotColor]

  /// Creates a scale from colours at equal distances.
  public init(_ stops: [PlotColor]) { self.stops = stops }

  /// From white to dark blue: more is darker.
  public static let blues = ColorScale([
    PlotColor(0xFFFFFF), PlotColor(0xC6DDEE), PlotColor(0x6BAED6), PlotColor(0x2171B5),
    PlotColor(0x08306B),
  ])
  /// From blue over white to vermilion: for numbers on both sides of a middle.
  public static let diverging = ColorScale([
    PlotColor(0x00507D), PlotColor(0x6FB1DB), PlotColor(0xF7F7F7), PlotColor(0xF3A66D),
    PlotColor(0xA84A00),
  ])
  /// From black to white, as in images.
  public static let greys = ColorScale([PlotColor(0x000000), PlotColor(0xFFFFFF)])

  /// The colour at a share of the scale, 0 … 1.
  public func color(_ share: Double) -> PlotColor {
    guard let first = stops.first, let last = stops.last else { return .white }
    let place = min(max(share, 0), 1) * Double(stops.count - 1)
    let index = Int(place)
    guard index + 1 < stops.count else { return share < 0.5 ? first : last }
    return stops[index].mixed(with: stops[index + 1], place - Double(index))
  }
}
