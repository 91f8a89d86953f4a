public import HoneCore
internal import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// A file of numbers, histograms and pictures that TensorBoard shows.
///
/// ```swift
/// let events = try EventFile(in: "logs/train")
/// try events.write(["epoch_loss": 0.25], step: 3)
/// try events.write(histogram: trainer.weights["dense_1/kernel"], tag: "kernel", step: 3)
/// ```
///
/// Each call appends and hands what it wrote to the system, so that a killed program loses nothing.
/// TensorBoard reads the folders below the one that it is given as runs of their own:
/// `tensorboard --logdir logs`.
///
/// Scalars are written as float32 (`simple_value`), which every reader of event files knows,
/// histograms as TensorFlow 2 writes them, images as PNG.
public final class EventFile: Sendable {
  private let file: AppendingFile

  /// Where the file is.
  public var path: String { file.path }

  /// The bytes that the file holds.
  package var byteCount: Int { file.byteCount }

  /// How many of the bytes that were to be kept the file didn't have.
  package var missingByteCount: Int { file.missingByteCount }

  /// Makes a file `events.out.tfevents.…` in a folder, which is made too where there is none.
  ///
  /// - Parameter folder: the folder of the run; a file that is in it already stays.
  /// - Throws: `.file` if the system refuses.
  public convenience init(in folder: String) throws(HoneError) {
    try self.init(Self.makeFile(in: folder))
  }

  /// Goes on with a file that has `byteCount` bytes that count. If the machine lost some of them, what
  /// is left of the last event goes: nothing behind it could be read.
  package convenience init(
    continuing path: String, at byteCount: Int
  ) throws(HoneError) {
    let file = try AppendingFile(path, from: .byte(byteCount))
    if file.missingByteCount > 0 { try file.cut(to: try Self.wholeByteCount(of: path)) }
    try self.init(file)
  }

  /// The bytes of a file's events up to the first that isn't whole.
  private static func wholeByteCount(of path: String) throws(HoneError) -> Int {
    let reader = try FileReader(path)
    var end = 0
    while end + 12 <= reader.byteCount {
      let head = try reader.bytes(end..<end + 8)
      let length = head.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      // The length, its checksum, the event, its checksum.
      guard let count = Int(exactly: length), count <= reader.byteCount - end - 16 else { break }
      end += count + 16
    }
    return end
  }

  private init(_ file: AppendingFile) throws(HoneError) {
    self.file = file
    if file.byteCount == 0 { try append(.fileVersion, step: 0) }
  }

  /// Writes numbers by their tags.
  ///
  /// - Throws: `.file` if the device is full or fails; nothing of it is then in the file.
  public func write(
    _ scalars: KeyValuePairs<String, Double>, step: Int
  ) throws(HoneError) {
    try write(scalars: scalars.map { ($0.key, $0.value) }, step: step)
  }

  /// Writes numbers by their tags.
  ///
  /// - Throws: `.file` if the device is full or fails; nothing of it is then in the file.
  public func write(
    scalars: [(tag: String, value: Double)], step: Int
  ) throws(HoneError) {
    if scalars.isEmpty { return }
    try append(
      .summaries(scalars.map { Summary(tag: $0.tag, content: .scalar(Float($0.value))) }),
      step: step)
  }

  /// Writes how many elements of a tensor lie where, in buckets of one width. Elements that aren't
  /// finite are left out.
  ///
  /// - Parameter buckets: how many buckets there are, 1 or more.
  /// - Throws: `.usage` without buckets, `.file` if the device is full or fails.
  public func write(
    histogram tensor: HostTensor, tag: String, step: Int, buckets: Int = 30
  ) throws(HoneError) {
    guard buckets >= 1 else {
      throw HoneError(
        .usage, path: tag, operation: "histogram", wanted: "1 bucket or more",
        received: "\(buckets)")
    }
    let histogram = HistogramBuckets(tensor.elements(as: Double.self), count: buckets)
    try append(.summaries([Summary(tag: tag, content: .histogram(histogram))]), step: step)
  }

  /// Writes a picture.
  ///
  /// - Parameters:
  ///   - png: the bytes of a PNG file.
  ///   - shape: its `[height, width, channels]`.
  /// - Throws: `.file` if the device is full or fails.
  public func write(
    png: [UInt8], shape: Shape, tag: String, step: Int
  ) throws(HoneError) {
    guard shape.rank == 3 else {
      throw HoneError(
        .usage, path: tag, operation: "image", wanted: "a shape [height, width, channels]",
        received: "\(shape)")
    }
    let image = EncodedImage(height: shape[0], width: shape[1], channels: shape[2], png: png)
    try append(.summaries([Summary(tag: tag, content: .image(image))]), step: step)
  }

  /// Writes what TensorBoard's table of hyperparameters shows of this run.
  ///
  /// - Parameters:
  ///   - hyperparameters: numbers, texts and flags by name; lists and objects become texts.
  ///   - group: what runs that belong together share; empty for none.
  /// - Throws: `.file` if the device is full or fails.
  public func write(
    hyperparameters: [(name: String, value: ConfigurationValue)], group: String = ""
  ) throws(HoneError) {
    let summary = Hyperparameters.start(hyperparameters, group: group, at: Self.now())
    try append(.summaries([summary]), step: 0)
  }

  /// Writes how the run with these hyperparameters ended.
  ///
  /// - Throws: `.file` if the device is full or fails.
  public func writeEnd(succeeded: Bool) throws(HoneError) {
    try append(.summaries([Hyperparameters.end(succeeded: succeeded, at: Self.now())]), step: 0)
  }

  /// Waits until the device has everything, and closes the file.
  ///
  /// - Throws: `.file` if the device fails.
  public func close() throws(HoneError) { try file.close() }

  private func append(_ content: Event.Content, step: Int) throws(HoneError) {
    let event = Event(wallTime: Self.now(), step: step, content: content)
    try file.append(RecordFrame.bytes(around: event.message.bytes))
  }

  /// Seconds since 1970.
  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  /// A file of a name that no other has, and that sorts by time: TensorBoard reads files in this
  /// order.
  private static func makeFile(in folder: String) throws(HoneError) -> AppendingFile {
    var host = [CChar](repeating: 0, count: 256)
    let isKnown = gethostname(&host, 255) == 0
    let letters = host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let machine = isKnown ? String(decoding: letters, as: UTF8.self) : "unknown"
    let digits = String(Int(now()))
    let seconds = String(repeating: "0", count: max(0, 10 - digits.count)) + digits
    let stem =
      "\(folder)/events.out.tfevents.\(seconds).\(machine.replacing("/", with: "_")).\(getpid())"
    var number = 0
    while true {
      let path = "\(stem).\(number)"
      number += 1
      if FileSystem.exists(path) { continue }
      do throws(HoneError) {
        return try AppendingFile(path, from: .new)
      } catch {
        // Another thread may have been faster.
        if !FileSystem.exists(path) { throw error }
      }
    }
  }
}
