internal import HoneCore

/// What goes into a safetensors file: a header, and tensors in the order of their bytes.
struct SafetensorsContents {
  let header: SafetensorsHeader
  let ordered: [HostTensor]

  /// - Throws: `.usage` if a name is there twice or is `__metadata__`.
  init(
    _ tensors: [(name: String, tensor: HostTensor)], metadata: [String: String], path: String
  ) throws(HoneError) {
    let byName = Dictionary(tensors.map { ($0.name, $0.tensor) }) { first, _ in first }
    guard byName.count == tensors.count, byName["__metadata__"] == nil else {
      throw HoneError(
        .usage, path: path, operation: "safetensors",
        wanted: "a name of its own for each tensor, none of them __metadata__",
        received: tensors.map(\.name).sorted().joined(separator: ", "))
    }
    header = SafetensorsHeader(placing: tensors, metadata: metadata)
    ordered = header.entries.compactMap { byName[$0.name] }
  }

  /// Writes the file, atomically.
  func write(_ header: [UInt8], to path: String) throws(HoneError) {
    try AtomicFile.write(to: path) { writer throws(HoneError) in
      try writer.write(header)
      for tensor in ordered { try writer.write(tensor) }
    }
  }
}
