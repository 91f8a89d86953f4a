import Glibc
import HoneCore
import HoneData

/// What libFuzzer calls with every input: decodes it by the format that `HONE_FUZZ` names.
///
/// Whatever the bytes are, decoding returns an image that keeps to the limit, or throws an error of
/// kind `.data`; anything else ends the process, and libFuzzer keeps the input. See
/// Scripts/fuzz.sh.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = UnsafeRawBufferPointer(start: start, count: count)
  switch FuzzTarget.chosen {
  case .image(let format): return FuzzTarget.decodeImage(bytes, format)
  case .file(let read): return FuzzTarget.readFile(bytes, read)
  case nil: fatalError("HONE_FUZZ names no target")
  }
}

/// What is fuzzed.
private enum FuzzTarget {
  case image(ImageFormat)
  case file(FileReading)

  static let chosen: FuzzTarget? = {
    let name = getenv("HONE_FUZZ").map { String(cString: $0) } ?? ""
    if let format = ImageFormat(rawValue: name) { return .image(format) }
    return FileReading(rawValue: name).map { .file($0) }
  }()

  /// Decodes an image; inputs that begin like another format aren't kept.
  static func decodeImage(_ bytes: UnsafeRawBufferPointer, _ format: ImageFormat) -> CInt {
    guard ImageFormat(magic: bytes) == format, let last = bytes.last else { return -1 }
    // Small enough that a run of large images doesn't take the time of many small ones.
    var decoder = ImageDecoder(largestByteCount: 1 << 20)
    decoder.channels = ImageChannels.allCases[Int(last) % ImageChannels.allCases.count]
    decoder.appliesOrientation = last & 0x10 == 0
    if last & 0x20 != 0 { (decoder.leastHeight, decoder.leastWidth) = (3, 5) }
    do throws(HoneError) {
      let image = try decoder.decode(bytes, name: "input")
      // The limit holds for the file's own channels; others may be asked for.
      guard image.byteCount <= 4 << 20, image.byteCount == image.shape.count else {
        fatalError("\(image.shape)")
      }
    } catch {
      guard error.kind == .data, error.path == "input" else { fatalError("\(error)") }
    }
    return 0
  }

  /// Reads a file of these bytes.
  static func readFile(_ bytes: UnsafeRawBufferPointer, _ reading: FileReading) -> CInt {
    let path = "/dev/shm/hone-fuzz-\(getpid())"
    guard let file = fopen(path, "wb") else { fatalError("no \(path)") }
    fwrite(bytes.baseAddress, 1, bytes.count, file)
    fclose(file)
    defer { unlink(path) }
    do throws(HoneError) {
      try reading.read(path)
    } catch {
      guard [.data, .file, .several].contains(error.kind) else { fatalError("\(error)") }
    }
    return 0
  }
}

/// Formats that are read from files, by what reads them.
private enum FileReading: String {
  case csv, jsonl, npz, tfrecord, idx

  func read(_ path: String) throws(HoneError) {
    switch self {
    case .csv: _ = try CSVTable(path)
    case .jsonl: try readSamples(JSONLines(path))
    case .npz: try readSamples(NumPyArrays(path, limit: 1 << 20))
    case .tfrecord: try readSamples(TFRecordExamples([path]))
    case .idx: _ = try IDXReader.read(path)
    }
  }

  /// The first samples and the last one.
  private func readSamples(_ source: some SampleSource) throws(HoneError) {
    for index in [0, 1, 2, source.count - 1] where (0..<source.count).contains(index) {
      _ = try source.sample(at: index)
    }
  }
}
