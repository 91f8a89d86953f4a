public import HoneGraph

/// How a window meets the ends of a sequence.
public enum SequencePadding: String, Hashable, Sendable, CaseIterable, Codable {
  /// No padding.
  case valid
  /// Outputs = ⌈size / stride⌉; an odd padding element goes to the end.
  case same
  /// As `same`, with all padding in front: an output sees nothing later than itself.
  case causal

  /// The same rule for sequences.
  public init(_ padding: Padding) { self = padding == .same ? .same : .valid }

  /// The rule where both ends are alike: that of `causal` is set by itself.
  var symmetric: Padding { self == .same ? .same : .valid }
}
