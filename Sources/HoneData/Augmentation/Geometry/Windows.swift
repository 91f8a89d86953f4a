/// The arithmetic of windows that crops and resizings share.
extension ImageSize {
  /// The largest window about the centre whose sides are as `width` to `height`, as Keras takes it.
  func window(ofAspect width: Int, to height: Int) -> WindowDraw {
    let rows = self.width * height / max(width, 1)
    let columns = self.height * width / max(height, 1)
    let cropHeight = max(min(self.height, rows), 1)
    let cropWidth = max(min(self.width, columns), 1)
    return WindowDraw(
      top: (self.height - cropHeight) / 2, left: (self.width - cropWidth) / 2, height: cropHeight,
      width: cropWidth)
  }

  /// The smallest window around the whole picture whose sides are as `width` to `height`.
  func surrounding(aspect width: Int, to height: Int) -> WindowDraw {
    let rows = max(self.height, self.width * height / max(width, 1))
    let columns = max(self.width, self.height * width / max(height, 1))
    // Keras gives both sides the same border, and so loses the odd pixel.
    let (top, left) = ((rows - self.height) / 2, (columns - self.width) / 2)
    return WindowDraw(
      top: -top, left: -left, height: self.height + 2 * top, width: self.width + 2 * left)
  }

  var whole: WindowDraw { WindowDraw(top: 0, left: 0, height: height, width: width) }
}

extension ImageSpec {
  /// The description with another size.
  func resized(height: Int?, width: Int?) -> ImageSpec {
    var spec = self
    (spec.height, spec.width) = (height, width)
    return spec
  }
}

extension BoundingBoxes {
  /// Moves boxes along with a window that becomes a picture of a size.
  mutating func move(_ window: WindowDraw, height: Int, width: Int) {
    let scaleX = Double(width) / Double(max(window.width, 1))
    let scaleY = Double(height) / Double(max(window.height, 1))
    move(height: height, width: width) { x, y in
      ((x - Double(window.left)) * scaleX, (y - Double(window.top)) * scaleY)
    }
  }
}
