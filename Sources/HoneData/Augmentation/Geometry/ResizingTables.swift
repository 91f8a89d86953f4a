/// The weights of the sizes that a thread resized between lately, so that pictures of one size don't
/// compute them anew each.
struct ResizingTables: Sendable {
  private struct Key: Equatable {
    var old: Int
    var new: Int
    var filter: ResizingFilter
    var antialias: Bool
  }

  private var known: [(key: Key, weights: ResizingWeights)] = []
  private var next = 0

  /// Pictures of one size need two; more for a pipeline that resizes more than once.
  private static let most = 8

  /// The weights between two sizes.
  mutating func weights(
    old: Int, new: Int, filter: ResizingFilter, antialias: Bool
  ) -> ResizingWeights {
    let key = Key(old: old, new: new, filter: filter, antialias: antialias)
    if let found = known.first(where: { $0.key == key }) { return found.weights }
    let weights = ResizingWeights(old: old, new: new, filter: filter, antialias: antialias)
    if known.count < Self.most {
      known.append((key, weights))
    } else {
      known[next] = (key, weights)
      next = (next + 1) % Self.most
    }
    return weights
  }
}
