#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The memory of the machine that training runs on.
package enum MachineMemory {
  /// In bytes: what is built in, or what the process is allowed if that is less; nil if unknown.
  package static var byteCount: Int? {
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let size = sysconf(Int32(_SC_PAGESIZE))
    guard pages > 0, size > 0 else { return limit }
    let (built, overflows) = Int(pages).multipliedReportingOverflow(by: Int(size))
    guard !overflows else { return limit }
    return min(built, limit ?? built)
  }

  /// The limit of the process's control group, on Linux.
  private static var limit: Int? {
    guard let file = fopen("/sys/fs/cgroup/memory.max", "r") else { return nil }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 64)
    guard fgets(&line, Int32(line.count), file) != nil else { return nil }
    let digits = line.prefix { $0 >= 48 && $0 <= 57 }.map { UInt8(bitPattern: $0) }
    return Int(String(decoding: digits, as: UTF8.self))
  }
}
