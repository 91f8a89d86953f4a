public import HoneCore

/// One tensor in a file of NumPy's format.
///
/// Versions 1, 2 and 3 are read, little- and big-endian, in C and Fortran order; types that Hone
/// lacks are widened (int8, int16 and uint16 to int32, uint32 to int64). Files are written in
/// version 1, little-endian, C order.
///
/// Reference: `numpy.lib.format`.
public enum NPYFile {
  /// Reads a file.
  ///
  /// - Throws: `.file` if there is none, or that names the first thing wrong with it.
  public static func read(_ path: String) throws(HoneError) -> HostTensor {
    let file = try FileReader(path)
    let start = try readPreamble(file)
    let header = try NPYHeader(text(file, start), path: path)
    let byteCount = try header.byteCount(path: path)
    guard byteCount == file.byteCount - start.upperBound else {
      throw HoneError(
        .file, path: path, operation: "byte \(start.upperBound):",
        wanted: "\(byteCount) bytes for \(header.shape)",
        received: "\(file.byteCount - start.upperBound)",
        help: "the file is truncated or damaged; use another copy")
    }
    let raw = try file.tensor(at: start.upperBound, shape: [byteCount], dtype: .uint8)
    return try header.decode(raw)
  }

  /// Writes a file, atomically.
  ///
  /// - Throws: `.usage` for a type that NumPy lacks (bfloat16), `.file` if the system refuses.
  public static func write(_ tensor: HostTensor, to path: String) throws(HoneError) {
    guard let code = NPYHeader.code(of: tensor.dtype) else {
      throw HoneError(
        .usage, path: path, operation: "NPY", wanted: "a type that NumPy has",
        received: "\(tensor.dtype)", help: "convert the tensor to float32")
    }
    var shape = tensor.shape.dimensions.map { String($0) }.joined(separator: ", ")
    if tensor.shape.rank == 1 { shape += "," }
    var header = "{'descr': '\(code)', 'fortran_order': False, 'shape': (\(shape)), }"
    header += String(repeating: " ", count: 63 - (10 + header.utf8.count) % 64) + "\n"
    let length = header.utf8.count
    try AtomicFile.write(to: path) { writer throws(HoneError) in
      try writer.write(magic + [1, 0, UInt8(length & 255), UInt8(length >> 8 & 255)])
      try writer.write(Array(header.utf8))
      try writer.write(tensor)
    }
  }

  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The range of the header's text.
  private static func readPreamble(_ file: FileReader) throws(HoneError) -> Range<Int> {
    let help = "this isn't an NPY file of version 1 to 3, or it is damaged"
    let start = try file.bytes(0..<min(12, file.byteCount))
    guard start.count >= 10, start.starts(with: magic), 1...3 ~= start[6] else {
      throw HoneError(
        .file, path: file.path, operation: "byte 0:",
        wanted: "the mark of an NPY file, \\x93NUMPY, and a version from 1 to 3",
        received: "\(start.count) bytes: \(start.prefix(8))", help: help)
    }
    let isShort = start[6] == 1
    let first = isShort ? 10 : 12
    let count = start[8..<min(first, start.count)].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard first + count <= file.byteCount else {
      throw HoneError(
        .file, path: file.path, operation: "byte 8:",
        wanted: "a header of at most \(max(file.byteCount - first, 0)) bytes",
        received: "\(count)", help: help)
    }
    return first..<first + count
  }

  private static func text(
    _ file: FileReader, _ range: Range<Int>
  ) throws(HoneError) -> String {
    String(decoding: try file.bytes(range), as: UTF8.self)
  }
}
