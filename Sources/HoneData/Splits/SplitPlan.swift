public import HoneCore

/// Which samples go to training, validation and test: a pure function of the seed, the labels and
/// the groups.
///
/// ```swift
/// let plan = try SplitPlan([0.8, 0.1, 0.1])
/// let parts = try plan.indices(count: data.count, labels: data.classLabels)
/// ```
public struct SplitPlan: Hashable, Sendable {
  /// The share of each part; together 1.
  public let shares: [Double]
  /// The seed of the draw.
  public let seed: UInt64

  /// Creates a plan.
  ///
  /// - Throws: `.usage` if a share isn't in 0 … 1, or they don't make 1.
  public init(_ shares: [Double], seed: UInt64 = 0) throws(HoneError) {
    guard shares.allSatisfy({ 0...1 ~= $0 }), abs(shares.reduce(0, +) - 1) < 1e-6 else {
      throw HoneError(
        .usage, operation: "split", wanted: "shares that make 1",
        received: shares.map { "\($0)" }.joined(separator: " + "),
        help: "0.8, 0.1 and 0.1 are usual for training, validation and test")
    }
    self.shares = shares
    self.seed = seed
  }

  /// The samples of each part, in the order in which they are.
  ///
  /// With labels, each class gives each part its share, as nearly as whole samples allow. With
  /// groups, all samples of a group go to one part: the largest groups first, each to the part that
  /// lacks most.
  ///
  /// - Parameters:
  ///   - count: The number of samples.
  ///   - labels: The class of each sample; nil if classes need not keep their shares.
  ///   - groups: The group of each sample, such as the patient that it is from; nil if samples go by
  ///     themselves.
  /// - Throws: `.data` if a part with a share gets no sample.
  public func indices(
    count: Int, labels: [Int]? = nil, groups: [String]? = nil
  ) throws(HoneError) -> [[Int]] {
    let labels = labels ?? [Int](repeating: 0, count: count)
    let parts = groups.map { partsByGroup($0, labels) } ?? partsByClass(labels)
    var indices = [[Int]](repeating: [], count: shares.count)
    for (sample, part) in parts.enumerated() { indices[part].append(sample) }
    if let empty = shares.indices.first(where: { shares[$0] > 0 && indices[$0].isEmpty }) {
      let things = groups.map { "\(Set($0).count) groups" } ?? "\(count) samples"
      throw HoneError(
        .data, operation: "split", wanted: "samples for every part",
        received: "none for the share \(shares[empty]) of \(things)",
        help: "give the part a larger share")
    }
    return indices
  }

  /// Every class by itself, in a random order, cut at the shares. What rounding leaves over goes
  /// where the parts so far lack most, so that many small classes still make whole shares.
  private func partsByClass(_ labels: [Int]) -> [Int] {
    var classes: [Int: [Int]] = [:]
    for (sample, label) in labels.enumerated() { classes[label, default: []].append(sample) }
    let key = RandomKey(seed: seed).folding("split")
    var parts = [Int](repeating: 0, count: labels.count)
    var lacking = [Double](repeating: 0, count: shares.count)
    for (number, group) in classes.sorted(by: { $0.key < $1.key }).map(\.value).enumerated() {
      var counts = shares.map { Int(($0 * Double(group.count)).rounded(.down)) }
      for part in shares.indices {
        lacking[part] += shares[part] * Double(group.count) - Double(counts[part])
      }
      while counts.reduce(0, +) < group.count {
        let part = shares.indices.max { lacking[$0] < lacking[$1] } ?? 0
        counts[part] += 1
        lacking[part] -= 1
      }
      let order = key.folding(UInt64(number)).permutation(group.count)
      var next = 0
      for (part, count) in counts.enumerated() {
        for place in order[next..<next + count] { parts[group[place]] = part }
        next += count
      }
    }
    return parts
  }

  private func partsByGroup(_ groups: [String], _ labels: [Int]) -> [Int] {
    var members: [String: [Int]] = [:]
    for (sample, group) in groups.enumerated() { members[group, default: []].append(sample) }
    let names = members.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let random = RandomKey(seed: seed).folding("split groups").permutation(names.count)
    let order = names.indices.sorted { a, b in
      let (x, y) = (members[names[a]]?.count ?? 0, members[names[b]]?.count ?? 0)
      return x != y ? x > y : random[a] < random[b]
    }
    var wanted: [Int: [Double]] = [:]
    for label in labels {
      for part in shares.indices {
        wanted[label, default: [Double](repeating: 0, count: shares.count)][part] += shares[part]
      }
    }
    var parts = [Int](repeating: 0, count: groups.count)
    for name in order.map({ names[$0] }) {
      let samples = members[name] ?? []
      var counts: [Int: Double] = [:]
      for sample in samples { counts[labels[sample], default: 0] += 1 }
      // The part that this group brings nearest to what is wanted of every class.
      func gain(_ part: Int) -> Double {
        counts.reduce(0) { sum, item in
          sum + item.value * (2 * (wanted[item.key]?[part] ?? 0) - item.value)
        }
      }
      let open = shares.indices.filter { shares[$0] > 0 }
      let part = open.max { gain($0) < gain($1) } ?? 0
      for (label, count) in counts { wanted[label]?[part] -= count }
      for sample in samples { parts[sample] = part }
    }
    return parts
  }
}
