/// Passes in order, again until nothing changes.
package struct Pipeline: Pass {
  /// What runs in each round.
  package var passes: [any Pass]
  /// The most rounds.
  package var rounds: Int

  package init(_ passes: [any Pass], rounds: Int = 8) {
    self.passes = passes
    self.rounds = rounds
  }

  /// What every program goes through before a backend sees it.
  package static var standard: Pipeline {
    Pipeline([
      ConstantFolding(), AlgebraicSimplification(), CommonSubexpressions(), DeadCodeRemoval(),
    ])
  }

  package func run(_ program: Program) -> Program {
    var program = program
    for _ in 0..<rounds {
      let next = passes.reduce(program) { $1.run($0) }
      if next == program { break }
      program = next
    }
    return program
  }
}

extension Program {
  /// A shorter program that computes the same: see ``Pipeline/standard``.
  package func optimized() -> Program { Pipeline.standard.run(self) }
}
