internal import CHoneKernels
internal import COneDNN
internal import HoneCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// How many threads the engine uses, and what their runtime must know before it is loaded.
enum ThreadSettings {
  /// `HONE_THREADS`, else `OMP_NUM_THREADS`, else one per processor.
  static var threads: Int {
    for name in ["HONE_THREADS", "OMP_NUM_THREADS"] {
      if let number = environment(name).flatMap({ Int($0) }), number >= 1 {
        return min(number, 256)
      }
    }
    return ProcessorCount.available
  }

  /// Sets the threads, and unless the user did, how long threads spin before they sleep: 2000 turns
  /// (some 30 µs) bridge the gaps within a step, so that on a quiet machine nothing is lost; beside
  /// one busy process 20 000 turns made the `mlp` step twelve times as long.
  static func export() {
    setenv("OMP_NUM_THREADS", String(threads), 1)
    setenv("GOMP_SPINCOUNT", "2000", 0)
  }

  static func environment(_ name: String) -> String? {
    guard let value = getenv(name) else { return nil }
    let text = String(cString: value)
    return text.isEmpty ? nil : text
  }
}

/// Finding and loading oneDNN.
enum OneDNNLibrary {
  static let help =
    "run `make build` in Hone's checkout, or install oneDNN 3 (Debian 13, Ubuntu 24.04: "
    + "apt install libdnnl3; macOS: brew install onednn), or set HONE_ONEDNN to libdnnl.so.3"

  /// Loads the first library that works and returns its version. `HONE_ONEDNN` has no rival.
  static func load() throws(HoneError) -> Int {
    if hone_onednn_is_loaded() != 0 { return Int(hone_onednn_version()) }
    let chosen = ThreadSettings.environment("HONE_ONEDNN")
    var reasons: [String] = []
    for path in chosen.map({ [$0] }) ?? candidates {
      var message = [CChar](repeating: 0, count: 512)
      let result = hone_onednn_load(path, &message, message.count)
      if result == HONE_ONEDNN_LOADED { return Int(hone_onednn_version()) }
      let text = message.withUnsafeBufferPointer { buffer in
        buffer.baseAddress.map { String(cString: $0) } ?? ""
      }
      // A file that isn't there is no news, unless the user named it.
      if result != HONE_ONEDNN_NOT_FOUND || chosen != nil { reasons.append(text) }
    }
    throw HoneError(
      .backend, operation: "cpu",
      message: reasons.isEmpty ? "oneDNN 3 isn't installed." : reasons.joined(separator: "; "),
      help: help)
  }

  /// Lets our kernels run on the threads that oneDNN uses.
  static func joinThreadPool(threads: Int) {
    hone_parallel_configure(
      hone_onednn_symbol("GOMP_parallel"), hone_onednn_symbol("omp_get_thread_num"),
      Int32(threads))
  }

  private static var candidates: [String] {
    #if os(macOS)
      let name = "libdnnl.3.dylib"
      let system = [name, "/opt/homebrew/lib/" + name, "/usr/local/lib/" + name]
    #else
      let name = "libdnnl.so.3"
      let system = [name, "/usr/local/lib/" + name]
    #endif
    return folders.map { $0 + "/" + name } + system
  }

  /// `.hone/onednn/lib` in the working directory and above it, the same above the executable (a
  /// build lies within its checkout), and the executable's folder itself.
  private static var folders: [String] {
    var result: [String] = []
    if let here = getcwd(nil, 0) {
      result += ancestors(of: String(cString: here)).map { $0 + "/.hone/onednn/lib" }
      free(here)
    }
    if let executable = executableFolder {
      result.append(executable)
      result += ancestors(of: executable).map { $0 + "/.hone/onednn/lib" }
    }
    return result
  }

  private static func ancestors(of path: String) -> [String] {
    var parts = path.split(separator: "/")
    var result: [String] = []
    while !parts.isEmpty {
      result.append("/" + parts.joined(separator: "/"))
      parts.removeLast()
    }
    return result
  }

  private static var executableFolder: String? {
    #if os(Linux)
      var buffer = [CChar](repeating: 0, count: 4096)
      let length = readlink("/proc/self/exe", &buffer, buffer.count - 1)
      guard length > 0 else { return nil }
      let path = String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
      return path.lastIndex(of: "/").map { String(path[..<$0]) }
    #else
      guard let first = CommandLine.arguments.first else { return nil }
      return first.lastIndex(of: "/").map { String(first[..<$0]) }
    #endif
  }
}
