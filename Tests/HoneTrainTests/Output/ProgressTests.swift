import Foundation
import Hone
import Testing

/// What training prints: read from the standard output of child processes.
@Suite struct ProgressTests {
  private static func fit(
    _ verbosity: Verbosity, epochs: Int = 3, callbacks: [any Callback] = []
  ) async throws {
    let trainer = try Samples.trainer(metrics: [.accuracy], on: reference)
    let data = try Samples.dataset(20)
    try await trainer.fit(
      data, epochs: epochs, batchSize: 6, validation: data, verbose: verbosity,
      callbacks: callbacks)
  }

  /// `epoch 1/3  4/4  0.1s  1.2 ms/step  loss 1.0986  accuracy 0.3333  val_loss …`
  private func expectPlainLines(_ output: [UInt8]) throws {
    let text = try #require(String(validating: output, as: UTF8.self))
    let lines = text.split(separator: "\n").filter { $0.contains("epoch") }
    #expect(lines.count == 3, "the output is: \(text)")
    for (index, line) in lines.enumerated() {
      #expect(line.hasPrefix("epoch \(index + 1)/3  4/4  "))
      let rest =
        #/\d (µs|ms|s)/step  loss \d+\.\d{4}  accuracy \d\.\d{4}/#
      #expect(line.contains(rest), "the line is: \(line)")
      #expect(line.contains(#/  val_loss \d+\.\d{4}  val_accuracy \d\.\d{4}$/#))
    }
    #expect(!output.contains(0x0D) && !output.contains(0x1B))
  }

  @Test func aPipeGetsOnePlainLinePerEpoch() async throws {
    let auto = try #require(
      await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
        try await ProgressTests.fit(.auto)
      })
    try expectPlainLines(auto.standardOutputContent)
    let bar = try #require(
      await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
        try await ProgressTests.fit(1)
      })
    try expectPlainLines(bar.standardOutputContent)
    let line = try #require(
      await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
        try await ProgressTests.fit(2)
      })
    try expectPlainLines(line.standardOutputContent)
  }

  @Test func silenceIsSilent() async throws {
    let result = try #require(
      await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
        try await ProgressTests.fit(0)
      })
    let text = String(decoding: result.standardOutputContent, as: UTF8.self)
    #expect(!text.contains("epoch") && !text.contains("loss"))
  }

  @Test func numbersAreVerbosities() {
    let numbers: [Verbosity] = [0, 1, 2, 7]
    #expect(numbers == [.silent, .bar, .line, .auto])
    #expect(Verbosity.allCases.map(\.rawValue) == ["auto", "silent", "bar", "line"])
  }

  /// Slows steps down, so that the bar is drawn within an epoch.
  private struct Brake: Callback {
    func stepEnd(epoch: Int, step: Int, _ trainer: Trainer) {
      Thread.sleep(forTimeInterval: 0.06)
    }
  }

  @Test func aTerminalGetsABarAndOneLastingRowPerEpoch() async throws {
    let result = try #require(
      await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
        let terminal = try Terminal()
        try await ProgressTests.fit(.auto, epochs: 2, callbacks: [Brake()])
        terminal.end()
        print(terminal.text.debugDescription)
      })
    let text = String(decoding: result.standardOutputContent, as: UTF8.self)
    // As the terminal received it, escape codes spelled out.
    #expect(text.contains("\\r\\u{1B}[2Kepoch 1/2 ━"), "the output is: \(text)")
    #expect(text.contains("╌") && text.contains("ETA") && text.contains("ms/step"))
    let rows = text.components(separatedBy: "\\r\\n").filter { $0.contains("val_accuracy") }
    #expect(rows.count == 2)
    #expect(rows[0].contains("\\r\\u{1B}[2Kepoch 1/2  4/4  "))
    #expect(rows[1].contains("\\r\\u{1B}[2Kepoch 2/2  4/4  "))
  }
}
