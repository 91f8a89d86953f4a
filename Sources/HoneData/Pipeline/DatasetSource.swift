public import HoneCore

/// The samples of a data set, one at a time, so that transforms can work on them.
///
/// Inputs of shape `[H, W, C]` with 1, 3 or 4 channels, of bytes or float32, are images.
public struct DatasetSource: SampleSource {
  /// The data set.
  public let base: any Dataset
  public let features: [FeatureSpec]

  /// Creates a source.
  ///
  /// - Parameter imageRange: What black and white are in images of float32; nil to go by how bytes
  ///   became numbers, else by the first samples: 0 … 1, −1 … 1, 0 … 255, or no bounds.
  public init(_ base: any Dataset, imageRange: ClosedRange<Float>? = nil) {
    self.base = base
    features = base.fields.enumerated().map { index, field in
      guard Self.isImage(field) else { return FeatureSpec(field) }
      let range = imageRange ?? Self.range(of: index, field, base)
      return FeatureSpec(
        field.role, name: field.name,
        kind: .image(
          ImageSpec(
            height: field.shape[0], width: field.shape[1], channels: field.shape[2], range: range)))
    }
  }

  private static func range(
    of index: Int, _ field: FieldSpec, _ base: any Dataset
  ) -> ClosedRange<Float> {
    if field.dtype == .uint8 { return Image.byteRange }
    if let transform = base.transform(ofField: index), transform.dtype == .float32 {
      let (low, high) = (transform.offset, 255 * transform.scale + transform.offset)
      return min(low, high)...max(low, high)
    }
    let rows = Array(0..<min(base.count, 64))
    guard !base.isCostlyToRead, let first = try? base.tensors(at: rows)[index] else { return 0...1 }
    let values = first.elements(as: Float.self)
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    let usual: [ClosedRange<Float>] = [0...1, -1...1, Image.byteRange]
    return usual.first { $0.contains(low) && $0.contains(high) } ?? -Float.infinity...Float.infinity
  }

  private static func isImage(_ field: FieldSpec) -> Bool {
    field.role == .input && field.shape.rank == 3 && [1, 3, 4].contains(field.shape[2])
      && (field.dtype == .float32 || field.dtype == .uint8)
  }

  public var count: Int { base.count }
  public var classNames: [String]? { base.classNames }
  public var classLabels: [Int]? { base.classLabels }
  public func name(of index: Int) -> String { base.name(of: index) }

  public func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    if sample.values.count != features.count {
      sample.values = features.map { feature in
        if case .image(let spec) = feature.kind {
          return .image(Image(height: 0, width: 0, channels: 0, range: spec.range))
        }
        return .text("")
      }
    }
    var failure: HoneError?
    withUnsafeTemporaryAllocation(
      byteCount: base.fields.reduce(0) { $0 + ($1.byteCount + 63) / 64 * 64 }, alignment: 64
    ) { memory in
      withUnsafeTemporaryAllocation(
        of: UnsafeMutableRawBufferPointer.self, capacity: base.fields.count
      ) { places in
        var offset = 0
        for (number, field) in base.fields.enumerated() {
          places[number] = UnsafeMutableRawBufferPointer(
            rebasing: memory[offset..<offset + field.byteCount])
          offset += (field.byteCount + 63) / 64 * 64
        }
        withUnsafePointer(to: index) { row in
          do throws(HoneError) {
            try base.gather(
              UnsafeBufferPointer(start: row, count: 1), key: context.key,
              into: UnsafeBufferPointer(places))
          } catch {
            failure = error
          }
        }
        guard failure == nil else { return }
        for number in places.indices {
          take(UnsafeRawBufferPointer(places[number]), number, into: &sample)
        }
      }
    }
    if let failure { throw failure }
  }

  /// Makes a feature's value of the bytes of a field.
  private func take(_ bytes: UnsafeRawBufferPointer, _ feature: Int, into sample: inout Sample) {
    let field = base.fields[feature]
    guard case .image(let spec) = features[feature].kind else {
      sample.values[feature] = .tensor(
        HostTensor(shape: field.shape, dtype: field.dtype) { $0.copyMemory(from: bytes) })
      return
    }
    sample.reuseImage(feature, range: spec.range) { image in
      image.read(
        bytes, of: field.dtype, height: field.shape[0], width: field.shape[1],
        channels: field.shape[2])
    }
  }
}

extension Sample {
  /// Fills the image of a feature, using the memory of an earlier one if there is one.
  mutating func reuseImage(
    _ feature: Int, range: ClosedRange<Float>, _ fill: (inout Image) -> Void
  ) {
    var image = Image(height: 0, width: 0, channels: 0, range: range)
    if case .image(let earlier) = values[feature] {
      image = earlier
      image.range = range
      image.isMask = false
    }
    values[feature] = .text("")  // So that `image` alone holds the pixels.
    fill(&image)
    values[feature] = .image(image)
  }
}

extension Dataset {
  /// The samples after some transforms, as a source; `dataset()` makes a data set of it again.
  ///
  /// - Throws: `.data` if a transform can't work on them.
  public func map(_ transforms: any Transform...) throws(HoneError) -> MappedSource {
    try MappedSource(DatasetSource(self), transforms)
  }

  /// The samples one at a time.
  public var source: DatasetSource { DatasetSource(self) }
}
