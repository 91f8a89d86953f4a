import Hone
import HonePlot

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One neuron with a sigmoid is logistic regression: gradient descent finds the weights that
/// Newton's method solves for.
struct LogisticRegressionExample: Example {
  let name = "logistic-regression"
  let title = "One neuron with a sigmoid is logistic regression"
  let group = ExampleGroup.basics
  let techniques = [20, 21, 24, 25, 28, 58, 151]

  func run() async throws -> ExampleResult {
    let data = Clouds(perClass: 100, seed: 3)
    let neuron = Sequential {
      Input(2)
      Dense(1, activation: .sigmoid)
    }
    let trainer = try neuron.compile(
      optimizer: .sgd(learningRate: 0.5, momentum: 0.9), loss: .binaryCrossentropy(),
      metrics: [.binaryAccuracy], seed: 1)
    let history = try await trainer.fit(
      x: data.x, y: data.y, epochs: 300, batchSize: .all, verbose: .silent)

    let kernel = try trainer.weights["dense_1/kernel"].elements(as: Double.self)
    let bias = try trainer.weights["dense_1/bias"].elements(as: Double.self)
    let newton = Newton(data, steps: 8)
    let grid = PlaneGrid(x: -4...4, y: -4...4, count: 60)
    let answers = try await trainer.predict(x: grid.points, batchSize: .all)

    return report(
      data, learned: kernel + bias, history, newton,
      grid.map(
        answers.elements(), colorBar: "probability of class 1"))
  }
}

extension LogisticRegressionExample {
  /// Two clouds of points that overlap, so that the best weights are finite.
  struct Clouds {
    let points: [[Double]]
    let classes: [Double]
    let x: HostTensor
    let y: HostTensor

    init(perClass count: Int, seed: UInt64) {
      let key = RandomKey(seed: seed)
      classes = (0..<2 * count).map { $0 < count ? 0 : 1 }
      points = classes.enumerated().map { index, label in
        let middle = label == 0 ? [-0.9, -0.6] : [1.0, 0.7]
        return [
          middle[0] + key.normal(at: UInt64(2 * index)),
          middle[1] + key.normal(at: UInt64(2 * index + 1)),
        ]
      }
      x = HostTensor(rows: points)
      y = HostTensor(rows: classes.map { [$0] })
    }
  }

  /// Newton's method: the weights at which the gradient of the mean cross-entropy is zero.
  struct Newton {
    /// Two weights and the bias.
    private(set) var weights = [0.0, 0, 0]
    /// The loss before each step and after the last.
    private(set) var losses: [Double] = []

    init(_ data: Clouds, steps: Int) {
      let count = Double(data.points.count)
      for step in 0...steps {
        var loss = 0.0
        var gradient = [0.0, 0, 0]
        var hessian = [[Double]](repeating: [0, 0, 0], count: 3)
        for (point, label) in zip(data.points, data.classes) {
          // As the neuron sees them: rounded to float32.
          let input = point.map { Double(Float($0)) } + [1]
          let sum = zip(weights, input).reduce(0) { $0 + $1.0 * $1.1 }
          let probability = 1 / (1 + exp(-sum))
          loss -= label == 1 ? log(probability) : log(1 - probability)
          for i in 0..<3 {
            gradient[i] += (probability - label) * input[i]
            for j in 0..<3 {
              hessian[i][j] += probability * (1 - probability) * input[i] * input[j]
            }
          }
        }
        losses.append(loss / count)
        guard step < steps else { break }
        weights = zip(weights, Self.solution(of: hessian, gradient)).map { $0 - $1 }
      }
    }

    /// The solution of three equations, by elimination; the matrix is positive definite.
    static func solution(of matrix: [[Double]], _ right: [Double]) -> [Double] {
      var rows = zip(matrix, right).map { $0 + [$1] }
      for pivot in rows.indices {
        for row in rows.indices where row != pivot {
          let factor = rows[row][pivot] / rows[pivot][pivot]
          for column in rows[row].indices { rows[row][column] -= factor * rows[pivot][column] }
        }
      }
      return rows.indices.map { rows[$0][3] / rows[$0][$0] }
    }
  }

  private func report(
    _ data: Clouds, learned: [Double], _ history: History, _ newton: Newton, _ map: Mark
  ) -> ExampleResult {
    var result = ExampleResult()
    let difference = zip(learned, newton.weights).map { abs($0 - $1) }.max() ?? .nan
    let losses = history["loss"]
    result.table(
      ["", "w1", "w2", "bias", "loss"],
      [
        ["one neuron, 300 epochs"] + learned.map { $0.fixed(4) } + [(losses.last ?? .nan).fixed(4)],
        ["Newton's method, 8 steps"] + newton.weights.map { $0.fixed(4) }
          + [(newton.losses.last ?? .nan).fixed(4)],
      ])
    result.say(
      """

      largest difference of a weight: \(difference.scientific)
      right on both sides of the line: \((history["binary_accuracy"].last ?? .nan).percent)
      """)
    result.measure("difference", difference)
    result.measure("loss difference", (losses.last ?? .nan) - (newton.losses.last ?? .nan))
    result.measure("accuracy", history["binary_accuracy"].last ?? .nan)
    result.draw(
      "logistic-regression",
      Figure(
        columns: 2, panelWidth: 470, panelHeight: 400,
        panels: [plane(data, learned, newton.weights, map), descent(losses, newton)]))
    return result
  }

  private func plane(
    _ data: Clouds, _ learned: [Double], _ newton: [Double], _ map: Mark
  ) -> Panel {
    func points(_ label: Double, _ shape: Mark.PointShape, _ color: PlotColor) -> Mark {
      let those = zip(data.points, data.classes).filter { $0.1 == label }.map(\.0)
      return .points(
        "class \(Int(label))", x: those.map { $0[0] }, y: those.map { $0[1] }, color: color,
        shape: shape, size: 6)
    }
    /// Where the weighted sum is 0 and the probability one half.
    func line(_ weights: [Double]) -> [Double] {
      [-4.0, 4].map { -(weights[0] * $0 + weights[2]) / weights[1] }
    }
    return Panel(
      "Where the probability is one half", x: PlotAxis("x₁", range: -4...4),
      y: PlotAxis("x₂", range: -4...4), legend: .bottomLeft,
      [
        map, points(0, .circle, .vermilion), points(1, .square, .blue),
        .line("one neuron", x: [-4, 4], y: line(learned), color: .green, width: 4, opacity: 0.6),
        .line("Newton", x: [-4, 4], y: line(newton), color: .black, dash: .dashed, width: 1.5),
      ])
  }

  private func descent(_ losses: [Double], _ newton: Newton) -> Panel {
    let least = newton.losses.last ?? 0
    // What float32 can't tell from 0 isn't drawn.
    func excess(_ losses: [Double]) -> [Double] {
      losses.map { $0 - least > 1e-7 ? $0 - least : .nan }
    }
    return Panel(
      "Loss above the least possible", x: PlotAxis("epoch or step", range: 0...100),
      y: PlotAxis("loss − least loss", scale: .logarithmic),
      [
        .line("one neuron, SGD with momentum", y: excess(losses), color: .green),
        .line("Newton", y: excess(newton.losses), color: .black, dash: .dashed),
      ])
  }
}
