/// Finds the name that was probably meant: "did you mean".
public enum NearestKey {
  /// The candidate nearest to `key`, or nil if none is near.
  ///
  /// A name that other frameworks have for a candidate means that one: `lr` is `learningRate`. Else:
  ///
  /// Near means an edit distance (insertions, deletions, substitutions, swapped neighbours) of at
  /// most a third of the longer length. Case, `_`, `-` and spaces don't count, so `learning_rate`
  /// and `learningRate` are the same. Ties go to the candidate that comes first. If none is near, a
  /// candidate that begins with at least four letters of the key will do: `BatchNorm` stands for
  /// `BatchNormalization`.
  public static func find(_ key: String, among candidates: [String]) -> String? {
    let wanted = letters(key)
    if let meant = ForeignNames.meaning(of: String(wanted), among: candidates) { return meant }
    var best: (candidate: String, distance: Int)?
    for candidate in candidates {
      let other = letters(candidate)
      let distance = distance(wanted, other)
      guard distance <= max(1, max(wanted.count, other.count) / 3) else { continue }
      guard distance < max(wanted.count, other.count) || distance == 0 else { continue }
      if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
    }
    if let best { return best.candidate }
    return wanted.count < 4 ? nil : candidates.first { letters($0).starts(with: wanted) }
  }

  /// A help text that names the nearest candidate, or nil if none is near.
  public static func help(for key: String, among candidates: [String]) -> String? {
    find(key, among: candidates).map { "did you mean \"\($0)\"?" }
  }

  private static func letters(_ text: String) -> [Character] {
    text.lowercased().filter { !"_- ".contains($0) }.map { $0 }
  }

  /// The optimal string alignment distance. Complexity: O(a · b).
  static func distance(_ a: [Character], _ b: [Character]) -> Int {
    if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
    var beforeLast = [Int]()
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i] + [Int](repeating: 0, count: b.count)
      for j in 1...b.count {
        let substituted = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        row[j] = min(substituted, last[j] + 1, row[j - 1] + 1)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          row[j] = min(row[j], beforeLast[j - 2] + 1)
        }
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
