/// Where in the old picture each pixel of the new one comes from.
///
/// ```text
/// x' = (a0·x + a1·y + a2) / (c0·x + c1·y + 1)
/// y' = (b0·x + b1·y + b2) / (c0·x + c1·y + 1)
/// ```
///
/// (x, y) is the place of a pixel of the new picture, (x', y') the place in the old one; the centre
/// of the first pixel is (0, 0). Keras's affine transforms are of this form.
public struct ProjectiveMap: Hashable, Sendable {
  /// The map's eight numbers.
  public var a0 = 1.0
  public var a1 = 0.0
  public var a2 = 0.0
  public var b0 = 0.0
  public var b1 = 1.0
  public var b2 = 0.0
  public var c0 = 0.0
  public var c1 = 0.0

  /// Creates a map; by default every pixel stays.
  public init(
    a0: Double = 1, a1: Double = 0, a2: Double = 0, b0: Double = 0, b1: Double = 1,
    b2: Double = 0, c0: Double = 0, c1: Double = 0
  ) {
    (self.a0, self.a1, self.a2) = (a0, a1, a2)
    (self.b0, self.b1, self.b2) = (b0, b1, b2)
    (self.c0, self.c1) = (c0, c1)
  }

  /// Every pixel stays.
  public static let identity = ProjectiveMap()

  var isAffine: Bool { c0 == 0 && c1 == 0 }

  /// The old place of a new one.
  public func callAsFunction(x: Double, y: Double) -> (x: Double, y: Double) {
    let k = c0 * x + c1 * y + 1
    return ((a0 * x + a1 * y + a2) / k, (b0 * x + b1 * y + b2) / k)
  }

  /// The map the other way, from old places to new ones; nil if places coincide.
  public var inverse: ProjectiveMap? {
    // The adjugate of the 3×3 matrix, scaled so that its last element is 1.
    let scale = a0 * b1 - a1 * b0
    let determinant =
      a0 * (b1 - b2 * c1) - a1 * (b0 - b2 * c0) + a2 * (b0 * c1 - b1 * c0)
    guard determinant.isFinite, abs(determinant) > 1e-12, abs(scale) > 1e-12 else { return nil }
    return ProjectiveMap(
      a0: (b1 - b2 * c1) / scale, a1: (a2 * c1 - a1) / scale, a2: (a1 * b2 - a2 * b1) / scale,
      b0: (b2 * c0 - b0) / scale, b1: (a0 - a2 * c0) / scale, b2: (a2 * b0 - a0 * b2) / scale,
      c0: (b0 * c1 - b1 * c0) / scale, c1: (a1 * c0 - a0 * c1) / scale)
  }

  /// Moves boxes, whose coordinates are edges of pixels, along with a picture.
  func move(_ boxes: inout BoundingBoxes, height: Int, width: Int) {
    guard let forward = inverse else { return }
    boxes.move(height: height, width: width) { x, y in
      let moved = forward(x: x - 0.5, y: y - 0.5)
      return (moved.x + 0.5, moved.y + 0.5)
    }
  }
}

extension ProjectiveMap {
  /// A turn about the picture's centre, counter-clockwise for positive angles.
  public static func rotation(degrees: Double, height: Int, width: Int) -> ProjectiveMap {
    let (sine, cosine) = PortableMath.sineAndCosine(degrees: degrees)
    let (cx, cy) = (Double(width - 1) / 2, Double(height - 1) / 2)
    return ProjectiveMap(
      a0: cosine, a1: -sine, a2: cx - cx * cosine + cy * sine,
      b0: sine, b1: cosine, b2: cy - cx * sine - cy * cosine)
  }

  /// A shift, right and down for positive numbers of pixels.
  public static func translation(x: Double, y: Double) -> ProjectiveMap {
    ProjectiveMap(a2: -x, b2: -y)
  }

  /// A zoom about the picture's centre: above 1 the picture shows more, and so gets smaller.
  public static func zoom(x: Double, y: Double, height: Int, width: Int) -> ProjectiveMap {
    ProjectiveMap(
      a0: x, a2: Double(width - 1) / 2 * (1 - x), b1: y, b2: Double(height - 1) / 2 * (1 - y))
  }

  /// Rows shift by `x` pixels a row, columns by `y` pixels a column, from the first pixel on.
  public static func shear(x: Double, y: Double) -> ProjectiveMap { ProjectiveMap(a1: x, b0: y) }

  /// All at once about the picture's centre, as torchvision's `affine`: the picture is sheared,
  /// turned (clockwise for positive angles), enlarged and then shifted.
  ///
  /// ```text
  /// M = T(translation) · C · R(angle) · Shear · scale · C⁻¹        map = M⁻¹
  /// ```
  public static func affine(
    degrees: Double, x: Double, y: Double, scale: Double, shearX: Double, shearY: Double,
    centerX: Double, centerY: Double
  ) -> ProjectiveMap {
    let turned = PortableMath.sineAndCosine(degrees: degrees - shearY)
    let angle = PortableMath.sineAndCosine(degrees: degrees)
    let first = PortableMath.sineAndCosine(degrees: shearX)
    let second = PortableMath.sineAndCosine(degrees: shearY)
    let tangent = first.sine / first.cosine
    let a = turned.cosine / second.cosine
    let b = -turned.cosine * tangent / second.cosine - angle.sine
    let c = turned.sine / second.cosine
    let d = -turned.sine * tangent / second.cosine + angle.cosine
    let inverse = (d / scale, -b / scale, -c / scale, a / scale)
    let (dx, dy) = (-centerX - x, -centerY - y)
    return ProjectiveMap(
      a0: inverse.0, a1: inverse.1, a2: inverse.0 * dx + inverse.1 * dy + centerX,
      b0: inverse.2, b1: inverse.3, b2: inverse.2 * dx + inverse.3 * dy + centerY)
  }

  /// The map that takes four new places to four old ones; nil if three of them lie on a line.
  public static func taking(
    _ new: [(x: Double, y: Double)], to old: [(x: Double, y: Double)]
  ) -> ProjectiveMap? {
    guard new.count == 4, old.count == 4 else { return nil }
    var rows: [[Double]] = []
    for (n, o) in zip(new, old) {
      rows.append([n.x, n.y, 1, 0, 0, 0, -o.x * n.x, -o.x * n.y, o.x])
      rows.append([0, 0, 0, n.x, n.y, 1, -o.y * n.x, -o.y * n.y, o.y])
    }
    for column in 0..<8 {  // Gauss and Jordan, the largest pivot of each column first.
      let pivot = (column..<8).max { abs(rows[$0][column]) < abs(rows[$1][column]) } ?? column
      rows.swapAt(column, pivot)
      let head = rows[column][column]
      guard abs(head) > 1e-10 else { return nil }
      for place in column...8 { rows[column][place] /= head }
      for row in 0..<8 where row != column {
        let factor = rows[row][column]
        if factor == 0 { continue }
        for place in column...8 { rows[row][place] -= factor * rows[column][place] }
      }
    }
    let h = rows.map { $0[8] }
    return ProjectiveMap(
      a0: h[0], a1: h[1], a2: h[2], b0: h[3], b1: h[4], b2: h[5], c0: h[6], c1: h[7])
  }
}
