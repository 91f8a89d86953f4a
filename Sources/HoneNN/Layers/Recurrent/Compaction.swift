internal import HoneCore
internal import HoneGraph

/// Sequences with masked steps, brought into a form that recurrent operations know: each sample's
/// valid steps first, in the order in which they are visited.
///
/// The operation then runs over the valid steps of each sample and after them over steps whose
/// results nobody reads; so a masked step keeps state and cell exactly, whatever the operation. The
/// results go back to their steps: a masked step repeats the result before it, zeros if there is
/// none, as in Keras.
struct Compaction {
  /// The number of valid steps up to each step in the order of visits, `[N, time]`, float32.
  private let counts: Tensor
  /// For each step of the compacted sequence the row of the step that stands there; int32.
  private let rows: Tensor
  private let batch: Int
  private let time: Int

  /// The compaction for a mask; nil without one, or while the batch isn't known and only shapes
  /// are wanted.
  init?(_ mask: Tensor?, backwards: Bool) {
    guard let mask, mask.rank == 2, mask.shape.isKnown, !mask.isPoisoned else { return nil }
    (batch, time) = (mask.shape[0], mask.shape[1])
    let all = batch * time
    let order = backwards ? Array((0..<time).reversed()) : Array(0..<time)
    var visited = mask
    if backwards { visited = mask.gathered(at: Self.places(order), axis: 1) }
    // A product with a triangle of ones sums up the steps so far; exact below 2²⁴ steps.
    let upTo = (Self.iota([time, time], axis: 0) .<= Self.iota([time, time], axis: 1))
      .converted(to: .float32)
    counts = matmul(visited.converted(to: .float32), upTo)
    let sample = Self.iota([batch, time], axis: 0) * Tensor(Double(time), dtype: .int32)
    // Masked steps go to a place behind all others, which is cut off.
    let targets = select(
      visited, sample + counts.converted(to: .int32) - Tensor(1, dtype: .int32),
      Tensor(Double(all), dtype: .int32).broadcast(to: [batch, time]))
    let steps = Tensor(HostTensor(order.map(Float.init))).broadcast(to: [batch, time])
    let scattered = Tensor.apply(
      .scatterAdd(axis: 0, extent: all + 1), targets.reshaped(to: [all]),
      steps.reshaped(to: [all, 1]))
    rows =
      sample + scattered.sliced(0..<all, axis: 0).reshaped(to: [batch, time]).converted(to: .int32)
  }

  /// The valid steps of `[N, time, width]` first.
  func compacted(_ sequence: Tensor) -> Tensor {
    sequence.reshaped(to: [batch * time, sequence.shape[2]]).gathered(at: rows)
  }

  /// Results for the compacted steps as results for all steps, in the order of visits; zeros
  /// before the first valid step.
  func expanded(_ results: Tensor) -> Tensor { picked(results, counts) }

  /// The result of each sample's last valid step, `[N, width]`.
  ///
  /// - Parameter first: the result of a sample without one; nil for zeros.
  func last(_ results: Tensor, first: Tensor? = nil) -> Tensor {
    let width = results.shape[2]
    let last = picked(results, counts.sliced(time - 1..<time, axis: 1), first)
    return last.reshaped(to: [batch, width])
  }

  /// For each sample the results after so many valid steps.
  private func picked(_ results: Tensor, _ counts: Tensor, _ first: Tensor? = nil) -> Tensor {
    let (count, width) = (counts.shape[1], results.shape[2])
    let sample = Self.iota([batch, count], axis: 0) * Tensor(Double(time), dtype: .int32)
    let found = results.reshaped(to: [batch * time, width])
      .gathered(at: sample + maximum(counts - 1, 0).converted(to: .int32))
    let hasOne = (counts .> 0).reshaped(to: [batch, count, 1])
    return select(hasOne, found, first?.expandingDimension(at: 1) ?? zerosLike(found))
  }

  private static func iota(_ shape: Shape, axis: Int) -> Tensor {
    Tensor.apply(.iota(shape: shape, axis: axis, dtype: .int32), [])[0]
  }

  private static func places(_ places: [Int]) -> Tensor {
    Tensor(HostTensor(places.map(Int32.init)))
  }
}
