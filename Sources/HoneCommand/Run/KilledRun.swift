#if CommandLineTool
  internal import Foundation
  internal import Hone

  /// Runs of this tool as processes of their own, which are killed at random moments.
  struct KilledRun {
    let configuration: String
    let changes: [String]
    let folder: String
    /// Draws the moments.
    let key: RandomKey

    /// The tool's own file.
    static var executable: URL {
      #if os(Linux)
        URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
      #else
        Bundle.main.executableURL ?? URL(fileURLWithPath: CommandLine.arguments[0])
      #endif
    }

    /// Trains to the end.
    ///
    /// - Returns: the seconds that it took.
    /// - Throws: what the process said if it fails, as an error of the kind of its code.
    func runThrough() throws -> Double {
      let begin = ContinuousClock.now
      let process = try start(trainArguments)
      process.waitUntilExit()
      try requireSuccess(process)
      return (ContinuousClock.now - begin) / .seconds(1)
    }

    /// Trains, and kills the process at random moments, each time resuming it, until it is through.
    ///
    /// - Parameters:
    ///   - kills: how often to kill at most.
    ///   - before: how many kills there were of earlier runs.
    ///   - seconds: how long a run takes.
    /// - Returns: how often it was killed.
    func runKilled(_ kills: Int, before: Int, seconds: Double) throws -> Int {
      var done = 0
      while true {
        let exists = FileSystem.exists(folder + "/config.yaml")
        let process = try start(exists ? ["resume", folder] : trainArguments)
        if done < kills {
          let delay = seconds * Double(key.uniform(at: UInt64(before + done)))
          if process.isKilled(after: delay) {
            done += 1
            continue
          }
        }
        process.waitUntilExit()
        try requireSuccess(process)
        return done
      }
    }

    private var trainArguments: [String] {
      ["train", configuration, "--into", folder] + changes
    }

    private var outputFile: String { folder + ".output" }

    private func start(_ arguments: [String]) throws -> Process {
      let process = Process()
      process.executableURL = Self.executable
      process.arguments = arguments
      process.standardInput = FileHandle.nullDevice
      _ = FileManager.default.createFile(atPath: outputFile, contents: nil)
      let output = try FileHandle(forWritingTo: URL(fileURLWithPath: outputFile))
      process.standardOutput = output
      process.standardError = output
      try process.run()
      return process
    }

    private func requireSuccess(_ process: Process) throws {
      let status = process.terminationStatus
      guard status != 0 else { return }
      let code = process.terminationReason == .exit ? ToolExit(rawValue: status) : nil
      let text = (try? String(contentsOfFile: outputFile, encoding: .utf8)) ?? ""
      throw HoneError(
        code?.kind ?? .state, path: configuration, operation: "verify-resume",
        message: "a run failed:\n" + text.split(separator: "\n").suffix(12).joined(separator: "\n"))
    }
  }

  extension KilledRun {
    /// The files of a run that say what it came to.
    static let files = [
      "config.yaml", "model.json", "weights.safetensors", "optimizer.safetensors", "metrics.csv",
      "metrics.jsonl",
    ]

    /// The files in which two runs differ; wall time doesn't count.
    static func differences(_ a: String, _ b: String) -> [String] {
      files.filter { comparable(a + "/" + $0) != comparable(b + "/" + $0) }
    }

    private static func comparable(_ path: String) -> Data? {
      guard let data = FileManager.default.contents(atPath: path) else { return nil }
      guard path.hasSuffix(".csv") || path.hasSuffix(".jsonl") else { return data }
      let lines = String(decoding: data, as: UTF8.self).split(separator: "\n")
      let columns = (lines.first?.split(separator: ",") ?? []).enumerated()
        .filter { $0.element.contains("seconds") }.map(\.offset)
      let kept = lines.map { line in
        line.split(separator: ",", omittingEmptySubsequences: false).enumerated()
          .filter { !columns.contains($0.offset) }.map { String($0.element) }.joined(separator: ",")
      }
      return Data(kept.joined(separator: "\n").utf8)
    }
  }
#endif
