internal import HoneBackend
internal import HoneCore
internal import HoneIO

/// The file that keeps what was measured on this machine.
///
/// It is a cache: one that is damaged, of another machine or of another version is ignored, and a
/// folder that can't be written costs nothing but measuring again.
enum PlanCache {
  /// `HONE_PLAN_CACHE`, else `plans` in Hone's cache folder.
  static var folder: String {
    ProcessEnvironment.process["HONE_PLAN_CACHE"]
      ?? ProcessEnvironment.process.cacheFolder + "/plans"
  }

  private static func path(_ machine: String) -> String {
    folder + "/" + String(SHA256.hash(Array(machine.utf8)).prefix(16)) + ".json"
  }

  /// The choices of a machine; empty if there is no file that can be trusted.
  static func read(_ machine: String) -> [String: String] {
    guard let file = try? FileReader(path(machine)), file.byteCount < 1 << 24,
      let bytes = try? file.bytes(0..<file.byteCount),
      let value = try? ConfigurationValue(parsingJSON: bytes, file: file.path),
      let record = PlanRecord(value),
      record.machine == machine
    else { return [:] }
    return record.choices
  }

  static func write(_ choices: [String: String], _ machine: String) {
    let record = PlanRecord(machine: machine, choices: choices)
    do throws(HoneError) {
      try FileSystem.makeFolder(folder)
      try AtomicFile.write(record.configuration.json(), to: path(machine))
    } catch {
      return  // The next process measures again.
    }
  }
}
