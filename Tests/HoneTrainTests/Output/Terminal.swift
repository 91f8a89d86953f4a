import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A pseudo-terminal in place of this process's standard output. For child processes alone.
final class Terminal: Sendable {
  private let controller: Int32
  private let original: Int32
  private let received = Mutex<[UInt8]>([])
  private let isRead = DispatchSemaphore(value: 0)

  struct Failure: Error {}

  init() throws {
    controller = open("/dev/ptmx", O_RDWR | O_NOCTTY)
    guard controller >= 0, let name = Self.unlockedName(controller) else { throw Failure() }
    let terminal = open(name, O_RDWR | O_NOCTTY)
    guard terminal >= 0 else { throw Failure() }
    fflush(nil)
    original = dup(STDOUT_FILENO)
    dup2(terminal, STDOUT_FILENO)
    close(terminal)
    Thread.detachNewThread { [self] in
      var buffer = [UInt8](repeating: 0, count: 4096)
      while true {
        let count = read(controller, &buffer, buffer.count)
        guard count > 0 else { break }
        received.withLock { $0 += buffer[..<count] }
      }
      isRead.signal()
    }
  }

  /// The path of a controller's terminal, unlocked.
  private static func unlockedName(_ controller: Int32) -> String? {
    #if canImport(Darwin)
      guard grantpt(controller) == 0, unlockpt(controller) == 0, let name = ptsname(controller)
      else { return nil }
      return String(cString: name)
    #else
      // Glibc's functions for this are hidden from Swift: TIOCSPTLCK and TIOCGPTN.
      var (isLocked, number) = (CInt(0), CUnsignedInt(0))
      guard ioctl(controller, 0x4004_5431, &isLocked) == 0,
        ioctl(controller, 0x8004_5430, &number) == 0
      else { return nil }
      return "/dev/pts/\(number)"
    #endif
  }

  /// Gives standard output back and waits until everything was received.
  func end() {
    fflush(nil)
    dup2(original, STDOUT_FILENO)
    isRead.wait()
  }

  var text: String { received.withLock { String(decoding: $0, as: UTF8.self) } }
}
