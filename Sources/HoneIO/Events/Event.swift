internal import HoneCore

/// A message of an event file: TensorFlow's `Event`.
struct Event {
  enum Content {
    /// Which format the file has; the first message.
    case fileVersion
    case summaries([Summary])
  }

  /// Seconds since 1970.
  let wallTime: Double
  let step: Int
  let content: Content

  var message: ProtobufMessage {
    var message = ProtobufMessage()
    message.add(1, wallTime)
    message.add(2, step)
    switch content {
    case .fileVersion: message.add(3, "brain.Event:2")
    case .summaries(let values):
      var summary = ProtobufMessage()
      for value in values { summary.add(1, value.message) }
      message.add(5, summary)
    }
    return message
  }
}

/// A named value in an event: TensorFlow's `Summary.Value`.
struct Summary {
  enum Content {
    case scalar(Float)
    /// Rows of left edge, right edge and count.
    case histogram(HistogramBuckets)
    case image(EncodedImage)
    /// Nothing but what a part of TensorBoard wants to know.
    case plugin(name: String, content: ProtobufMessage)
  }

  let tag: String
  let content: Content

  var message: ProtobufMessage {
    var message = ProtobufMessage()
    message.add(1, tag)
    switch content {
    case .scalar(let value): message.add(2, value)
    case .histogram(let buckets):
      message.add(8, Self.tensor(buckets.rows, shape: [buckets.counts.count, 3]))
      message.add(9, Self.metadata(plugin: "histograms"))
    case .image(let image): message.add(4, image.message)
    case .plugin(let name, let content):
      message.add(8, Self.emptyTensor)
      message.add(9, Self.metadata(plugin: name, content: content))
    }
    return message
  }

  private static func metadata(
    plugin: String, content: ProtobufMessage? = nil
  ) -> ProtobufMessage {
    var data = ProtobufMessage()
    data.add(1, plugin)
    if let content { data.add(2, content) }
    var message = ProtobufMessage()
    message.add(1, data)
    return message
  }

  /// A float64 tensor: TensorFlow's `TensorProto`.
  private static func tensor(_ values: [Double], shape: [Int]) -> ProtobufMessage {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * 8)
    for value in values { bytes.appendLittleEndian(value.bitPattern) }
    return tensor(type: 2, shape: shape, bytes: bytes)
  }

  /// No float32 at all: the smallest tensor.
  private static let emptyTensor = tensor(type: 1, shape: [0], bytes: [])

  private static func tensor(type: Int, shape: [Int], bytes: [UInt8]) -> ProtobufMessage {
    var dimensions = ProtobufMessage()
    for extent in shape {
      var dimension = ProtobufMessage()
      dimension.add(1, extent)
      dimensions.add(2, dimension)
    }
    var tensor = ProtobufMessage()
    tensor.add(1, type)
    tensor.add(2, dimensions)
    if !bytes.isEmpty { tensor.add(4, bytes: bytes) }
    return tensor
  }
}

/// A PNG as event files hold it: TensorFlow's `Summary.Image`.
struct EncodedImage {
  let height: Int
  let width: Int
  let channels: Int
  let png: [UInt8]

  var message: ProtobufMessage {
    var message = ProtobufMessage()
    message.add(1, height)
    message.add(2, width)
    message.add(3, channels)
    message.add(4, bytes: png)
    return message
  }
}
