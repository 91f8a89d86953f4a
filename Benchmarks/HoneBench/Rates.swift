import Hone
import HoneBackend

/// How fast the parts of a step are: what multiplies matrices by its operations, all other calls by
/// the bytes that they read and write.
struct Rates {
  private var contractions = Part()
  private var elementwise = Part()
  private var elementwiseOutOfCache = Part()

  /// More than the last cache of common processors: what touches less may never reach memory.
  private static let cacheByteCount = 32 << 20

  private struct Part {
    var work = 0.0
    var nanoseconds = 0.0

    mutating func add(_ work: Int, _ nanoseconds: Double) {
      self.work += Double(work)
      self.nanoseconds += nanoseconds
    }

    /// Giga-units a second.
    var rate: Double? { work > 0 && nanoseconds > 0 ? work / nanoseconds : nil }
  }

  init(_ calls: [(call: CallDescription, nanoseconds: Double)]) {
    for (call, nanoseconds) in calls {
      if call.isContraction {
        contractions.add(call.flops, nanoseconds)
      } else {
        elementwise.add(call.byteCount, nanoseconds)
        if call.byteCount > Self.cacheByteCount {
          elementwiseOutOfCache.add(call.byteCount, nanoseconds)
        }
      }
    }
  }

  var json: ConfigurationValue {
    let rates: [(String, Double?)] = [
      ("contractions_gflops", contractions.rate), ("elementwise_gbs", elementwise.rate),
      ("elementwise_out_of_cache_gbs", elementwiseOutOfCache.rate),
      ("contractions_ms", contractions.nanoseconds * 1e-6),
      ("elementwise_ms", elementwise.nanoseconds * 1e-6),
    ]
    return .object(
      rates.compactMap { name, rate in rate.map { (name, ConfigurationValue($0)) } })
  }
}

extension CallDescription {
  /// Whether it is bounded by arithmetic.
  var isContraction: Bool {
    let names = ["dotGeneral", "convolution", "lstm", "gru"]
    return names.contains { operation.hasPrefix($0) }
  }

  var byteCount: Int { readByteCount + writtenByteCount }
}
