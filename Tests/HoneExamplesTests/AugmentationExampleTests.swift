import Foundation
import Hone
import Testing

@testable import HoneExamples

/// The experiment takes minutes and a published data set; here it runs on a few images that come
/// with Hone, and its page is checked without a run.
struct AugmentationExampleTests {
  private func courses(
    _ augmentation: [any Transform], seeds: Range<UInt64> = 0..<2
  ) async throws -> [AugmentationExample.Course] {
    try await AugmentationExample.courses(
      on: SampleImages.load(.train), count: 96, test: SampleImages.load(.test), by: augmentation,
      epochs: 6, seeds: seeds)
  }

  @Test func alteredCopiesAreHarderToLearnByHeart() async throws {
    let plain = try await courses(AugmentationExample.ways[0].transforms)
    let altered = try await courses(AugmentationExample.ways[3].transforms)
    #expect(plain.count == 2 && altered.count == 2)
    for (plain, altered) in zip(plain, altered) {
      #expect(plain.training[5] > altered.training[5])
      #expect(plain.test > 0.3 && altered.test > 0.1)
    }
    #expect(plain[0].training != plain[1].training, "each seed draws other samples and weights")
    let again = try await courses(AugmentationExample.ways[3].transforms, seeds: 0..<1)
    #expect(again[0].training == altered[0].training, "a seed gives the same numbers")
  }

  @Test func thePagesShowARun() throws {
    let example = AugmentationExample()
    for language in ExamplePage.languages {
      let page = try ExamplePage(of: example, language: language, in: Checked.pages)
      let output = try #require(page.output)
      for (name, _) in AugmentationExample.ways {
        #expect(output.contains { $0.hasPrefix(name) }, "\(language): \(name)")
      }
      #expect(page.text.contains("](augmentation.svg)"))
      for number in example.techniques { #expect(page.text.contains("T\(number)")) }
    }
    #expect(FileManager.default.fileExists(atPath: Checked.pages + "/augmentation.svg"))
  }
}
