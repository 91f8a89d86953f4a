internal import HoneCore

/// Searches elements for the first that isn't finite.
enum FiniteScan {
  /// The index of the first NaN or infinity; nil if there is none or the type has none.
  static func firstNotFinite(_ bytes: UnsafeRawBufferPointer, _ dtype: DType) -> Int? {
    switch dtype {
    case .float32: first(bytes.assumingMemoryBound(to: Float.self))
    case .float64: first(bytes.assumingMemoryBound(to: Double.self))
    default: nil
    }
  }

  /// Counts a block at a time, without early exits, so that the compiler uses vector instructions.
  @inline(__always)
  private static func first<Element: BinaryFloatingPoint>(
    _ elements: UnsafeBufferPointer<Element>
  ) -> Int? {
    let block = 1024
    for start in stride(from: 0, to: elements.count, by: block) {
      let end = min(start + block, elements.count)
      var bad = 0
      for index in start..<end { bad &+= elements[index].isFinite ? 0 : 1 }
      if bad > 0 { return (start..<end).first { !elements[$0].isFinite } }
    }
    return nil
  }
}

/// Searches labels for the first out of range.
enum LabelScan {
  /// The first label outside `0 ..< classCount` and its place; nil if all are inside.
  static func firstOutside(
    _ bytes: UnsafeRawBufferPointer, _ dtype: DType, classCount: Int
  ) -> (element: Int, label: Int)? {
    switch dtype {
    case .int32: first(bytes.assumingMemoryBound(to: Int32.self), classCount)
    case .int64: first(bytes.assumingMemoryBound(to: Int64.self), classCount)
    case .uint8: first(bytes.assumingMemoryBound(to: UInt8.self), classCount)
    case .float32: firstCut(bytes.assumingMemoryBound(to: Float.self), classCount)
    case .float64: firstCut(bytes.assumingMemoryBound(to: Double.self), classCount)
    default: nil
    }
  }

  /// Numbers are cut towards zero, as a conversion to whole numbers does.
  private static func firstCut<Label: BinaryFloatingPoint>(
    _ labels: UnsafeBufferPointer<Label>, _ classCount: Int
  ) -> (element: Int, label: Int)? {
    for (index, label) in labels.enumerated() where !(label > -1 && label < Label(classCount)) {
      return (index, Int(exactly: label.rounded(.towardZero)) ?? Int.max)
    }
    return nil
  }

  private static func first<Label: BinaryInteger>(
    _ labels: UnsafeBufferPointer<Label>, _ classCount: Int
  ) -> (element: Int, label: Int)? {
    for (index, label) in labels.enumerated() where label < 0 || Int(label) >= classCount {
      return (index, Int(label))
    }
    return nil
  }
}
