import Foundation
import Hone
import HoneTestSupport
import Testing

@testable import HoneTrain

/// What Keras's loggers wrote, written again.
@Suite struct GoldenLoggerTests {
  private let folder: TemporaryFolder
  private let golden: ConfigurationValue
  init() throws {
    folder = try TemporaryFolder()
    let reader = try FileReader(Golden.folder + "/../traces/loggers.json")
    golden = try ConfigurationValue(
      parsingJSON: reader.bytes(0..<reader.byteCount), file: "loggers.json")
  }

  private func record(_ callback: String, _ name: String) throws {
    Golden.record(
      0, of: [("callback", callback)], case: name,
      framework: try golden.member("framework").string())
  }

  @Test func tablesAreKerass() throws {
    let trainer = try Samples.trainer(on: reference)
    let cases = try golden.member("tables").array()
    #expect(cases.count == 7)
    for (index, one) in cases.enumerated() {
      let path = folder.path + "/\(index).csv"
      if let before = one["before"] { try AtomicFile.write(before.string(), to: path) }
      let settings =
        [("filename", ConfigurationValue(path))]
        + (try one.member("settings").members.map { ($0.key, $0.value) })
      var logger = try #require(
        Registry.training.make(
          .callback, from: .object([("csvLogger", .object(settings))]), at: "") as? CSVLogger)
      try logger.trainBegin(trainer)
      for (epoch, row) in try one.member("rows").array().enumerated() {
        var logs = Logs()
        for member in row.members { logs[member.key] = try Self.number(member.value) }
        try logger.epochEnd(epoch, &logs, trainer)
      }
      try logger.trainEnd(trainer)
      #expect(try folder.text("\(index).csv") == one.member("file").string())
      try record("csvLogger", "csvLogger-\(index)")
    }
  }

  private static func number(_ value: ConfigurationValue) throws -> Double {
    if case .string(let text) = value.kind { return try #require(Double(text)) }
    return try value.double()
  }

  /// Folder, step and tag of every value, but for the hyperparameters, which Keras doesn't write.
  @Test(arguments: [0, 1])
  func eventsHaveTheTagsAndStepsOfKeras(_ index: Int) async throws {
    let one = try golden.member("trainings").array()[index]
    let wanted = try Set(
      one.member("events").array().map { event in
        let parts = try event.array()
        return "\(try parts[0].string()) \(try parts[1].int()) \(try parts[2].string())"
      })
    #expect(wanted.count == [37, 55][index])
    let callback = try #require(
      Registry.training.make(
        .callback,
        from: [
          "tensorBoard": [
            "logDir": ConfigurationValue(folder.path), "histogramFreq": 2, "writeImages": true,
            "updateFreq": one.member("updateFreq"),
          ]
        ], at: "") as? TensorBoard)
    let trainer = try Samples.trainer(metrics: [.accuracy], on: reference)
    try await trainer.fit(
      try Samples.dataset(24), epochs: 3, batchSize: 8,
      validation: try Samples.dataset(9, seed: 2), verbose: 0, callbacks: [callback])
    var found: Set<String> = []
    for part in ["train", "validation"] {
      for value in try EventReader(folder: folder.path + "/" + part).values {
        found.insert("\(part) \(value.step) \(value.tag)")
      }
    }
    #expect(found.symmetricDifference(wanted).sorted() == [])
    try record("tensorBoard", "tensorBoard-\(index)")
  }
}
