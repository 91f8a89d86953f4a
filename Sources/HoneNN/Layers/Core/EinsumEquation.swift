internal import HoneCore
internal import HoneGraph

/// The equation of an ``EinsumDense``, read: a letter for each axis of input, kernel and output,
/// with axes that `...` stands for before or after those of input and output.
struct EinsumEquation: Sendable {
  /// Where axes without letters stand.
  enum Ellipsis: Sendable {
    case none, left, right

    /// How many there may be; those in front begin with the batch.
    var counts: ClosedRange<Int> {
      switch self {
      case .none: 0...0
      case .left: 1...9
      case .right: 0...9
      }
    }
  }

  let input: [Character], kernel: [Character], output: [Character]
  let ellipsis: Ellipsis

  /// Reads `ab,bc->ac`, `...b,bc->...c` or `ab...,bc->ac...`; nil if it is none of these, a letter
  /// stands twice in one part, or an axis of kernel or output comes from nowhere.
  init?(_ text: String) {
    let sides = text.filter { $0 != " " }.components(separatedBy: "->")
    guard sides.count == 2 else { return nil }
    let left = sides[0].components(separatedBy: ",")
    guard left.count == 2, let input = Term(left[0]), let kernel = Term(left[1]),
      let output = Term(sides[1]), input.ellipsis == output.ellipsis, kernel.ellipsis == .none
    else { return nil }
    (self.input, self.kernel, self.output) = (input.letters, kernel.letters, output.letters)
    ellipsis = input.ellipsis
    let (inputs, outputs) = (Set(self.input), Set(self.output))
    guard outputs.isSubset(of: inputs.union(self.kernel)),
      inputs.union(outputs).isSuperset(of: self.kernel),
      ellipsis == .left || input.letters.first == output.letters.first
    else { return nil }
  }

  /// One operand or the result.
  private struct Term {
    var letters: [Character], ellipsis: Ellipsis

    init?(_ text: String) {
      var rest = Substring(text)
      ellipsis = .none
      if rest.hasPrefix("...") {
        (rest, ellipsis) = (rest.dropFirst(3), .left)
      } else if rest.hasSuffix("...") {
        (rest, ellipsis) = (rest.dropLast(3), .right)
      }
      letters = Array(rest)
      guard !letters.isEmpty, letters.allSatisfy({ $0.isASCII && $0.isLetter }),
        Set(letters).count == letters.count
      else { return nil }
    }
  }

  /// A label for each axis of an operand of rank `rank`: its letters, and digits where `...` is.
  func labels(_ letters: [Character], omitted count: Int) -> [Character] {
    let others = (0..<count).map { Character(UnicodeScalar(UInt8(48 + $0))) }
    return ellipsis == .left ? others + letters : letters + others
  }

  /// The product of `x` and a kernel, its axes in the order that the output wants.
  func product(_ x: Tensor, _ kernel: Tensor) -> Tensor {
    let omitted = x.rank - input.count
    var labels = self.labels(input, omitted: omitted)
    let wanted = self.labels(output, omitted: omitted)
    // What is in the input alone is summed up.
    let alone = labels.indices.filter {
      !wanted.contains(labels[$0]) && !self.kernel.contains(labels[$0])
    }
    let summed = alone.isEmpty ? x : x.sum(axes: alone)
    labels = labels.indices.filter { !alone.contains($0) }.map { labels[$0] }
    let shared = self.kernel.filter { labels.contains($0) }
    let batch = shared.filter { wanted.contains($0) }
    let over = shared.filter { !wanted.contains($0) }
    func axes(_ letters: [Character], in all: [Character]) -> [Int] {
      letters.compactMap { all.firstIndex(of: $0) }
    }
    let y = Tensor.apply(
      .dotGeneral(
        DotDimensions(
          lhsBatch: axes(batch, in: labels), rhsBatch: axes(batch, in: self.kernel),
          lhsContracting: axes(over, in: labels), rhsContracting: axes(over, in: self.kernel))),
      summed, kernel)
    let made =
      batch + labels.filter { !shared.contains($0) } + self.kernel.filter { !shared.contains($0) }
    let order = axes(wanted, in: made)
    return order == Array(order.indices) ? y : y.transposed(order)
  }
}

extension String {
  /// The parts between the places of a separator.
  fileprivate func components(separatedBy separator: String) -> [String] {
    split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }
}
