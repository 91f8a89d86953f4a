internal import HoneCore
internal import HoneGraph

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// The gated recurrent unit.
extension Interpreter {
  static func gru(
    _ operands: [Value], resetAfter: Bool, reverse: Bool, _ types: [TensorType]
  ) -> [Value] {
    let e = RecurrentShape(types[0].shape, reverse)
    let (projected, kernel, bias) = (operands[0].floats, operands[1].floats, operands[2].floats)
    var state = operands[3].floats
    var states = [Double](repeating: 0, count: e.count)
    let saved = resetAfter ? 4 : 3
    var gates = [Double](repeating: 0, count: saved * e.count)
    for time in e.order {
      let before = state
      let product = e.product(before, kernel, width: 3 * e.units)
      func recurrent(_ gate: Int, _ own: Int, _ unit: Int) -> Double {
        product[own * 3 + gate * e.units + unit] + bias[gate * e.units + unit]
      }
      var reset = before
      e.forEach(time) { own, unit, place in
        for gate in 0..<2 {
          gates[e.gate(gate, of: saved, place)] = logistic(
            projected[e.gate(gate, of: 3, place)] + recurrent(gate, own, unit))
        }
        reset[own + unit] *= gates[e.gate(1, of: saved, place)]
      }
      // Only the candidate's columns of this product are used.
      let late = resetAfter ? product : e.product(reset, kernel, width: 3 * e.units)
      e.forEach(time) { own, unit, place in
        let update = gates[e.gate(0, of: saved, place)]
        let sum = late[own * 3 + 2 * e.units + unit] + bias[2 * e.units + unit]
        let factor = resetAfter ? gates[e.gate(1, of: saved, place)] : 1
        let candidate = tanh(projected[e.gate(2, of: 3, place)] + factor * sum)
        gates[e.gate(2, of: saved, place)] = candidate
        if resetAfter { gates[e.gate(3, of: saved, place)] = sum }
        state[own + unit] = update * before[own + unit] + (1 - update) * candidate
        states[place.state] = state[own + unit]
      }
    }
    return [Value(floats: states, type: types[0]), Value(floats: gates, type: types[1])]
  }

  static func gruGradient(
    _ operands: [Value], resetAfter: Bool, reverse: Bool, _ types: [TensorType]
  ) -> [Value] {
    let e = RecurrentShape(operands[2].shape, reverse)
    let (kernel, first, states) = (operands[0].floats, operands[1].floats, operands[2].floats)
    let (gates, upstream) = (operands[3].floats, operands[4].floats)
    let saved = resetAfter ? 4 : 3
    var dState = [Double](repeating: 0, count: first.count)
    var dSums = [Double](repeating: 0, count: 3 * e.count)
    var dProducts = [Double](repeating: 0, count: e.count)
    for time in e.order.reversed() {
      func before(_ place: RecurrentShape.Place, _ own: Int) -> Double {
        place.previous.map { states[$0] } ?? first[own + place.unit]
      }
      // What the candidate's product and those of the two gates get.
      var dLate = [Double](repeating: 0, count: 3 * first.count)
      var dEarly = dLate
      var direct = dState
      e.forEach(time) { own, unit, place in
        let (update, reset) = (
          gates[e.gate(0, of: saved, place)], gates[e.gate(1, of: saved, place)]
        )
        let candidate = gates[e.gate(2, of: saved, place)]
        let g = upstream[place.state] + dState[own + unit]
        direct[own + unit] = g * update
        let dUpdate = g * (before(place, own) - candidate) * update * (1 - update)
        let dCandidate = g * (1 - update) * (1 - candidate * candidate)
        dSums[e.gate(0, of: 3, place)] = dUpdate
        dSums[e.gate(2, of: 3, place)] = dCandidate
        dEarly[own * 3 + unit] = dUpdate
        dLate[own * 3 + 2 * e.units + unit] = resetAfter ? dCandidate * reset : dCandidate
        dProducts[place.state] = resetAfter ? dCandidate * reset : dCandidate
      }
      let through = e.transposedProduct(dLate, kernel, width: 3 * e.units)
      e.forEach(time) { own, unit, place in
        let reset = gates[e.gate(1, of: saved, place)]
        let factor =
          resetAfter
          ? dSums[e.gate(2, of: 3, place)] * gates[e.gate(3, of: saved, place)]
          : through[own + unit] * before(place, own)
        let dReset = factor * reset * (1 - reset)
        dSums[e.gate(1, of: 3, place)] = dReset
        dEarly[own * 3 + e.units + unit] = dReset
        direct[own + unit] += through[own + unit] * (resetAfter ? 1 : reset)
      }
      let early = e.transposedProduct(dEarly, kernel, width: 3 * e.units)
      dState = zip(direct, early).map { $0 + $1 }
    }
    let results = resetAfter ? [dSums, dProducts, dState] : [dSums, dState]
    return zip(results, types).map { Value(floats: $0, type: $1) }
  }
}
