#if CommandLineTool
  internal import Hone

  /// An image as the numbers that it consists of, one matrix a channel.
  struct PixelMatrix {
    let lines: [String]

    /// - Throws: `.data` if there is no such sample, `.usage` if its samples have no image.
    init(_ source: any SampleSource, sample index: Int) throws(HoneError) {
      let sample = try source.sample(at: index)
      let images = sample.values.compactMap { value -> Image? in
        if case .image(let image) = value { image } else { nil }
      }
      guard let image = images.first else {
        throw HoneError(
          .usage, path: source.name(of: index), operation: "--pixels", wanted: "an image",
          received: source.features.map { "\($0.kind)" }.joined(separator: ", "))
      }
      let bytes = image.bytes.elements(as: UInt8.self)
      var lines = ["\(source.name(of: index)): \(image.height)×\(image.width)×\(image.channels)"]
      if let label = source.classLabels?[index] {
        let name = source.classNames.flatMap { $0.indices.contains(label) ? $0[label] : nil }
        lines[0] += ", class \(label)" + (name.map { " (\($0))" } ?? "")
      }
      for channel in 0..<image.channels {
        if image.channels > 1 { lines.append("channel \(channel)") }
        for row in 0..<image.height {
          let numbers = (0..<image.width).map { column in
            let text = "\(bytes[(row * image.width + column) * image.channels + channel])"
            return String(repeating: " ", count: 3 - text.count) + text
          }
          lines.append(numbers.joined(separator: " "))
        }
      }
      self.lines = lines
    }
  }
#endif
