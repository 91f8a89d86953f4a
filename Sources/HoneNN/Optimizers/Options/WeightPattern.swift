/// Which weights are meant: a pattern of their paths.
///
/// A pattern names one or more neighbouring parts of a path, and `*` stands for any characters
/// within a part: `bias` means every bias, `dense_1` every weight of that layer, `conv2d_*/kernel`
/// the kernels of some layers.
public enum WeightPattern {
  /// The weights that are usually left out of weight decay: biases, scales and offsets.
  public static let biasesAndNormalization = ["bias", "beta", "gamma", "scale"]

  /// Whether a pattern means the weight at a path.
  package static func matches(_ pattern: String, _ path: String) -> Bool {
    let wanted = pattern.split(separator: "/")
    let parts = path.split(separator: "/")
    guard !wanted.isEmpty, wanted.count <= parts.count else { return false }
    return (0...parts.count - wanted.count).contains { start in
      zip(wanted, parts[start...]).allSatisfy { isMatch($0, $1) }
    }
  }

  /// Whether `*`s can be filled in so that two texts are the same.
  private static func isMatch(_ pattern: Substring, _ text: Substring) -> Bool {
    let pieces = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard pieces.count > 1 else { return pattern == text }
    guard text.hasPrefix(pieces[0]) else { return false }
    var rest = text.dropFirst(pieces[0].count)
    for piece in pieces.dropFirst().dropLast() {
      guard let place = rest.firstRange(of: piece) else { return false }
      rest = rest[place.upperBound...]
    }
    return rest.hasSuffix(pieces[pieces.count - 1])
  }
}
