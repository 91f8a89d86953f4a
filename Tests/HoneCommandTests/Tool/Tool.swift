#if CommandLineTool
  import Foundation
  import Testing

  /// Runs the built tool as a process of its own, in a folder of its own that goes with the value.
  final class Tool {
    /// What a run of the tool left behind.
    struct Outcome {
      let code: Int32
      let output: String
      let error: String
    }

    /// The working folder.
    let folder: URL

    init() throws {
      folder = FileManager.default.temporaryDirectory
        .appendingPathComponent("hone-tool-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(at: folder) }

    /// The tool lies beside the bundle of tests.
    static var executable: URL {
      #if os(macOS)
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") } ?? .main
        return bundle.bundleURL.deletingLastPathComponent().appendingPathComponent("hone")
      #else
        return URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
          .deletingLastPathComponent().appendingPathComponent("hone")
      #endif
    }

    /// Writes a file into the working folder.
    func write(_ text: String, to name: String) throws {
      try text.write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }

    /// Writes bytes into the working folder.
    func write(_ bytes: [UInt8], to name: String) throws {
      let file = folder.appendingPathComponent(name)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(bytes).write(to: file)
    }

    /// The text of a file in the working folder.
    func text(_ name: String) throws -> String {
      try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }

    /// The bytes of a file in the working folder.
    func bytes(_ name: String) throws -> Data {
      try Data(contentsOf: folder.appendingPathComponent(name))
    }

    /// A process of the tool that isn't started; its output goes to files in the working folder.
    func process(_ arguments: [String], environment: [String: String] = [:]) throws -> Process {
      let process = Process()
      process.executableURL = Self.executable
      process.arguments = arguments
      process.currentDirectoryURL = folder
      process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
      process.standardInput = FileHandle.nullDevice
      for name in ["output", "error"] { try write("", to: name) }
      process.standardOutput = try FileHandle(
        forWritingTo: folder.appendingPathComponent("output"))
      process.standardError = try FileHandle(forWritingTo: folder.appendingPathComponent("error"))
      return process
    }

    /// Runs the tool to its end.
    @discardableResult
    func run(_ arguments: String..., environment: [String: String] = [:]) throws -> Outcome {
      let process = try process(arguments, environment: environment)
      try process.run()
      process.waitUntilExit()
      return try outcome(of: process)
    }

    /// What a process that ended left behind.
    func outcome(of process: Process) throws -> Outcome {
      // A process that a signal ended has the code that a shell would show.
      let signal = process.terminationReason == .uncaughtSignal
      return Outcome(
        code: process.terminationStatus + (signal ? 128 : 0), output: try text("output"),
        error: try text("error"))
    }
  }

  /// A small configuration that trains within a second on any engine.
  let smallConfiguration = """
    name: small
    model:
      - Flatten
      - Dense: {units: 10}
    data: {sample: {limit: 60}}
    optimizer: {adam: {learningRate: 0.01}}
    loss: {sparseCategoricalCrossentropy: {fromLogits: true}}
    epochs: 2
    backend: reference
    """
#endif
