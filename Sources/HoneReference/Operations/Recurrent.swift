internal import HoneCore
internal import HoneGraph

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Recurrence step by step, sample by sample, as ``RecurrentDefinition`` says it.
extension Interpreter {
  static func lstm(_ operands: [Value], _ reverse: Bool, _ types: [TensorType]) -> [Value] {
    let e = RecurrentShape(types[0].shape, reverse)
    let (projected, kernel, bias) = (operands[0].floats, operands[1].floats, operands[2].floats)
    var (state, cell) = (operands[3].floats, operands[4].floats)
    var states = [Double](repeating: 0, count: e.count)
    var cells = states
    var gates = [Double](repeating: 0, count: 4 * e.count)
    for time in e.order {
      let product = e.product(state, kernel, width: 4 * e.units)
      e.forEach(time) { own, unit, place in
        let values = (0..<4).map { gate in
          let sum =
            projected[e.gate(gate, of: 4, place)] + product[own * 4 + gate * e.units + unit]
            + bias[gate * e.units + unit]
          return gate == 2 ? tanh(sum) : logistic(sum)
        }
        for gate in 0..<4 { gates[e.gate(gate, of: 4, place)] = values[gate] }
        cell[own + unit] = values[1] * cell[own + unit] + values[0] * values[2]
        state[own + unit] = values[3] * tanh(cell[own + unit])
        cells[place.state] = cell[own + unit]
        states[place.state] = state[own + unit]
      }
    }
    return zip([states, cell, cells, gates], types).map { Value(floats: $0, type: $1) }
  }

  static func lstmGradient(
    _ operands: [Value], _ reverse: Bool, _ types: [TensorType]
  ) -> [Value] {
    let e = RecurrentShape(operands[2].shape, reverse)
    let (kernel, first, cells) = (operands[0].floats, operands[1].floats, operands[2].floats)
    let (gates, upstream) = (operands[3].floats, operands[4].floats)
    var dCell = operands[5].floats
    var dState = [Double](repeating: 0, count: dCell.count)
    var dSums = [Double](repeating: 0, count: gates.count)
    for time in e.order.reversed() {
      var dSum = [Double](repeating: 0, count: 4 * dCell.count)
      e.forEach(time) { own, unit, place in
        let values = (0..<4).map { gates[e.gate($0, of: 4, place)] }
        let squashed = tanh(cells[place.state])
        let before = place.previous.map { cells[$0] } ?? first[own + unit]
        let g = upstream[place.state] + dState[own + unit]
        let inner = dCell[own + unit] + g * values[3] * (1 - squashed * squashed)
        let slopes = [
          inner * values[2] * values[0] * (1 - values[0]),
          inner * before * values[1] * (1 - values[1]),
          inner * values[0] * (1 - values[2] * values[2]),
          g * squashed * values[3] * (1 - values[3]),
        ]
        for gate in 0..<4 {
          dSums[e.gate(gate, of: 4, place)] = slopes[gate]
          dSum[own * 4 + gate * e.units + unit] = slopes[gate]
        }
        dCell[own + unit] = inner * values[1]
      }
      dState = e.transposedProduct(dSum, kernel, width: 4 * e.units)
    }
    return zip([dSums, dState, dCell], types).map { Value(floats: $0, type: $1) }
  }

  static func logistic(_ x: Double) -> Double { 1 / (1 + exp(-x)) }
}

/// Batch, time and units, and where the elements of a step lie.
struct RecurrentShape {
  let batch: Int
  let time: Int
  let units: Int
  let reverse: Bool

  /// - Parameter states: `[N, T, U]`.
  init(_ states: Shape, _ reverse: Bool) {
    (batch, time, units) = (states[0], states[1], states[2])
    self.reverse = reverse
  }

  var count: Int { batch * time * units }
  var order: [Int] { reverse ? (0..<time).reversed() : Array(0..<time) }

  /// An element of a sequence.
  struct Place {
    /// Its offset in `[N, T, U]`, and that of the element a step before; nil at the beginning.
    let state: Int
    let previous: Int?
    let row: Int
    let unit: Int
  }

  /// Visits a step's elements: the offset of the sample in `[N, U]`, the unit, the place.
  func forEach(_ time: Int, _ body: (_ own: Int, _ unit: Int, _ place: Place) -> Void) {
    let before = reverse ? time + 1 : time - 1
    for sample in 0..<batch {
      for unit in 0..<units {
        let row = sample * self.time + time
        let previous =
          (0..<self.time).contains(before)
          ? (sample * self.time + before) * units + unit : nil
        body(
          sample * units, unit,
          Place(state: row * units + unit, previous: previous, row: row, unit: unit))
      }
    }
  }

  /// The offset of a gate's element in `[N, T, count · U]`.
  func gate(_ index: Int, of count: Int, _ place: Place) -> Int {
    (place.row * count + index) * units + place.unit
  }

  /// `x·kernel` for x `[N, U]` and a kernel with rows of `width`.
  func product(_ x: [Double], _ kernel: [Double], width: Int) -> [Double] {
    var result = [Double](repeating: 0, count: batch * width)
    for sample in 0..<batch {
      for row in 0..<units {
        let factor = x[sample * units + row]
        for column in 0..<width {
          result[sample * width + column] += factor * kernel[row * width + column]
        }
      }
    }
    return result
  }

  /// `g·kernelᵀ` for g `[N, width]`.
  func transposedProduct(_ g: [Double], _ kernel: [Double], width: Int) -> [Double] {
    var result: [Double] = []
    for sample in 0..<batch {
      for row in 0..<units {
        var sum = 0.0
        for column in 0..<width { sum += g[sample * width + column] * kernel[row * width + column] }
        result.append(sum)
      }
    }
    return result
  }
}
