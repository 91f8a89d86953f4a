public import HoneCore

/// How many samples a step sees.
public enum BatchSize: Hashable, Sendable {
  /// All samples in one batch.
  case all
  /// This many; the last batch of an epoch may be smaller.
  case count(Int)

  /// The number of rows of a full batch for a data set of `count` samples.
  ///
  /// - Throws: `.usage` if the size isn't 1 or more.
  public func resolved(for count: Int) throws(HoneError) -> Int {
    guard case .count(let size) = self else { return count }
    guard size >= 1 else {
      throw HoneError(
        .usage, operation: "batchSize", wanted: "a whole number of 1 or more",
        received: "\(size)", help: "32 to 256 suits most models; .all takes every sample at once")
    }
    return min(size, count)
  }
}

extension BatchSize: ExpressibleByIntegerLiteral, CustomStringConvertible {
  public init(integerLiteral value: Int) { self = .count(value) }
  public var description: String {
    switch self {
    case .all: "all"
    case .count(let size): String(size)
    }
  }
}
