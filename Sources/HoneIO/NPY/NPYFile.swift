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
    let start = try file.bytes(0..<min(NPYHeader.longest, file.byteCount))
    let (header, offset) = try NPYHeader.read(
      start, byteCount: file.byteCount, path: path, kind: .file)
    let raw = try file.tensor(at: offset, shape: [file.byteCount - offset], dtype: .uint8)
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
      try writer.write(NPYHeader.mark + [1, 0, UInt8(length & 255), UInt8(length >> 8 & 255)])
      try writer.write(Array(header.utf8))
      try writer.write(tensor)
    }
  }
}
