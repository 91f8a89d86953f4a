internal import HoneCore

/// What transforms of categories make of the indices of categories.
public enum CategoricalOutput: String, Hashable, Sendable, CaseIterable {
  /// The indices themselves.
  case int
  /// For each index a vector with a 1 in its place.
  case oneHot
  /// One vector with a 1 for every index that occurs along the last axis.
  case multiHot
  /// One vector that counts how often each index occurs along the last axis.
  case count
  /// The counts, times the weight of each index.
  case tfIdf
}

/// Writes indices of categories in the form that is wanted.
struct CategoricalEncoder: Sendable {
  let output: CategoricalOutput
  /// The number of categories.
  let depth: Int
  /// The weight of each category, for ``CategoricalOutput/tfIdf``.
  var weights: [Float] = []

  var dtype: DType { output == .int ? .int32 : .float32 }

  /// The shape of what comes out, without the batch.
  ///
  /// One-hot: an extra axis, in place of a last axis of one element. Multi-hot and counts: in place
  /// of the last axis.
  func shape(for input: Shape) -> Shape {
    let dimensions = input.dimensions
    switch output {
    case .int: return input
    case .oneHot where dimensions.last != 1: return Shape(dimensions + [depth])
    default: return Shape(dimensions.dropLast() + [depth])
    }
  }

  /// The tensor for the indices of a tensor; a negative index leaves no trace.
  func encode(_ indices: [Int], shape input: Shape) -> HostTensor {
    let shape = shape(for: input)
    if output == .int {
      return HostTensor(unchecked: indices.map { Int32(clamping: $0) }, shape: shape)
    }
    let length = output == .oneHot ? 1 : max(input.dimensions.last ?? 1, 1)
    return HostTensor(shape: shape, dtype: .float32) { bytes in
      let values = bytes.bindMemory(to: Float.self)
      for (place, index) in indices.enumerated() where index >= 0 && index < depth {
        let target = place / length * depth + index
        switch output {
        case .count: values[target] += 1
        case .tfIdf: values[target] += weights[index]
        default: values[target] = 1
        }
      }
    }
  }
}

extension Schema {
  /// The field for the form of the output.
  static func outputMode(
    _ modes: [CategoricalOutput], default mode: CategoricalOutput
  ) -> Field {
    Field(
      "outputMode", .choice(modes.map(\.rawValue)), default: ConfigurationValue(mode.rawValue),
      "what comes out: the index, or a vector of one number a category",
      aliases: ["output_mode"])
  }
}

extension ConfigurationValue {
  /// A number, a text or a list, or null.
  static func ifAny(_ value: Int?) -> ConfigurationValue {
    value.map { ConfigurationValue($0) } ?? .null
  }
  static func ifAny(_ value: String?) -> ConfigurationValue {
    value.map { ConfigurationValue($0) } ?? .null
  }
  static func ifAny(_ values: [Double]?) -> ConfigurationValue {
    values.map { .array($0.map { ConfigurationValue($0) }) } ?? .null
  }
  static func ifAny(_ values: [Int]?) -> ConfigurationValue {
    values.map { .array($0.map { ConfigurationValue($0) }) } ?? .null
  }
  static func ifAny(_ values: [String]?) -> ConfigurationValue {
    values.map { .array($0.map { ConfigurationValue($0) }) } ?? .null
  }
}
