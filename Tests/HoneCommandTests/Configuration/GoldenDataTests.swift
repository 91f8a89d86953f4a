#if CommandLineTool
  import Foundation
  import Hone
  import HoneTestSupport
  import Testing

  @testable import HoneCommand

  /// Every source of data against what NumPy reads from the same files.
  @Suite struct GoldenDataTests {
    @Test(arguments: try Golden.names(of: "data"))
    func imagesAndLabelsAgree(_ name: String) throws {
      let golden = try Golden(name)
      let folder = try Tool()
      for (file, bytes) in golden.tensors(under: "file") {
        try folder.write(bytes.elements(as: UInt8.self), to: file)
      }
      let source = try golden.configuration.member("dataset").string()
      let isFile = !golden.tensors(under: "file").isEmpty
      let value: ConfigurationValue =
        isFile ? [source: ["folder": .init(folder.folder.path)]] : .init(source)
      let made = try #require(
        try Registry.command.make(.dataset, from: value, at: name) as? any DataSource)
      for (part, prefix) in [(DataPart.train, "train"), (.test, "t10k")] {
        let data = try #require(try made.load(part, seed: 0)).dataset()
        let tensors = try data.tensors(at: Array(0..<data.count))
        try golden.expect(tensors[1], toBe: "labels/" + prefix, within: 0)
        guard let means = golden.tensors["means/" + prefix] else {
          try golden.expect(tensors[0], toBe: "images/" + prefix, within: 1e-7)
          continue
        }
        let pixels = tensors[0].elements(as: Double.self)
        let received = (0..<data.count).map { image in
          pixels[image * 784..<(image + 1) * 784].reduce(0, +) / 784
        }
        try golden.expect(
          HostTensor(received), toBe: means, called: "means of " + prefix, within: 1e-6)
      }
    }

    @Test func everySourceHasACase() throws {
      let named = try Golden.names(of: "data").map {
        try Golden($0).configuration.member("dataset").string()
      }
      let held = named + HeldElsewhere.sources.keys
      #expect(held.sorted() == Registry.command.schemas(.dataset).map(\.name).sorted())
    }
  }
#endif
