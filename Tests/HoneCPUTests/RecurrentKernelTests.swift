import CHoneKernels
import Testing

/// The recurrent kernels: how the batch is cut changes no bits.
@Suite struct RecurrentKernelTests {
  private static let (batch, time, units) = (13, 3, 21)

  /// Numbers of order 1.
  private static func numbers(_ count: Int, _ seed: Int) -> [Float] {
    (0..<count).map { Float(($0 * 37 + seed * 11) % 101) / 50 - 1 }
  }

  private func shape(rows: Int, _ reset: Bool, _ reverse: Bool) -> hone_recurrent {
    hone_recurrent(
      batch: Int64(Self.batch), time: Int64(Self.time), units: Int64(Self.units),
      reverse: reverse ? 1 : 0, reset_after: reset ? 1 : 0, rows: Int64(rows))
  }

  /// States, workspace and gradients, one after another.
  private func lstm(rows: Int, reverse: Bool) -> [Float] {
    var s = shape(rows: rows, false, reverse)
    let (n, t, u) = (Self.batch, Self.time, Self.units)
    let kernel = Self.numbers(4 * u * u, 2).map { $0 / 4 }
    let (first, upstream) = (Self.numbers(n * u, 4), Self.numbers(n * t * u, 5))
    var (states, cells) = ([Float](repeating: 0, count: n * t * u), upstream)
    var (last, dState, dCell) = (first, first, first)
    var gates = [Float](repeating: 0, count: 4 * n * t * u)
    var dProjected = gates
    var scratch = [Float](repeating: .nan, count: Int(hone_recurrent_scratch(&s, 4)))
    hone_lstm(
      &s, &states, &last, &cells, &gates, Self.numbers(4 * n * t * u, 1), kernel,
      Self.numbers(4 * u, 3), first, first, &scratch)
    hone_lstm_gradient(
      &s, &dProjected, &dState, &dCell, kernel, first, cells, gates, upstream, first, &scratch)
    return states + last + cells + gates + dProjected + dState + dCell
  }

  private func gru(rows: Int, reset: Bool, reverse: Bool) -> [Float] {
    var s = shape(rows: rows, reset, reverse)
    let (n, t, u) = (Self.batch, Self.time, Self.units)
    let kernel = Self.numbers(3 * u * u, 2).map { $0 / 4 }
    let (first, upstream) = (Self.numbers(n * u, 4), Self.numbers(n * t * u, 5))
    var states = [Float](repeating: 0, count: n * t * u)
    var (dProduct, dState) = (states, first)
    var gates = [Float](repeating: 0, count: (reset ? 4 : 3) * n * t * u)
    var dProjected = [Float](repeating: 0, count: 3 * n * t * u)
    var scratch = [Float](repeating: .nan, count: Int(hone_recurrent_scratch(&s, 3)))
    hone_gru(
      &s, &states, &gates, Self.numbers(3 * n * t * u, 1), kernel, Self.numbers(3 * u, 3), first,
      &scratch)
    hone_gru_gradient(
      &s, &dProjected, &dProduct, &dState, kernel, first, states, gates, upstream, &scratch)
    return states + gates + dProjected + dProduct + dState
  }

  @Test(arguments: [1, 2, 5, 7, 12], [false, true])
  func anyChunksGiveTheSameBits(_ rows: Int, _ reverse: Bool) {
    let whole = lstm(rows: Self.batch, reverse: reverse)
    #expect(!whole.contains { !$0.isFinite })
    #expect(lstm(rows: rows, reverse: reverse) == whole)
    for reset in [false, true] {
      let whole = gru(rows: Self.batch, reset: reset, reverse: reverse)
      #expect(!whole.contains { !$0.isFinite })
      #expect(gru(rows: rows, reset: reset, reverse: reverse) == whole)
    }
  }

  /// Chunks fill the threads evenly and stay small enough for the cache.
  @Test func chunksSuitTheThreads() {
    #expect(hone_recurrent_rows(64, 2) == 32)
    #expect(hone_recurrent_rows(64, 1) == 32)
    #expect(hone_recurrent_rows(1, 2) == 1)
    #expect(hone_recurrent_rows(0, 2) == 1)
    #expect(hone_recurrent_rows(1_000, 2) == 46)
  }
}
