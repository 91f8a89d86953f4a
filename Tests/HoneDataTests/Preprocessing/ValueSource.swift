import HoneCore
import HoneData

/// Samples in memory, given value by value.
struct ValueSource: SampleSource {
  let features: [FeatureSpec]
  let samples: [[FeatureValue]]
  var count: Int { samples.count }

  func read(
    _ index: Int, into sample: inout Sample, context: inout TransformContext
  ) throws(HoneError) {
    sample.values = samples[index]
  }

  func name(of index: Int) -> String { "row \(index)" }
}

extension ValueSource {
  /// One text a sample.
  static func texts(_ texts: [String], name: String = "text") -> ValueSource {
    ValueSource(
      features: [FeatureSpec(.input, name: name, kind: .text)],
      samples: texts.map { [.text($0)] })
  }

  /// One tensor a sample, all of one shape, and a label.
  static func tensors(_ rows: [[Float]], shape: Shape) throws -> ValueSource {
    ValueSource(
      features: [
        FeatureSpec(.input, name: "x", kind: .tensor(shape, .float32)),
        FeatureSpec(.target, name: "y", kind: .tensor([], .int32)),
      ],
      samples: try rows.map {
        [.tensor(try HostTensor($0, shape: shape)), .tensor(HostTensor(scalar: Int32(0)))]
      })
  }

  static func integers(_ rows: [[Int]], shape: Shape) throws -> ValueSource {
    ValueSource(
      features: [FeatureSpec(.input, name: "ids", kind: .tensor(shape, .int64))],
      samples: try rows.map { [.tensor(try HostTensor($0.map { Int64($0) }, shape: shape))] })
  }
}

extension Transform {
  /// What it makes of every sample of a source, after a check of the features.
  func values(
    of source: any SampleSource, feature: Int = 0, key: RandomKey = RandomKey(seed: 0)
  ) throws(HoneError) -> [FeatureValue] {
    let features = source.features
    let promised = try self.features(from: features)[feature].kind
    var results: [FeatureValue] = []
    for index in 0..<source.count {
      var sample = try source.sample(at: index)
      var context = TransformContext(key: key.folding(UInt64(index)))
      context.features = features
      try apply(to: &sample, context: &context)
      if case .tensor(let tensor) = sample.values[feature],
        case .tensor(let shape, let dtype) = promised,
        tensor.shape != shape || tensor.dtype != dtype
      {
        throw HoneError(
          .data, operation: Self.schema.name, wanted: "\(promised)", received: "\(tensor)")
      }
      results.append(sample.values[feature])
    }
    return results
  }

  func tensors(of source: any SampleSource, feature: Int = 0) throws(HoneError) -> [HostTensor] {
    var tensors: [HostTensor] = []
    for value in try values(of: source, feature: feature) {
      guard case .tensor(let tensor) = value else {
        throw HoneError(.data, operation: "a test", wanted: "a tensor")
      }
      tensors.append(tensor)
    }
    return tensors
  }
}

/// The error that a closure throws, as text; nil if it throws none.
func failure(_ body: () throws -> Void) -> String? {
  do {
    try body()
    return nil
  } catch {
    return "\(error)"
  }
}
