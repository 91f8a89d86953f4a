internal import HoneBackend
public import HoneCore
internal import HoneGraph

/// How many weights are exactly zero.
public struct Sparsity: Sendable, Hashable, CustomStringConvertible {
  /// One weight.
  public struct Row: Sendable, Hashable {
    /// The path, such as `dense_1/kernel`.
    public var path: String
    /// The elements that are exactly zero.
    public var zeroCount: Int
    /// All elements.
    public var count: Int

    /// Whether it is a matrix or a kernel, not a vector.
    public var isKernel: Bool

    /// The share of zeros, 0 … 1.
    public var share: Double { Double(zeroCount) / Double(Swift.max(count, 1)) }
  }

  /// The weights in the order of the layers.
  public var rows: [Row]

  /// The elements of all weights that are exactly zero.
  public var zeroCount: Int { rows.reduce(0) { $0 + $1.zeroCount } }

  /// The elements of all weights.
  public var count: Int { rows.reduce(0) { $0 + $1.count } }

  /// The share of zeros in a layer, 0 … 1; nil if it has no weights.
  public func share(ofLayer path: String) -> Double? {
    let own = rows.filter { $0.path.hasPrefix(path + "/") }
    guard !own.isEmpty else { return nil }
    let zeros = own.reduce(0) { $0 + $1.zeroCount }
    return Double(zeros) / Double(Swift.max(own.reduce(0) { $0 + $1.count }, 1))
  }

  public var description: String {
    let width = rows.map(\.path.count).max() ?? 0
    let lines = rows.filter { $0.zeroCount > 0 }.map { row in
      "  \(row.path)\(String(repeating: " ", count: width - row.path.count))  "
        + "\(Summary.rounded(row.share * 100)) %  "
        + "\(Summary.grouped(row.zeroCount)) of \(Summary.grouped(row.count))"
    }
    let head =
      "\(Summary.grouped(zeroCount)) of \(Summary.grouped(count)) weights are exactly 0"
    return ([head] + lines).joined(separator: "\n")
  }
}

extension Trainer {
  /// How many elements of each trained weight are exactly zero, as `.l1(…, proximal: true)` and
  /// constraints make them.
  ///
  /// - Throws: `.state` before the weights are made.
  public func sparsity() throws(HoneError) -> Sparsity {
    var rows: [Sparsity.Row] = []
    for slot in try weights.slots where slot.role == .parameter {
      let values = try engine.store.value(at: slot.path).elements(as: Double.self)
      rows.append(
        Sparsity.Row(
          path: slot.path, zeroCount: values.count { $0 == 0 }, count: values.count,
          isKernel: slot.type.shape.rank > 1))
    }
    return Sparsity(rows: rows)
  }
}
