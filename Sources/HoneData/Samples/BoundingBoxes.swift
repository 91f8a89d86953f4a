public import HoneCore

/// Boxes around things in a picture: float32 rows `x1, y1, x2, y2`, in pixels.
///
/// Coordinates are those of the pixels' edges: `0, 0, width, height` is the whole picture. Transforms
/// that move pixels move boxes along; a box that turns becomes the smallest upright box around it,
/// and what leaves the picture is cut off. A box that left altogether has no area.
public struct BoundingBoxes: Hashable, Sendable {
  /// Four numbers a box: left, top, right, bottom.
  public var corners: [Float]

  /// No boxes.
  public init() { corners = [] }

  /// Boxes from a tensor `[N, 4]` of numbers.
  ///
  /// - Throws: `.data` if the tensor isn't of such a shape.
  public init(_ tensor: HostTensor) throws(HoneError) {
    guard tensor.shape.rank == 2, tensor.shape[1] == 4 else {
      throw HoneError(
        .data, operation: "BoundingBoxes", wanted: "a tensor of shape [N, 4]",
        received: "\(tensor.shape)", help: "give left, top, right, bottom of each box, in pixels")
    }
    corners = tensor.elements(as: Float.self)
  }

  /// The number of boxes.
  public var count: Int { corners.count / 4 }

  /// The boxes as a tensor `[N, 4]` of float32.
  public var tensor: HostTensor {
    HostTensor(unchecked: Array(corners.prefix(4 * count)), shape: [count, 4])
  }

  /// Replaces every box by the upright box around where a map takes its corners, and cuts off what
  /// lies outside a picture of the given size.
  mutating func move(
    height: Int, width: Int, _ map: (_ x: Double, _ y: Double) -> (x: Double, y: Double)
  ) {
    let (right, bottom) = (Double(width), Double(height))
    for box in 0..<count {
      let (x1, y1) = (Double(corners[4 * box]), Double(corners[4 * box + 1]))
      let (x2, y2) = (Double(corners[4 * box + 2]), Double(corners[4 * box + 3]))
      let points = (map(x1, y1), map(x2, y1), map(x1, y2), map(x2, y2))
      let (a, b, c, d) = points
      func clip(_ value: Double, _ limit: Double) -> Float { Float(min(max(value, 0), limit)) }
      corners[4 * box] = clip(min(a.x, b.x, c.x, d.x), right)
      corners[4 * box + 1] = clip(min(a.y, b.y, c.y, d.y), bottom)
      corners[4 * box + 2] = clip(max(a.x, b.x, c.x, d.x), right)
      corners[4 * box + 3] = clip(max(a.y, b.y, c.y, d.y), bottom)
    }
  }
}
