import Foundation
import Hone
import Testing

@testable import HoneTrain

/// Columns of tables: of several inputs, of categories, and of numbers that are scaled already.
struct PreflightTableTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  /// Rows of several inputs, which may be the same in some.
  private func data(
    _ count: Int, contexts: UInt64, questions: UInt64, width: Int = 40
  ) throws -> ArrayDataset {
    let names = [("context", contexts), ("question", questions)]
    let parts = try names.map { ($0.0, try Samples.normal([count, width], seed: $0.1)) }
    return try ArrayDataset(
      inputs: [parts[0].0: parts[0].1, parts[1].0: parts[1].1],
      targets: ["y": HostTensor((0..<count).map { Int32($0 % 3) })])
  }

  private func twoInputs() -> Model {
    let inputs = ["context", "question"].map { Input(40, name: $0) }
    return Model(
      inputs: inputs, outputs: [Dense(3)(Concatenate()([inputs[0].tensor, inputs[1].tensor]))])
  }

  private func duplicates(_ training: ArrayDataset, _ validation: ArrayDataset) async throws -> Int
  {
    let trainer = try twoInputs().compile(
      optimizer: .sgd(), loss: .sparseCategoricalCrossentropy(fromLogits: true),
      backend: reference)
    return try await trainer.preflight(training, validation: validation)
      .count { $0.rule == "duplicates" }
  }

  @Test func samplesAreCopiesOnlyIfAllTheirInputsAre() async throws {
    let training = try data(60, contexts: 1, questions: 2)
    #expect(try await duplicates(training, data(60, contexts: 1, questions: 3)) == 0)
    #expect(try await duplicates(training, data(60, contexts: 4, questions: 2)) == 0)
    #expect(try await duplicates(training, data(60, contexts: 1, questions: 2)) == 1)
  }

  @Test func inputsThatSayLittleAreNoCopies() throws {
    func value(_ numbers: [Float]...) -> UInt64? {
      var hash = InputHash()
      for part in numbers { part.withUnsafeBytes { hash.append($0) } }
      return hash.value
    }
    var oneHot = [Float](repeating: 0, count: 90)
    for column in [3, 40, 88] { oneHot[column] = 1 }
    #expect(value(oneHot) == nil, "three categories")
    #expect(value([1712, 93]) == nil, "a user and an item")
    let told = (1...10).map { Float($0) / 7 }
    #expect(value(told) != nil)
    #expect(value(told) != value(told.reversed()))
    #expect(value(told, [1]) != value(told, [2]))
    #expect(value(told, [1]) == value(told, [1]))
  }

  /// A table of two numbers and two categories, one of a few rows alone.
  private func table(_ name: String, rows: Int, seed: UInt64, far: Double = 0) throws -> CSVTable {
    let key = RandomKey(seed: seed)
    var lines = ["age,income,city,plan,answer"]
    for row in 0..<rows {
      let at = UInt64(row)
      let age = 40 + 10 * Double(key.normal(at: 2 * at)) + far
      let income = 50_000 + 9_000 * Double(key.normal(at: 2 * at + 1))
      let city = row % 250 == 3 ? "Ulm" : row % 2 == 0 ? "Bonn" : "Kiel"
      let plan = row % 3 == 0 ? "a" : "b"
      lines.append("\(age),\(income),\(city),\(plan),\(row % 2 == 0 ? "y" : "n")")
    }
    let path = folder.path + "/" + name
    try (lines.joined(separator: "\n") + "\n").write(
      toFile: path, atomically: true, encoding: .utf8)
    return try CSVTable(path, options: TableOptions(targets: ["answer"]))
  }

  private func found(
    _ training: CSVTable, _ validation: CSVTable? = nil, first: [any Transform]
  ) async throws -> [String] {
    let trainer = try Sequential(
      first.map { TransformLayer($0) } + [Dense(2, kernelInitializer: .heNormal)]
    ).compile(
      optimizer: .sgd(learningRate: 1e-6), loss: .sparseCategoricalCrossentropy(fromLogits: true),
      backend: reference)
    return try await trainer.fit(
      training, epochs: 1, batchSize: .all, validation: validation, verbose: .silent
    ).findings.filter { $0.severity > .note }.map(\.rule)
  }

  @Test func categoriesOfATableAreNoDuplicatesAndRareOnesNoLargeNumbers() async throws {
    let training = try table("a.csv", rows: 500, seed: 1)
    let normalization = try Normalization().adapt(to: training)
    #expect(try await found(training, first: [normalization]) == [])
    #expect(try await found(training, first: []).contains("input-range"))
  }

  @Test func aColumnThatHasMovedIsFoundAmongOthers() async throws {
    @Sendable func rows(_ seed: UInt64, moved: Float = 0, wider: Float = 1) throws -> ArrayDataset {
      let x = try Samples.normal([60, 20], seed: seed).elements(as: Float.self).enumerated().map {
        $0.offset % 20 == 7 ? $0.element * wider + moved : $0.element
      }
      return try ArrayDataset(
        x: HostTensor(x, shape: [60, 20]), y: HostTensor((0..<60).map { Int32($0 % 3) }))
    }
    func findings(_ validation: @escaping @Sendable () throws -> ArrayDataset) async throws
      -> [Finding]
    {
      try await PlannedTraining(data: { try rows(1) }, validation: validation).findings()
        .filter { $0.severity > .note }
    }
    #expect(try await findings { try rows(7) } == [])
    let moved = try await findings { try rows(7, moved: 9) }
    #expect(moved.map(\.rule) == ["validation-shift"])
    #expect(moved.first?.message.hasPrefix("column 7 of input \"x\" has median ") == true)
    #expect(try await findings { try rows(7, wider: 12) }.map(\.rule) == ["validation-shift"])
  }

  @Test func aFewLargeNumbersAreNotAColumnOfThem() async throws {
    func plan(_ value: @escaping @Sendable (Int) -> Float) -> PlannedTraining {
      PlannedTraining(data: {
        let x = try Samples.normal([120, 6]).elements(as: Float.self).enumerated().map {
          $0.offset % 6 == 2 ? value($0.offset / 6) : $0.element
        }
        return try ArrayDataset(
          x: HostTensor(x, shape: [120, 6]), y: HostTensor((0..<120).map { Int32($0 % 3) }))
      })
    }
    let rare = try await plan { $0 == 17 ? 22 : -0.05 }.findings()
    #expect(!rare.contains { $0.rule == "input-range" })
    let large = try await plan { Float(40 + $0 % 9) }.findings()
    #expect(large.contains { $0.rule == "input-range" })
  }
}
