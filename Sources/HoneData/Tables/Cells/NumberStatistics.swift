internal import HoneCore

/// Facts about a column of numbers, without its missing values: exact, and in bounded memory however
/// many numbers there are.
///
/// The median and the most frequent number are found by the bits of the numbers, the highest first:
/// how many numbers begin with each 11 bits is counted, then what follows those bits.
struct NumberStatistics {
  /// The numbers that are told apart at once.
  private static let most = 1 << 22
  private static let highBits: UInt32 = 11

  private let cells: TableCells
  private let cell: Int

  init(_ cells: TableCells, cell: Int) { (self.cells, self.cell) = (cells, cell) }

  private func forEach(_ body: (Float) -> Void) throws(HoneError) {
    try cells.forEach(cell) {
      let value = Float(bitPattern: $0)
      if !value.isNaN { body(value) }
    }
  }

  /// The mean, summed in the order of rows; 0 if there are no numbers.
  func mean() throws(HoneError) -> Float {
    var sum = 0.0
    var count = 0
    try forEach {
      sum += Double($0)
      count += 1
    }
    return Float(sum / Double(max(count, 1)))
  }

  /// The number in the middle, or halfway between the two there; nil if there are none.
  func median() throws(HoneError) -> Float? {
    var count = 0
    try forEach { _ in count += 1 }
    guard count > 0 else { return nil }
    let upper = try number(at: count / 2)
    if count % 2 == 1 { return upper }
    return Float((Double(try number(at: count / 2 - 1)) + Double(upper)) / 2)
  }

  /// The most frequent number, the smallest of several; nil if there are none.
  func mode() throws(HoneError) -> Float? {
    let shift = 32 - Self.highBits
    let counts = try counts(of: Self.highBits, behind: 0, shift: shift)
    var best: (number: UInt32, count: Int) = (0, 0)
    var start = 0
    while start < counts.count {
      var end = start + 1
      var total = counts[start]
      while end < counts.count, total + counts[end] <= Self.most {
        total += counts[end]
        end += 1
      }
      if total >= max(best.count, 1) {
        var found: [UInt32: Int] = [:]
        try forEach {
          let number = Self.order($0)
          if start..<end ~= Int(number >> shift) { found[number, default: 0] += 1 }
        }
        for (number, count) in found
        where count > best.count || count == best.count && number < best.number {
          best = (number, count)
        }
      }
      start = end
    }
    return best.count > 0 ? Self.number(best.number) : nil
  }

  /// The number at a place in the order of all.
  private func number(at place: Int) throws(HoneError) -> Float {
    var rest = place
    var known: UInt32 = 0
    var shift: UInt32 = 32
    for bits in [Self.highBits, 11, 10] {
      shift -= bits
      var next: UInt32 = 0
      for count in try counts(of: bits, behind: known, shift: shift) {
        if rest < count { break }
        rest -= count
        next += 1
      }
      known = known << bits | next
    }
    return Self.number(known)
  }

  /// How many numbers have each value of some bits.
  ///
  /// - Parameters:
  ///   - known: The bits before those; only numbers that begin with them are counted.
  ///   - shift: The number of bits behind them.
  private func counts(
    of bits: UInt32, behind known: UInt32, shift: UInt32
  ) throws(HoneError) -> [Int] {
    var counts = [Int](repeating: 0, count: 1 << bits)
    let mask = UInt32(1) << bits - 1
    try forEach {
      let number = Self.order($0) >> shift
      if number >> bits == known { counts[Int(number & mask)] += 1 }
    }
    return counts
  }

  /// Bits that are in the order of the numbers; 0 and −0 have the same.
  private static func order(_ value: Float) -> UInt32 {
    let bits = value == 0 ? 0 : value.bitPattern
    return bits >> 31 == 1 ? ~bits : bits | 1 << 31
  }

  private static func number(_ order: UInt32) -> Float {
    Float(bitPattern: order >> 31 == 1 ? order & ~(1 << 31) : ~order)
  }
}
