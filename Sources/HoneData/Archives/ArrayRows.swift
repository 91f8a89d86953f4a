internal import HoneCore

/// The rows of one array of an NPY file or an NPZ archive, read one at a time.
///
/// Rows stay in the file where that stores them as they are needed: uncompressed and in C order.
/// Others are kept in memory.
struct ArrayRows: Sendable {
  /// The shape of a row.
  let shape: Shape
  let dtype: DType
  let count: Int

  private enum Storage {
    case file(FileReader, offset: Int, header: NPYHeader)
    case memory(HostTensor)
  }

  private let storage: Storage
  /// The bytes of a row as they are stored.
  private let rowByteCount: Int

  /// The rows of a file.
  ///
  /// - Throws: `.data` if it isn't an NPY file or is damaged, or has no first axis.
  init(npy path: String) throws(HoneError) {
    let file = try FileReader(path, kind: .data)
    let start = try file.bytes(0..<min(NPYHeader.longest, file.byteCount))
    let (header, offset) = try NPYHeader.read(
      start, byteCount: file.byteCount, path: path, kind: .data)
    if header.isFortranOrder {
      let raw = try file.tensor(at: offset, shape: [file.byteCount - offset], dtype: .uint8)
      try self.init(header, .memory(header.decode(raw)), path: path)
    } else {
      try self.init(header, .file(file, offset: offset, header: header), path: path)
    }
  }

  /// The rows of an entry of an archive, whose checksum is compared first.
  ///
  /// - Parameter limit: The most bytes that an array in memory may take.
  /// - Throws: `.data` if it isn't an NPY file, is damaged, or takes more memory than the limit.
  init(_ entry: ZipArchive.Entry, of archive: ZipArchive, limit: Int) throws(HoneError) {
    let path = archive.file.path + "/" + entry.name
    let reader = try ZipEntryReader(entry, of: archive)
    var start: [UInt8] = []
    start = try reader.bytes(min(NPYHeader.longest, entry.byteCount))
    let (header, offset) = try NPYHeader.read(
      start, byteCount: entry.byteCount, path: path, kind: .data)
    if !entry.isDeflated, !header.isFortranOrder {
      try reader.skipRest()
      let storage = Storage.file(
        archive.file, offset: entry.offset + offset, header: header)
      try self.init(header, storage, path: path)
      return
    }
    let byteCount = entry.byteCount - offset
    guard byteCount <= limit else {
      throw HoneError(
        .data, path: path, operation: "NPZ", wanted: "at most \(limit) bytes of an array",
        received: "\(byteCount)",
        help:
          "raise the limit, or save the array by itself with numpy.save: its rows are then read "
          + "as they are needed")
    }
    let raw = try HostTensor(shape: [byteCount], dtype: .uint8) { memory throws(HoneError) in
      let known = start.count - offset
      start.withUnsafeBytes { bytes in
        memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[offset...]))
      }
      try reader.read(into: UnsafeMutableRawBufferPointer(rebasing: memory[known...]))
    }
    try self.init(header, .memory(header.decode(raw)), path: path)
  }

  private init(_ header: NPYHeader, _ storage: Storage, path: String) throws(HoneError) {
    guard header.shape.rank > 0 else {
      throw HoneError(
        .data, path: path, operation: "array", wanted: "one row per sample",
        received: "a single number", help: "give the array the shape [samples, …]")
    }
    count = header.shape[0]
    shape = Shape(Array(header.shape.dimensions.dropFirst()))
    dtype = header.element.dtype
    rowByteCount = shape.count * header.element.byteCount
    self.storage = storage
  }

  /// Reads a row into memory of ``shape`` and ``dtype``.
  func read(_ row: Int, into memory: UnsafeMutableRawBufferPointer) throws(HoneError) {
    switch storage {
    case .memory(let tensor):
      tensor.withUnsafeBytes { bytes in
        memory.copyMemory(
          from: UnsafeRawBufferPointer(
            rebasing: bytes[row * memory.count..<(row + 1) * memory.count]))
      }
    case .file(let file, let offset, let header):
      let place = offset + row * rowByteCount
      if header.isPlain { return try file.read(at: place, into: memory) }
      let raw = try file.tensor(at: place, shape: [rowByteCount], dtype: .uint8)
      let row = try NPYHeader(header, shape: shape).decode(raw)
      row.withUnsafeBytes { memory.copyMemory(from: $0) }
    }
  }

  /// All rows as one tensor.
  func tensor() throws(HoneError) -> HostTensor {
    let whole = Shape([count] + shape.dimensions)
    if case .memory(let tensor) = storage { return tensor }
    guard case .file(let file, let offset, let header) = storage else {
      return HostTensor(zeros: whole, dtype: dtype)
    }
    let raw = try file.tensor(at: offset, shape: [count * rowByteCount], dtype: .uint8)
    return try header.decode(raw)
  }
}
