#if CommandLineTool
  internal import Hone
  internal import HoneTrain

  /// Where the time of a run went, from the rows of its `timings.csv`.
  struct RunTiming {
    /// The names of the parts, in the file's order, and their seconds.
    let parts: [(name: String, seconds: Double)]
    let samples: Int

    /// - Returns: nil without a row.
    init?(_ lines: [String]) {
      guard let heading = lines.first, lines.count > 1 else { return nil }
      let names = heading.split(separator: ",").map(String.init)
      var sums = [Double](repeating: 0, count: names.count)
      for line in lines.dropFirst() {
        let cells = line.split(separator: ",")
        // A row may be cut short while it is written.
        guard cells.count == names.count else { continue }
        for (index, cell) in cells.enumerated() { sums[index] += Double(cell) ?? 0 }
      }
      let all = Array(zip(names, sums)).map { (name: $0, seconds: $1) }
      parts = all.filter { $0.name != "epoch" && $0.name != "samples" }
      samples = Int(all.first { $0.name == "samples" }?.seconds ?? 0)
    }

    /// `12.4 s in all: compute 10.9 s (88.0 %), waiting 0.3 s (2.4 %), …; 8721 samples a second`.
    var text: String {
      guard let total = parts.first(where: { $0.name == "total" })?.seconds, total > 0 else {
        return "no time"
      }
      let shares = parts.filter { $0.name != "total" }.map { part in
        "\(part.name) \(Number.plain(part.seconds)) s (\(Number.percent(part.seconds / total)))"
      }
      return "\(Number.plain(total)) s in all: " + shares.joined(separator: ", ")
        + "; \(Int(Double(samples) / total)) samples a second"
    }
  }

  extension EpochTiming {
    /// The columns of `timings.csv`, in seconds.
    var parts: [(name: String, seconds: Double)] {
      [
        ("total", total), ("compute", compute), ("waiting", waiting), ("validation", validation),
        ("callbacks", callbacks), ("checkpoints", checkpoints),
      ]
    }
  }
#endif
