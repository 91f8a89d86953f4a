#if CommandLineTool
  internal import Hone

  /// Reads the images of files as the bytes that a model takes: `[N, H, W, C]`.
  struct ImageFileReader {
    private let shape: Shape
    private let limit: Int

    /// A reader for a model of images.
    ///
    /// - Parameter limit: the most images to take from a file of many.
    /// - Throws: `.model` if the model takes something else.
    init(for fields: [FieldSpec], in folder: String, limit: Int) throws(HoneError) {
      let inputs = fields.filter { $0.role == .input }
      guard inputs.count == 1, inputs[0].shape.rank == 3 else {
        throw HoneError(
          .model, path: folder, operation: "predict", wanted: "a model of one image",
          received: "inputs " + inputs.map { "\($0.name) \($0.shape)" }.joined(separator: ", "),
          help: "use such a model from Swift")
      }
      shape = inputs[0].shape
      self.limit = limit
    }

    /// The images of a PNG, JPEG, BMP, GIF or IDX file.
    ///
    /// - Throws: `.file` if there is none, `.data` if it is damaged or its images have another size.
    func read(_ path: String) throws(HoneError) -> HostTensor {
      let reader = try FileReader(path)
      let head = try reader.bytes(0..<min(4, reader.byteCount))
      let isIDX = head.starts(with: [0, 0]) || head.starts(with: [0x1F, 0x8B])
      return isIDX ? try readIDX(path) : try readImage(path)
    }

    private func readImage(_ path: String) throws(HoneError) -> HostTensor {
      let channels: ImageChannels =
        switch shape[2] {
        case 1: .grayscale
        case 3: .rgb
        case 4: .rgba
        default: .asStored
        }
      let image = try ImageDecoder(channels: channels).decode(path)
      try require(image.shape, of: path)
      return try image.reshaped(to: Shape([1] + image.shape.dimensions))
    }

    private func readIDX(_ path: String) throws(HoneError) -> HostTensor {
      let images = try IDXReader.read(path, dtype: .uint8)
      var dimensions = images.shape.dimensions
      if dimensions.count == 3 { dimensions.append(1) }
      guard dimensions.count == 4 else {
        throw HoneError(
          .data, path: path, operation: "predict", wanted: "images: rank 3 or 4",
          received: "\(images.shape)", help: "name a file of images, not of labels")
      }
      try require(Shape(Array(dimensions.dropFirst())), of: path)
      let all = try ArrayDataset(x: try images.reshaped(to: Shape(dimensions)))
      let count = min(limit, all.count)
      guard count > 0 else {
        throw HoneError(.data, path: path, operation: "predict", wanted: "at least one image")
      }
      return try all.tensors(at: Array(0..<count))[0]
    }

    private func require(_ received: Shape, of path: String) throws(HoneError) {
      guard received == shape else {
        throw HoneError(
          .data, path: path, operation: "predict",
          wanted: "an image of height × width × channels \(Self.size(shape))",
          received: Self.size(received), help: "scale or crop the image to that size first")
      }
    }

    private static func size(_ shape: Shape) -> String {
      shape.dimensions.map { String($0) }.joined(separator: " × ")
    }
  }
#endif
