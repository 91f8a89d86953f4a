import HoneCore
import HoneData
import Testing

struct SampleImagesTests {
  @Test(arguments: DataPart.allCases)
  func bothPartsAreBalancedImagesOfTenClasses(_ part: DataPart) throws {
    let data = try SampleImages.load(part)
    #expect(data.count == (part == .train ? 400 : 100))
    #expect(data.fields[0].shape == [28, 28, 1])
    #expect(data.classNames?.count == 10)
    let labels = try #require(data.classLabels)
    let counts = Dictionary(labels.map { ($0, 1) }, uniquingKeysWith: +)
    #expect(counts.count == 10)
    #expect(Set(counts.values) == [data.count / 10])
    try DataChecks.check(data, classCount: 10, name: "sample")
    let pixels = try data.tensors(at: [0])[0].elements(as: Float.self)
    #expect(pixels.max() ?? 0 > 0.5)
    #expect(pixels.allSatisfy { (0...1).contains($0) })
  }

  @Test func trainingAndTestImagesDiffer() throws {
    let rows = try SampleImages.load(.train).tensors(at: Array(0..<100))[0]
    #expect(try SampleImages.load(.test).tensors(at: Array(0..<100))[0] != rows)
  }
}
