internal import HoneCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A file that is written under a temporary name and takes its own when it is whole.
final class OutputFile {
  private let path: String
  private var file: UnsafeMutablePointer<FILE>?

  init(_ path: String) throws(HoneError) {
    self.path = path
    file = fopen(path + ".part", "wb")
    if file == nil { throw .system(path: path, operation: "write", code: SystemError.code) }
  }

  deinit {
    guard let file else { return }
    fclose(file)
    FileSystem.remove(path + ".part")
  }

  func write(_ bytes: UnsafeRawBufferPointer) throws(HoneError) {
    guard let file, fwrite(bytes.baseAddress, 1, bytes.count, file) == bytes.count else {
      throw .system(path: path, operation: "write", code: SystemError.code)
    }
  }

  /// Closes the file and gives it its name.
  func finish() throws(HoneError) {
    guard let file else { return }
    self.file = nil
    guard fclose(file) == 0 else {
      throw .system(path: path, operation: "write", code: SystemError.code)
    }
    try FileSystem.rename(path + ".part", to: path)
  }
}
