import Foundation
import HoneCore
import HoneData
import Testing

/// What Keras's preprocessing layers learn and make, bit by bit where it is indices and within 1e-5
/// where it is numbers; see Scripts/golden/keras_preprocessing.py.
struct PreprocessingGoldenTests {
  static let cases: [String] = {
    let files = try? FileManager.default.contentsOfDirectory(atPath: folder)
    return (files ?? []).filter { $0.hasSuffix(".json") }.sorted()
  }()

  static let folder: String = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return root.appending(path: "Fixtures/golden/preprocessing").path
  }()

  @Test func thereAreCases() { #expect(Self.cases.count >= 60) }

  @Test(arguments: cases) func isKeras(file: String) throws {
    let text = try String(contentsOfFile: Self.folder + "/" + file, encoding: .utf8)
    let golden = try ConfigurationValue(parsingJSON: text, file: file)
    let name = try golden.member("name").string()
    var configuration = ConfigurationValue.object([(name, try golden.member("config"))])
    if name == "TextVectorization" { configuration = asciiOnly(configuration, name) }
    var transform = try #require(
      Registry.data.make(.transform, from: configuration, at: file) as? any Transform)
    if let data = golden["adapt"], !data.isNull {
      let fitted = try #require(transform as? any FittedTransform)
      #expect(!fitted.isFitted)
      transform = try fitted.adapt(to: source(data, name))
      try compareLearnt(transform, golden.member("learnt"))
      // What was learnt is in the fields: made again from them, it is the same transform.
      let again = try Registry.data.make(.transform, from: transform.configuration, at: file)
      #expect(again.configuration == transform.configuration)
      transform = try #require(again as? any Transform)
    }
    let results = try transform.tensors(of: source(golden.member("inputs"), name))
    let wanted = try golden.member("outputs").array()
    #expect(results.count == wanted.count)
    let shape = Shape(try golden.member("shape").array().map { try $0.int() })
    var worst = 0.0
    for (index, (result, row)) in zip(results, wanted).enumerated() {
      #expect(result.shape == shape, "\(file), sample \(index)")
      let numbers = try row.array().map { try $0.double() }
      if result.dtype == .int32 {
        #expect(result.elements(as: Double.self) == numbers, "\(file), sample \(index)")
      } else {
        for (a, b) in zip(result.elements(as: Double.self), numbers) {
          #expect(abs(a - b) <= 1e-5 * max(1, abs(b)), "\(file), sample \(index): \(a), \(b)")
          worst = max(worst, abs(a - b) / max(1, abs(b)))
        }
      }
    }
    GoldenNotes.add([(name, file, "Keras 3.15.1", worst)])
  }

  /// English and Korean with ASCII punctuation: the tokens are Keras's in both modes.
  @Test(arguments: cases.filter { $0.hasPrefix("text-vectorization") })
  func unicodeModeAgrees(file: String) throws {
    let text = try String(contentsOfFile: Self.folder + "/" + file, encoding: .utf8)
    let golden = try ConfigurationValue(parsingJSON: text, file: file)
    let configuration = ConfigurationValue.object(
      [("TextVectorization", try golden.member("config"))])
    let texts = try golden.member("inputs").array().map { try $0.string() }
    let modes = try [configuration, asciiOnly(configuration, "TextVectorization")].map {
      let made = try Registry.data.make(.transform, from: $0, at: file)
      return try #require(made as? TextVectorization)
    }
    for text in texts { #expect(modes[0].tokens(of: text) == modes[1].tokens(of: text)) }
  }

  private func asciiOnly(_ value: ConfigurationValue, _ name: String) -> ConfigurationValue {
    var fields = value[name] ?? .emptyObject
    fields["unicode"] = false
    return .object([(name, fields)])
  }

  private func compareLearnt(_ transform: any Transform, _ learnt: ConfigurationValue) throws {
    for member in learnt.members {
      let own = try #require(transform.fields[member.key])
      if member.key == "vocabulary" {
        #expect(own == member.value)
      } else {
        let pairs = zip(try own.array(), try member.value.array())
        #expect(own.elements.count == member.value.elements.count)
        for (a, b) in pairs {
          #expect(abs(try a.double() - b.double()) <= 1e-5 * max(1, abs(try b.double())))
        }
      }
    }
  }

  private func source(_ data: ConfigurationValue, _ name: String) throws -> ValueSource {
    let rows = try data.array()
    if case .string = rows.first?.kind { return .texts(try rows.map { try $0.string() }) }
    let shape = try self.shape(of: rows[0])
    if name == "Normalization" || name == "Discretization" {
      return try .tensors(rows.map { try flat($0).map { Float($0) } }, shape: shape)
    }
    return try .integers(rows.map { try flat($0).map { Int($0) } }, shape: shape)
  }

  private func shape(of value: ConfigurationValue) throws -> Shape {
    guard case .array(let elements) = value.kind else { return [] }
    return Shape([elements.count] + (try shape(of: elements[0])).dimensions)
  }

  private func flat(_ value: ConfigurationValue) throws -> [Double] {
    guard case .array(let elements) = value.kind else { return [try value.double()] }
    return try elements.flatMap { try flat($0) }
  }
}
