public import HoneCore

extension Dataset {
  /// Splits off samples for validation, at random and, for classes, with the same share of each.
  ///
  /// `round(fraction · count)` samples, at least one, go to validation. If targets are class labels
  /// each class gives its share, the rest going by largest remainder; otherwise samples are drawn
  /// from all alike. The draw is a pure function of the seed and the labels. Both parts keep the
  /// order of the data set. (Keras takes the last samples unshuffled instead, which is wrong for
  /// data sorted by class.)
  ///
  /// - Parameters:
  ///   - fraction: The share of samples for validation, above 0 and below 1.
  ///   - seed: The seed of the draw.
  ///   - stratified: Whether classes keep their shares; without class labels it has no effect.
  /// - Throws: `.usage` if the fraction is out of range, `.data` for fewer than two samples.
  public func split(
    validationFraction fraction: Double, seed: UInt64, stratified: Bool = true
  ) throws(HoneError) -> (training: Subset, validation: Subset) {
    let isValidation = try Split.isHeldOut(
      count: count, labels: stratified ? classLabels : nil, fraction: fraction, seed: seed)
    return (
      Subset(unchecked: self, indices: Split.indices(isValidation, of: false)),
      Subset(unchecked: self, indices: Split.indices(isValidation, of: true))
    )
  }
}

extension SampleSource {
  /// Divides the samples at random: a fraction for validation, the others for training; as
  /// ``Dataset/split(validationFraction:seed:stratified:)`` does, with the same samples.
  ///
  /// - Throws: `.usage` if the fraction isn't between 0 and 1, `.data` for fewer than two samples.
  public func split(
    validationFraction fraction: Double, seed: UInt64, stratified: Bool = true
  ) throws(HoneError) -> (training: SelectedSource, validation: SelectedSource) {
    let isValidation = try Split.isHeldOut(
      count: count, labels: stratified ? classLabels : nil, fraction: fraction, seed: seed)
    return (
      SelectedSource(unchecked: self, Split.indices(isValidation, of: false)),
      SelectedSource(unchecked: self, Split.indices(isValidation, of: true))
    )
  }
}

/// Which samples are held out.
private enum Split {
  static func isHeldOut(
    count: Int, labels: [Int]?, fraction: Double, seed: UInt64
  ) throws(HoneError) -> [Bool] {
    guard fraction > 0, fraction < 1 else {
      throw HoneError(
        .usage, operation: "validationSplit", wanted: "a fraction above 0 and below 1",
        received: "\(fraction)", help: "0.1 keeps a tenth of the samples for validation")
    }
    guard count >= 2 else {
      throw HoneError(
        .data, operation: "validationSplit", wanted: "at least 2 samples", received: "\(count)",
        help: "give validation data of its own")
    }
    let wanted = min(max(Int((fraction * Double(count)).rounded()), 1), count - 1)
    let groups = labels.map(groupsByClass) ?? [Array(0..<count)]
    let shares = shares(of: wanted, sizes: groups.map(\.count), total: count)
    let key = RandomKey(seed: seed).folding("split")
    var isValidation = [Bool](repeating: false, count: count)
    for (number, group) in groups.enumerated() {
      let order = key.folding(UInt64(number)).permutation(group.count)
      for place in order.prefix(shares[number]) { isValidation[group[place]] = true }
    }
    return isValidation
  }

  /// The samples of one part. They may be very many: memory is taken once.
  static func indices(_ isValidation: [Bool], of part: Bool) -> [Int] {
    var indices: [Int] = []
    indices.reserveCapacity(isValidation.count { $0 == part })
    for (index, isIn) in isValidation.enumerated() where isIn == part { indices.append(index) }
    return indices
  }

  /// The samples of each class in the order of labels.
  private static func groupsByClass(_ labels: [Int]) -> [[Int]] {
    var counts: [Int: Int] = [:]
    for label in labels { counts[label, default: 0] += 1 }
    var groups: [Int: [Int]] = [:]
    for (label, count) in counts { groups[label, default: []].reserveCapacity(count) }
    for (index, label) in labels.enumerated() { groups[label, default: []].append(index) }
    return groups.sorted { $0.key < $1.key }.map(\.value)
  }

  /// Shares out `wanted` over groups in proportion to their sizes, by largest remainder.
  private static func shares(of wanted: Int, sizes: [Int], total: Int) -> [Int] {
    var shares = sizes.map { $0 * wanted / total }
    let remainders = sizes.map { $0 * wanted % total }
    let order = sizes.indices.sorted {
      remainders[$0] != remainders[$1] ? remainders[$0] > remainders[$1] : $0 < $1
    }
    for group in order.prefix(wanted - shares.reduce(0, +)) { shares[group] += 1 }
    return shares
  }
}
