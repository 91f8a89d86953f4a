import Foundation
import HoneCore

@testable import HoneData

/// Pictures that Keras or torchvision transformed with fixed draws: `Scripts/golden/image_cases.py`.
struct GoldenImages {
  struct Case: CustomStringConvertible, Sendable {
    let transform: ConfigurationValue
    let draw: [String: Double]
    let picture: String
    let range: ClosedRange<Float>
    let shape: [Int]
    let expected: [Float]
    let note: String

    var name: String { transform.keys[0] }
    var description: String {
      "\(transform.json(indent: nil)) drew \(draw.sorted { $0.key < $1.key }) on \(picture)"
    }
  }

  let cases: [Case]
  let pictures: [String: (shape: [Int], pixels: [Float])]

  /// The cases of a framework.
  init(_ framework: String) throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Fixtures/golden/images")
    let text = try String(contentsOf: folder.appending(path: "\(framework).json"), encoding: .utf8)
    let value = try ConfigurationValue(parsingJSON: text, file: framework)
    let numbers = try Self.numbers(folder.appending(path: "\(framework).npy"))
    func pixels(_ value: ConfigurationValue) throws -> (shape: [Int], pixels: [Float]) {
      let shape = try value.member("shape").array().map { try $0.int() }
      let offset = try value.member("offset").int()
      return (shape, Array(numbers[offset..<offset + shape.reduce(1, *)]))
    }
    pictures = try Dictionary(
      uniqueKeysWithValues: value.member("pictures").object().map { ($0.key, try pixels($0.value)) }
    )
    cases = try value.member("cases").array().map { entry in
      let (shape, expected) = try pixels(entry)
      let range = try entry.member("range").array().map { Float(try $0.double()) }
      return Case(
        transform: try entry.member("transform"),
        draw: try Dictionary(
          uniqueKeysWithValues: entry.member("draw").object().map {
            ($0.key, try $0.value.double())
          }),
        picture: try entry.member("picture").string(), range: range[0]...range[1], shape: shape,
        expected: expected, note: (try? entry.member("note").string()) ?? "")
    }
  }

  /// The float32 numbers of a file of NumPy, version 1, of one axis.
  private static func numbers(_ url: URL) throws -> [Float] {
    let bytes = try Data(contentsOf: url)
    let start = 10 + Int(bytes[8]) + Int(bytes[9]) << 8
    return bytes[start...].withUnsafeBytes { raw in
      (0..<raw.count / 4).map {
        Float(
          bitPattern: UInt32(
            littleEndian: raw.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self)))
      }
    }
  }

  /// The case's picture in its range.
  func image(_ case: Case) throws -> Image {
    guard let (shape, pixels) = pictures[`case`.picture] else { throw CocoaError(.fileNoSuchFile) }
    let (low, high) = (`case`.range.lowerBound, `case`.range.upperBound)
    let scaled =
      `case`.range == Image.byteRange ? pixels : pixels.map { low + $0 / 255 * (high - low) }
    return try Image(HostTensor(scaled, shape: Shape(shape)), range: `case`.range)
  }

  /// What Hone makes of the case: its picture, transformed as drawn.
  func output(_ case: Case) throws -> Image {
    let made = try Registry.data.make(.transform, from: `case`.transform, at: "augment")
    guard let transform = made as? any Transform else { throw CocoaError(.featureUnsupported) }
    var record = DrawRecord()
    record.entries = [DrawRecord.Entry(`case`.name, `case`.draw)]
    var sample = Sample([.image(try image(`case`))])
    var context = TransformContext(key: RandomKey(seed: 0), replay: DrawReplay(record))
    try transform.apply(to: &sample, context: &context)
    guard case .image(let result) = sample.values[0] else { throw CocoaError(.featureUnsupported) }
    return result
  }

  /// The largest difference, as a share of the range.
  func difference(_ case: Case) throws -> Float {
    let result = try output(`case`)
    guard [result.height, result.width, result.channels] == `case`.shape else { return .infinity }
    let differences = zip(result.pixels, `case`.expected).map { abs($0 - $1) }
    return (differences.max() ?? 0) / (`case`.range.upperBound - `case`.range.lowerBound)
  }
}
