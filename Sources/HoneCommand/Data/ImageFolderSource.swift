#if CommandLineTool
  internal import Hone
  internal import HoneTrain

  /// Images in folders, one folder a class.
  struct ImageFolderSource: DataSource {
    static let schema = Schema(
      .dataset, "images", summary: "PNG, JPEG, BMP and GIF images in folders, one folder a class",
      fields: FileParts.fields("the folder of classes") + [
        Field(
          "channels", .choice(["grayscale", "rgb", "rgba"]), default: "rgb",
          "which channels images have"),
        Field(
          "background", .int(0...255), default: .null,
          "the grey that transparent pixels show; null: the color stored beneath"),
        Field(
          "leastSize", .int(1...65_535), default: .null,
          "JPEG images may be decoded at ½, ¼ or ⅛ of their size, much faster, as long as no side "
            + "becomes smaller"),
        Field(
          "corrupt", .choice(CorruptSamples.allCases.map(\.rawValue)), default: "fail",
          "skip: files that can't be decoded are found first, listed, and left out"),
        Field("cache", .bool, default: false, "keep decoded images in memory"),
      ])

    private let parts: FileParts
    private let channels: ImageChannels
    private let background: Int?
    private let leastSize: Int?
    private let corrupt: CorruptSamples
    private let caches: Bool

    init(_ fields: Fields) throws(HoneError) {
      parts = try FileParts(fields)
      channels = try fields.choice("channels")
      background = fields.has("background") ? try fields.int("background") : nil
      leastSize = fields.has("leastSize") ? try fields.int("leastSize") : nil
      corrupt = try fields.choice("corrupt")
      caches = try fields.bool("cache")
    }

    var fields: [String: ConfigurationValue] {
      parts.fields.merging([
        "channels": ConfigurationValue(channels.rawValue),
        "background": background.map { ConfigurationValue($0) } ?? .null,
        "leastSize": leastSize.map { ConfigurationValue($0) } ?? .null,
        "corrupt": ConfigurationValue(corrupt.rawValue), "cache": ConfigurationValue(caches),
      ]) { a, _ in a }
    }

    var limit: Int? { parts.limit }

    /// The test folder has the classes of the training folder.
    func read(_ part: DataPart) throws(HoneError) -> RawData? {
      guard let path = parts.path(part) else { return nil }
      let classNames =
        part == .train ? nil : try ImageFolder(parts.train, channels: channels).classNames
      var folder = try ImageFolder(path, channels: channels, classNames: classNames)
      folder.decoder.background = background.map { UInt8(clamping: $0) }
      folder.decoder.leastHeight = leastSize
      folder.decoder.leastWidth = leastSize
      guard corrupt == .skip else { return .source(caches ? folder.cache() : folder) }
      let (source, report) = try folder.skippingCorrupt()
      if !report.failures.isEmpty { Console.error("\(path): \(report)") }
      return .source(caches ? source.cache() : source)
    }
  }
#endif
