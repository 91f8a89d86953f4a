internal import HoneCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Runs the system's tools that fetch files.
enum Shell {
  /// Runs a command line.
  ///
  /// - Returns: The status as `wait` gives it, and what the command wrote to standard output.
  static func run(_ command: String, name: String) throws(HoneError) -> (Int32, String) {
    guard let pipe = popen(command, "r") else {
      throw .system(path: name, operation: "start a shell", code: SystemError.code)
    }
    var text: [UInt8] = []
    var byte = fgetc(pipe)
    while byte != EOF {
      text.append(UInt8(truncatingIfNeeded: byte))
      byte = fgetc(pipe)
    }
    return (pclose(pipe), String(decoding: text, as: UTF8.self))
  }

  /// A text as one word of a command line.
  static func quote(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
  }
}
