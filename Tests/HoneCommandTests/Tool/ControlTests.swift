#if CommandLineTool
  import Foundation
  import Testing

  #if canImport(Glibc)
    import Glibc
  #elseif canImport(Darwin)
    import Darwin
  #endif

  /// Asking a running training, by real processes.
  @Suite(.serialized) struct ControlTests {
    private static let environment = ["HONE_PLAN": "fixed", "OMP_NUM_THREADS": "1"]

    private static func start(_ tool: Tool, epochs: Int, into folder: String) throws -> Process {
      try tool.write(smallConfiguration, to: "net.yaml")
      let process = try tool.process(
        [
          "train", "net.yaml", "--into", folder, "epochs=\(epochs)", "checkpointEvery=5 steps",
          "batchSize=4",
        ], environment: environment)
      try process.run()
      let rows = tool.folder.path + "/\(folder)/metrics.csv"
      while process.isRunning, !FileManager.default.fileExists(atPath: rows) { usleep(2000) }
      return process
    }

    /// Another process, while one runs; the output files of ``Tool`` are the first's.
    private static func ask(_ tool: Tool, _ arguments: String...) throws -> (Int32, String) {
      let process = try tool.process(arguments, environment: environment)
      let output = Pipe()
      process.standardOutput = output
      process.standardError = output
      try process.run()
      let data = output.fileHandleForReading.readDataToEndOfFile()
      process.waitUntilExit()
      return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    @Test func aChangedRateIsReplayedWithTheSameBitsAlsoAfterAKill() throws {
      let tool = try Tool()
      let process = try Self.start(tool, epochs: 200, into: "live")
      let (code, text) = try Self.ask(tool, "ctl", "live", "set", "learningRate=0.5")
      #expect(code == 0 && text.contains("granted after step"), "\(text)")
      // Killed, and resumed from a checkpoint that may lie before the change.
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      let resumed = try tool.run("resume", "live", environment: Self.environment)
      #expect(resumed.code == 0, "\(resumed.error)")
      let replayed = try tool.run(
        "train", "net.yaml", "--into", "again", "epochs=200", "checkpointEvery=5 steps",
        "batchSize=4", "--replay", "live/journal.jsonl", environment: Self.environment)
      #expect(replayed.code == 0, "\(replayed.error)")
      let plain = try tool.run(
        "train", "net.yaml", "--into", "plain", "epochs=200", "batchSize=4",
        environment: Self.environment)
      #expect(plain.code == 0)
      let weights = "weights.safetensors"
      #expect(try tool.bytes("live/\(weights)") == tool.bytes("again/\(weights)"))
      #expect(try tool.bytes("live/\(weights)") != tool.bytes("plain/\(weights)"))
    }

    @Test func aTrainingPausesAndStops() throws {
      let tool = try Tool()
      let process = try Self.start(tool, epochs: 1_000_000, into: "live")
      #expect(try Self.ask(tool, "ctl", "live", "pause").0 == 0)
      usleep(200_000)
      let rows = try tool.text("live/metrics.csv")
      #expect(try Self.ask(tool, "runs", "list", ".").1.contains("paused"))
      usleep(200_000)
      #expect(try tool.text("live/metrics.csv") == rows)
      let (second, refusal) = try Self.ask(tool, "resume", "live")
      #expect(second == 64 && refusal.contains("another process works here"), "\(refusal)")
      #expect(try Self.ask(tool, "ctl", "live", "resume").0 == 0)
      #expect(try Self.ask(tool, "ctl", "live", "stop").0 == 0)
      process.waitUntilExit()
      #expect(process.terminationStatus == 130)
      #expect(try tool.text("live/metrics.csv").hasPrefix(rows))
      #expect(try Self.ask(tool, "runs", "show", "live").1.contains("hone resume live"))
      let (code, text) = try Self.ask(tool, "ctl", "live", "stop")
      #expect(code == 64 && text.contains("no training runs here"))
    }

    @Test(arguments: [SIGTERM, SIGINT])
    func aSignalEndsAfterTheStepAndTheRunGoesOn(_ number: Int32) throws {
      let tool = try Tool()
      let process = try Self.start(tool, epochs: 300, into: "live")
      kill(process.processIdentifier, number)
      process.waitUntilExit()
      // It may have been through just before.
      #expect([0, 130].contains(process.terminationStatus))
      let resumed = try tool.run("resume", "live", environment: Self.environment)
      #expect(resumed.code == 0, "\(resumed.error)")
      let through = try tool.run(
        "train", "net.yaml", "--into", "through", "epochs=300", "batchSize=4",
        environment: Self.environment)
      #expect(through.code == 0)
      let weights = "weights.safetensors"
      #expect(try tool.bytes("live/\(weights)") == tool.bytes("through/\(weights)"))
    }

    @Test func whatIsThroughGoesOnWithMoreEpochs() throws {
      let tool = try Tool()
      try tool.write(smallConfiguration, to: "net.yaml")
      try tool.run("train", "net.yaml", "--into", "run", "epochs=2")
      let more = try tool.run("resume", "run", "--epochs", "4")
      #expect(more.code == 0, "\(more.error)")
      try tool.run("train", "net.yaml", "--into", "through", "epochs=4")
      let weights = "weights.safetensors"
      #expect(try tool.bytes("run/\(weights)") == tool.bytes("through/\(weights)"))
      #expect(try tool.text("run/metrics.csv").split(separator: "\n").count == 5)
    }

    @Test func resumingProvesItselfOnAConfiguration() throws {
      let tool = try Tool()
      try tool.write(smallConfiguration, to: "net.yaml")
      let outcome = try tool.run(
        "verify-resume", "net.yaml", "--kills", "3", "epochs=100", "checkpointEvery=1 step",
        environment: Self.environment)
      #expect(outcome.code == 0, "\(outcome.error)")
      #expect(outcome.output.contains("the same to the last byte"))
      let never = try tool.run("verify-resume", "net.yaml", "checkpointEvery=never")
      #expect(never.code == 64 && never.error.contains("writes no checkpoints"))
    }
  }
#endif
