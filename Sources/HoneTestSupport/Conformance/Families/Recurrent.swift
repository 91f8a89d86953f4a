internal import HoneCore
internal import HoneGraph

extension BackendConformance {
  static var recurrentFamilies: [ConformanceFamily] {
    [
      ConformanceFamily("lstm") { random in
        let r = RecurrentChoice(&random, gates: 4)
        var builder = ProgramBuilder("lstm")
        let results = try builder.applyAll(
          .lstm(reverse: r.reverse), r.operands(&random, &builder, states: 2))
        // Without an output behind them the workspaces have no memory.
        for result in results.prefix(r.readsWorkspace ? 4 : 2) { builder.output(result) }
        return ConformanceCase("lstm", builder, tolerance: r.tolerance)
      },
      ConformanceFamily("lstmGradient") { random in
        let r = RecurrentChoice(&random, gates: 4)
        var builder = ProgramBuilder("lstmGradient")
        let x = r.operands(&random, &builder, states: 2)
        let forward = try builder.applyAll(.lstm(reverse: r.reverse), x)
        let gradients = try builder.applyAll(
          .lstmGradient(reverse: r.reverse),
          [
            x[1], x[4], forward[2], forward[3], random.operand(r.states(&random), of: &builder),
            random.operand(r.state(&random), of: &builder),
          ])
        for gradient in gradients { builder.output(gradient) }
        return ConformanceCase("lstmGradient", builder, tolerance: r.tolerance)
      },
      ConformanceFamily("gru") { random in
        let r = RecurrentChoice(&random, gates: 3)
        var builder = ProgramBuilder("gru")
        let results = try builder.applyAll(
          .gru(resetAfter: r.resetAfter, reverse: r.reverse),
          r.operands(&random, &builder, states: 1))
        for result in results.prefix(r.readsWorkspace ? 2 : 1) { builder.output(result) }
        return ConformanceCase("gru", builder, tolerance: r.tolerance)
      },
      ConformanceFamily("gruGradient") { random in
        let r = RecurrentChoice(&random, gates: 3)
        var builder = ProgramBuilder("gruGradient")
        let x = r.operands(&random, &builder, states: 1)
        let forward = try builder.applyAll(
          .gru(resetAfter: r.resetAfter, reverse: r.reverse), x)
        let gradients = try builder.applyAll(
          .gruGradient(resetAfter: r.resetAfter, reverse: r.reverse),
          [
            x[1], x[3], forward[0], forward[1], random.operand(r.states(&random), of: &builder),
          ])
        for gradient in gradients { builder.output(gradient) }
        return ConformanceCase("gruGradient", builder, tolerance: r.tolerance)
      },
    ]
  }
}

/// The shapes of a random recurrence: no samples, one step, odd numbers of units, large batches.
private struct RecurrentChoice {
  let dtype: DType
  let batch: Int
  let time: Int
  let units: Int
  let gates: Int
  let reverse: Bool
  let resetAfter: Bool
  let readsWorkspace: Bool

  init(_ random: inout CaseRandom, gates: Int) {
    dtype = random.floatType()
    batch = random.chance(0.04) ? 0 : random.pick(1, 1, 2, 3, 5, 7, 13, 107)
    time = random.pick(1, 1, 2, 3, 4)
    units = random.pick(1, 2, 3, 5, 8, 9, 16, batch > 20 ? 4 : 37)
    self.gates = gates
    reverse = random.chance(0.4)
    resetAfter = random.chance(0.6)
    readsWorkspace = random.chance(0.3)
  }

  /// Gates and states are of order 1, and errors add up over time.
  var tolerance: Tolerance { .sum(of: units, magnitude: 2 * Double(time)) }

  func state(_ random: inout CaseRandom) -> HostTensor { random.tensor(dtype, [batch, units]) }
  func states(_ random: inout CaseRandom) -> HostTensor {
    random.tensor(dtype, [batch, time, units])
  }

  func operands(
    _ random: inout CaseRandom, _ builder: inout ProgramBuilder, states: Int
  ) -> [ValueID] {
    let width = gates * units
    var values = [
      random.tensor(dtype, [batch, time, width], scale: random.pick(1, 1, 8)),
      random.tensor(dtype, [units, width], scale: 1 / Double(units).squareRoot()),
      random.tensor(dtype, [width]),
    ]
    for _ in 0..<states { values.append(state(&random)) }
    return values.map { random.operand($0, of: &builder) }
  }
}
