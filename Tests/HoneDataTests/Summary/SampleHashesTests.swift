import HoneCore
import Testing

@testable import HoneData

struct SampleHashesTests {
  private func hash(_ number: Int) -> ContentHash {
    var hash = ContentHash()
    withUnsafeBytes(of: number) { hash.combine($0) }
    return hash
  }

  private func hashes(_ numbers: [Int], most: Int) throws -> SampleHashes {
    let writer = SampleHashes.Writer(most: most)
    for number in numbers { try writer.append(hash(number)) }
    return try writer.finish()
  }

  /// 1 and 7 write a file and compare in many passes, 300 exactly fills memory, 1000 stays in it.
  @Test(arguments: [1, 7, 299, 300, 1000]) func equalSamplesAreFoundInOrder(_ most: Int) throws {
    let numbers = (0..<300).map { $0 * $0 % 71 }
    let others = (0..<90).map { $0 * 3 % 83 }
    func pairs(_ found: [(sample: Int, original: Int)]) -> [[Int]] {
      found.map { [$0.sample, $0.original] }
    }
    let repeated = numbers.indices.compactMap { index -> [Int]? in
      let first = numbers.firstIndex(of: numbers[index]) ?? index
      return first < index ? [index, first] : nil
    }
    let shared = others.indices.compactMap { index in
      numbers.firstIndex(of: others[index]).map { [index, $0] }
    }
    #expect(repeated.count > 200 && shared.count > 20)
    let found = try hashes(numbers, most: most)
    #expect(found.count == 300)
    #expect(pairs(try found.repeated()) == repeated)
    #expect(pairs(try hashes(others, most: most).shared(with: found)) == shared)
    #expect(pairs(try hashes(others, most: 1000).shared(with: found)) == shared)
  }

  @Test func withoutSamplesThereIsNothing() throws {
    let none = try hashes([], most: 3)
    #expect(try none.count == 0 && none.repeated().isEmpty && none.shared(with: none).isEmpty)
  }
}
