internal import CSampleImages
public import HoneCore

/// Small images that come with the library: 28×28, grey, ten classes of shapes.
///
/// For tests and first steps without a download. They are drawn by a script of this project and in
/// the public domain. A small convolutional network gets nearly all of them right, a linear model
/// four in five.
///
/// ```swift
/// let train = try SampleImages.load(.train)
/// let test = try SampleImages.load(.test)
/// ```
public enum SampleImages {
  /// One part of the set: `[N, 28, 28, 1]` images, scaled to 0 … 1 when batched, and int32 labels.
  ///
  /// - Throws: `.data` if the program's copy is damaged.
  public static func load(_ part: DataPart) throws(HoneError) -> ArrayDataset {
    let images = part == .train ? hone_sample_train_images() : hone_sample_test_images()
    let labels = part == .train ? hone_sample_train_labels() : hone_sample_test_labels()
    return try IDXReader.dataset(
      images: InflatingReader(bytes: bytes(of: images), name: "the sample images"),
      labels: InflatingReader(bytes: bytes(of: labels), name: "the sample labels"),
      classNames: classNames)
  }

  /// The names of the ten classes.
  public static var classNames: [String] {
    String(decoding: bytes(of: hone_sample_classes()), as: UTF8.self)
      .split(separator: "\n").map { String($0) }
  }

  private static func bytes(of file: HoneSampleFile) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: file.bytes, count: file.count)
  }
}

/// The parts that published data sets come in.
public enum DataPart: String, Hashable, Sendable, Codable, CaseIterable {
  case train, test
}
