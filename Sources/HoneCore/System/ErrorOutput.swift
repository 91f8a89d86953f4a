#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The process's standard error.
package enum ErrorOutput {
  /// Prints a line.
  package static func print(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes {
        write(2, $0.baseAddress.map { $0 + done }, $0.count - done)
      }
      if count <= 0 { return }
      done += count
    }
  }
}
