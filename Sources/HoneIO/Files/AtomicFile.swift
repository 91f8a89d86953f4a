internal import Foundation
public import HoneCore

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Writes files that are either whole or not there.
///
/// Bytes go to a temporary name in the same folder, are flushed to the device, and the file then
/// takes its name in one step, after which the folder is flushed. So a reader, or a machine that
/// loses power, sees the old file or the new one and never a part; on an error the temporary file
/// is removed and the old file stays.
///
/// ```swift
/// try AtomicFile.write("lines of text", to: "run/metrics.csv")
/// ```
public enum AtomicFile {
  /// Writes what the closure passes to the writer.
  ///
  /// - Parameters:
  ///   - path: The file; its folder must exist.
  ///   - body: Writes the content, in order.
  /// - Throws: `.file`, naming the path and what to do, if the system refuses; or what `body`
  ///   throws. Nothing is left behind in either case.
  public static func write(
    to path: String, _ body: (FileWriter) throws(HoneError) -> Void
  ) throws(HoneError) {
    let folder = FileSystem.folder(of: path)
    let (temporary, file) = try openTemporary(in: folder, for: path)
    do throws(HoneError) {
      do throws(HoneError) {
        try body(FileWriter(file: file, path: path))
        if fsync(file) != 0 { throw .system(path: path, operation: "write", code: errno) }
      } catch {
        close(file)
        throw error
      }
      if close(file) != 0 { throw .system(path: path, operation: "write", code: errno) }
      try FileSystem.rename(temporary, to: path)
    } catch {
      FileSystem.remove(temporary)
      throw error
    }
    flush(folder: folder)
  }

  /// Writes a text in UTF-8.
  ///
  /// - Throws: `.file` as ``write(to:_:)`` does.
  public static func write(_ text: String, to path: String) throws(HoneError) {
    try write(Array(text.utf8), to: path)
  }

  /// Writes bytes.
  ///
  /// - Throws: `.file` as ``write(to:_:)`` does.
  public static func write(_ bytes: [UInt8], to path: String) throws(HoneError) {
    try write(to: path) { writer throws(HoneError) in try writer.write(bytes) }
  }

  /// Removes what processes left in a folder, and in those in it, that were killed while they wrote.
  /// Nothing else may write there now.
  package static func removeAbandoned(in folder: String) {
    for path in FileManager.default.subpaths(atPath: folder) ?? [] {
      let name = path.split(separator: "/").last ?? ""
      if name.hasPrefix(temporaryPrefix), name.hasSuffix(temporarySuffix) {
        FileSystem.remove(folder + "/" + path)
      }
    }
  }

  private static let temporaryPrefix = ".hone-"
  private static let temporarySuffix = ".tmp"

  /// A new file under a name that no other process or thread uses. It is short, so that every name
  /// that the folder allows can be written.
  private static func openTemporary(
    in folder: String, for path: String
  ) throws(HoneError) -> (String, Int32) {
    for attempt in 0..<100 {
      let name = String(UInt64.random(in: 0 ... .max), radix: 36)
      let temporary = folder + "/" + temporaryPrefix + name + temporarySuffix
      let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
      if file >= 0 { return (temporary, file) }
      if errno != EEXIST || attempt == 99 { break }
    }
    throw .system(path: path, operation: "write", code: errno)
  }

  /// Makes the new name durable. Some file systems can't flush folders; the file is whole anyway.
  package static func flush(folder: String) {
    let file = open(folder, O_RDONLY | O_CLOEXEC)
    if file < 0 { return }
    fsync(file)
    close(file)
  }
}

/// Appends bytes to a file that is being written.
public struct FileWriter {
  private let file: Int32
  private let path: String

  init(file: Int32, path: String) {
    self.file = file
    self.path = path
  }

  /// Appends bytes.
  ///
  /// - Throws: `.file` if the device is full or fails.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(HoneError) {
    var rest = bytes[...]
    while let base = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
      // Linux writes at most 2 GiB at once.
      let count = systemWrite(file, base, min(rest.count, 1 << 30))
      if count < 0 {
        if errno == EINTR { continue }
        throw .system(path: path, operation: "write", code: errno)
      }
      rest = rest.dropFirst(count)
    }
  }

  /// Appends bytes.
  ///
  /// - Throws: `.file` if the device is full or fails.
  public func write(_ bytes: [UInt8]) throws(HoneError) {
    try bytes.withUnsafeBufferPointer { bytes throws(HoneError) in
      try write(UnsafeRawBufferPointer(bytes))
    }
  }

  /// Appends the bytes of a tensor, without a copy.
  ///
  /// - Throws: `.file` if the device is full or fails.
  public func write(_ tensor: HostTensor) throws(HoneError) {
    try tensor.withUnsafeBytes { bytes throws(HoneError) in try write(bytes) }
  }
}

/// The system's `write`, which the method of that name would hide.
private func systemWrite(_ file: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(file, bytes, count)
}
