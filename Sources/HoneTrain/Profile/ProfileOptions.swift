/// Which steps of a training are measured call by call, and where the result goes.
///
/// ```swift
/// let history = try await trainer.fit(train, epochs: 1, profile: .steps(20, to: "profile"))
/// print(history.profile?.callsByTime.first ?? "nothing recorded")
/// ```
public struct ProfileOptions: Hashable, Sendable {
  /// How many steps are measured.
  public var count: Int
  /// How many go before them unmeasured, while caches warm up.
  public var skipped: Int
  /// The folder that receives `profile.txt` and `trace.json`; nil for none.
  public var folder: String?

  /// Measures some steps of full batches.
  ///
  /// - Parameters:
  ///   - count: how many; at least 1.
  ///   - skipped: how many full batches go before them.
  ///   - folder: receives `profile.txt`, the tables, and `trace.json`, which chrome://tracing and
  ///     ui.perfetto.dev open; made if it isn't there.
  public static func steps(
    _ count: Int = 10, after skipped: Int = 3, to folder: String? = nil
  ) -> ProfileOptions {
    ProfileOptions(count: count, skipped: skipped, folder: folder)
  }
}
