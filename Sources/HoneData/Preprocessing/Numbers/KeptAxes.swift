internal import HoneCore

/// Which statistic an element of a sample belongs to, when statistics are kept along some axes and
/// taken over the others.
struct KeptAxes: Sendable {
  /// The extents of one sample.
  let extents: [Int]
  /// The axes of a sample along which statistics differ, in rising order.
  let axes: [Int]
  /// The number of statistics.
  let count: Int

  /// Axes as Keras counts them: the batch is axis 0, −1 the last.
  ///
  /// A sample that is a single number has one statistic, whatever the axes.
  init(_ axis: [Int], extents: [Int], transform: String) throws(HoneError) {
    self.extents = extents
    var axes: Set<Int> = []
    for axis in axis where !extents.isEmpty {
      let place = axis < 0 ? axis + extents.count : axis - 1
      guard extents.indices.contains(place) else {
        throw HoneError(
          .usage, path: transform, operation: "axis",
          wanted: "axes from 1 to \(extents.count), or −\(extents.count) to −1, for samples of "
            + "shape \(Shape(extents))",
          received: "\(axis)",
          help: axis == 0 ? "axis 0 is the batch, which statistics are always taken over" : nil)
      }
      axes.insert(place)
    }
    self.axes = axes.sorted()
    var count = 1
    for axis in self.axes {
      let (product, overflows) = count.multipliedReportingOverflow(by: extents[axis])
      guard !overflows, product <= 1 << 28 else {
        throw HoneError(
          .usage, path: transform, operation: "axis", wanted: "at most 268 million statistics",
          received: "more", help: "keep fewer axes")
      }
      count = product
    }
    self.count = count
  }

  /// Whether the kept axes are the last ones, so that statistics repeat every ``count`` elements.
  private var areLast: Bool { axes.elementsEqual((extents.count - axes.count)..<extents.count) }

  /// Calls the closure for every element with the number of its statistic.
  @inline(__always)
  func forEach(_ elements: Int, _ body: (_ element: Int, _ statistic: Int) -> Void) {
    if count == 1 {
      for element in 0..<elements { body(element, 0) }
    } else if areLast {
      var statistic = 0
      for element in 0..<elements {
        body(element, statistic)
        statistic += 1
        if statistic == count { statistic = 0 }
      }
    } else {
      for element in 0..<elements { body(element, statistic(of: element)) }
    }
  }

  private func statistic(of element: Int) -> Int {
    var rest = element
    var result = 0
    var stride = 1
    for axis in extents.indices.reversed() {
      let place = rest % extents[axis]
      rest /= extents[axis]
      if axes.contains(axis) {
        result += place * stride
        stride *= extents[axis]
      }
    }
    return result
  }
}
