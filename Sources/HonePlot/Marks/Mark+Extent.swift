extension Mark {
  /// Makes the extents of a panel hold the mark.
  func extend(_ horizontal: inout Extent, _ vertical: inout Extent) {
    switch content {
    case .line(let x, let y, _, _):
      horizontal.include(x)
      vertical.include(y)
      vertical.leaveMargin(below: 0.05, above: 0.05)
    case .points(let x, let y, _, _):
      horizontal.include(x)
      vertical.include(y)
      horizontal.leaveMargin(below: 0.05, above: 0.05)
      vertical.leaveMargin(below: 0.05, above: 0.05)
    case .bars(let x, let low, let high, let width):
      horizontal.include(x.flatMap { [$0 - width / 2, $0 + width / 2] })
      vertical.include(low + high)
      vertical.leaveMargin(below: high.contains { $0 < 0 } ? 0.05 : 0, above: 0.05)
    case .band(let x, let low, let high):
      horizontal.include(x)
      vertical.include(low + high)
      vertical.leaveMargin(below: 0.05, above: 0.05)
    case .heatMap(let map):
      horizontal.include([map.x.lowerBound, map.x.upperBound])
      vertical.include([map.y.lowerBound, map.y.upperBound])
      horizontal.forbidMargin()
      vertical.forbidMargin()
    case .rule(let x, let y, _):
      if let x { horizontal.include([x]) }
      if let y { vertical.include([y]) }
    case .note: break
    case .rectangle(let x, let y, _):
      horizontal.include([x.lowerBound, x.upperBound])
      vertical.include([y.lowerBound, y.upperBound])
    case .arrow(let fromX, let fromY, let toX, let toY):
      horizontal.include([fromX, toX])
      vertical.include([fromY, toY])
    }
  }

  /// Whether the mark takes a colour of the palette if it has none.
  var takesColor: Bool {
    switch content {
    case .heatMap, .note, .rule: false
    default: color == nil
    }
  }
}
