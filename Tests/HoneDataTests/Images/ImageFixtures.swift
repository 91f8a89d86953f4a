import Foundation
import HoneCore
import HoneData

/// Image files and their pixels, written by Scripts/golden/image_files.py.
enum ImageFixtures {
  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/golden/image-files").path

  /// The names of all image files, such as `jpeg-420.jpg`.
  static let names: [String] = {
    let all = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return all.filter { !$0.hasSuffix(".npy") }.sorted()
  }()

  static func path(_ name: String) -> String { folder + "/" + name }

  static func bytes(_ name: String) throws -> [UInt8] { try readBytes(path(name)) }

  /// The pixels of a file, uint8 `[H, W, C]`.
  static func pixels(_ name: String) throws -> HostTensor {
    let stem = name.prefix { $0 != "." }
    let bytes = try readBytes(folder + "/\(stem).npy")
    let length = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    let header = String(decoding: bytes[10..<length], as: UTF8.self)
    let extents = header.split(separator: "(")[1].split(separator: ")")[0].split(separator: ",")
    return try HostTensor(
      Array(bytes[length...]),
      shape: Shape(extents.compactMap { Int($0.trimmingCharacters(in: .whitespaces)) }))
  }
}
