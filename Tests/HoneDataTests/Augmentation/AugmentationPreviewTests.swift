import HoneCore
import Testing

@testable import HoneData

@Suite struct AugmentationPreviewTests {
  private static let transforms: [any Transform] = [
    RandomFlip(.horizontal), RandomRotation(0.1), RandomNoise(0.05), RandAugment(),
  ]

  private func source() throws -> DatasetSource {
    let pixels = (0..<6 * 64).map { Float(($0 * 37) % 256) / 255 }
    return DatasetSource(
      try ArrayDataset(
        x: HostTensor(pixels, shape: [6, 8, 8, 1]), y: HostTensor((0..<6).map { Int32($0) })))
  }

  @Test func aLogReadsBackAndGivesTheSameBits() throws {
    let preview = try AugmentationPreview(try source(), Self.transforms, seed: 3)
    let rows = try preview.draw(samples: [4, 1], draws: 3)
    let text = preview.log(rows).text
    #expect(text.split(separator: "\n").count == 6)
    let log = try DrawLog(text, file: "log.jsonl")
    #expect(log == preview.log(rows))
    // Another seed: everything comes from the log.
    let again = try AugmentationPreview(try source(), Self.transforms, seed: 99).replay(log)
    #expect(again.map(\.sample) == [4, 1])
    for (first, second) in zip(rows, again) {
      #expect(first.original == second.original)
      #expect(first.drawn.map(\.value) == second.drawn.map(\.value))
      #expect(first.drawn.map(\.record) == second.drawn.map(\.record))
      #expect(Set(first.drawn.map(\.value)).count == 3)
    }
  }

  /// Draw k is what the loader of epoch k hands to the model.
  @Test func drawsAreThoseOfTraining() throws {
    let preview = try AugmentationPreview(try source(), Self.transforms, seed: 5)
    let rows = try preview.draw(samples: [2, 5], draws: 2)
    let data = try MappedSource(try source(), Self.transforms).dataset()
    let plan = try BatchPlan(count: 6, batchSize: 4, shuffles: true, seed: 5)
    for epoch in 0..<2 {
      let trained = try data.tensors(at: [2, 5], key: plan.dataKey(epoch: epoch))[0]
      let expected = trained.elements(as: Float.self)
      for (place, row) in rows.enumerated() {
        guard case .image(let image) = row.drawn[epoch].value else {
          Issue.record("not an image")
          return
        }
        #expect(image.pixels == Array(expected[place * 64..<place * 64 + 64]))
      }
    }
  }

  @Test func theSheetHasARowForEachSample() throws {
    let preview = try AugmentationPreview(try source(), Self.transforms)
    let sheet = preview.sheet(try preview.draw(samples: [0, 1, 2], draws: 4), cellSize: 32)
    #expect(sheet.rows.count == 3)
    #expect(sheet.rows.allSatisfy { $0.cells.count == 5 })
    #expect(sheet.rows[0].cells[0].caption == ["original"])
    #expect(
      sheet.rows[0].cells[1].caption.contains { $0.hasPrefix("Rotation ") && $0.hasSuffix("°") })
    #expect(try sheet.render().shape[2] == 3)
  }

  @Test func damagedAndForeignLogsAreErrors() throws {
    let preview = try AugmentationPreview(try source(), Self.transforms)
    let wrong = HoneError.of { _ = try DrawLog("\n{\"sample\":1}\n", file: "log.jsonl") }
    #expect(wrong?.path == "log.jsonl:2")
    #expect(HoneError.of { _ = try DrawLog("nothing", file: "a") }?.kind == .data)
    let line = "{\"sample\":77,\"name\":\"x\",\"draw\":0,\"transforms\":[]}"
    #expect(HoneError.of { _ = try preview.replay(DrawLog(line, file: "a")) }?.kind == .data)
    let other = "{\"sample\":1,\"name\":\"boot.png\",\"draw\":0,\"transforms\":[]}"
    let error = HoneError.of { _ = try preview.replay(DrawLog(other, file: "a")) }
    #expect(error?.description.contains("boot.png") == true)
    let foreign =
      "{\"sample\":1,\"name\":\"sample 1\",\"draw\":0,\"transforms\":[{\"transform\":\"RandomZoom\","
      + "\"caption\":\"\",\"values\":{\"x\":1}}]}"
    let mismatch = HoneError.of { _ = try preview.replay(DrawLog(foreign, file: "a")) }
    #expect(mismatch?.description.contains("RandomZoom") == true)
  }
}
