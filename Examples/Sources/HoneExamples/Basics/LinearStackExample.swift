import Hone
import HonePlot

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Layers without an activation are one layer, and one layer can't say XOR.
struct LinearStackExample: Example {
  let name = "linear-stack"
  let title = "Layers without an activation are one layer; depth needs a bend"
  let group = ExampleGroup.basics
  let techniques = [12, 22, 24, 149, 154]

  /// Two hidden layers, and a probability at the end.
  func network(_ activation: (any ActivationFunction)?) -> Sequential {
    Sequential {
      Input(2)
      Dense(8, activation: activation, kernelInitializer: .heNormal)
      Dense(8, activation: activation, kernelInitializer: .heNormal)
      Dense(1, activation: .sigmoid)
    }
  }

  func run() async throws -> ExampleResult {
    let x = HostTensor(rows: [[0, 0], [0, 1], [1, 0], [1, 1]])
    let y = HostTensor(rows: [[0], [1], [1], [0]])
    var runs: [Run] = []
    let choices: [(String, (any ActivationFunction)?)] = [
      ("no activation", nil), ("ReLU", .relu), ("tanh", .tanh),
    ]
    for (name, activation) in choices {
      let trainer = try network(activation).compile(
        optimizer: .adam(learningRate: 0.03), loss: .binaryCrossentropy(),
        metrics: [.binaryAccuracy], seed: 1)
      let history = try await trainer.fit(
        x: x, y: y, epochs: 300, batchSize: .all, verbose: .silent, preflight: false)
      runs.append(
        Run(
          name: name, losses: history["loss"], accuracies: history["binary_accuracy"],
          answers: try await trainer.predict(x: Self.plane.points, batchSize: .all).elements(),
          collapsed: activation == nil ? try collapsed(trainer) : []))
    }
    return report(runs, try await depths())
  }

  /// The three layers as one matrix and one bias: W = W₁W₂W₃, b = b₁W₂W₃ + b₂W₃ + b₃.
  func collapsed(_ trainer: Trainer) throws -> [Double] {
    let layers = try (1...3).map { index in
      (
        kernel: try trainer.weights["dense_\(index)/kernel"],
        bias: try trainer.weights["dense_\(index)/bias"].elements(as: Double.self)
      )
    }
    var matrix: [[Double]] = [[1, 0], [0, 1]]
    var bias: [[Double]] = [[0, 0]]
    for layer in layers {
      matrix = product(matrix, layer.kernel)
      bias = [zip(product(bias, layer.kernel)[0], layer.bias).map { $0 + $1 }]
    }
    let points = try Self.plane.points.elements(as: Double.self)
    return stride(from: 0, to: points.count, by: 2).map { index in
      let sum = points[index] * matrix[0][0] + points[index + 1] * matrix[1][0] + bias[0][0]
      return 1 / (1 + exp(-sum))
    }
  }

  /// From no hidden layer to four, on few points with noise and on many that training never sees.
  func depths() async throws -> [Depth] {
    let (train, test) = (Moons(count: 60, seed: 11), Moons(count: 600, seed: 12))
    var depths: [Depth] = []
    for hidden in 0...4 {
      var depth = Depth(hidden: hidden)
      for seed in 0..<3 as Range<UInt64> {
        let model = Sequential {
          Input(2)
          for _ in 0..<hidden { Dense(16, activation: .relu, kernelInitializer: .heNormal) }
          Dense(1, activation: .sigmoid)
        }
        let trainer = try model.compile(
          optimizer: .adam(learningRate: 0.01), loss: .binaryCrossentropy(),
          metrics: [.binaryAccuracy], seed: seed)
        try await trainer.fit(
          x: train.x, y: train.y, epochs: 300, batchSize: .all, verbose: .silent)
        depth.add(
          training: try await trainer.evaluate(x: train.x, y: train.y, batchSize: .all),
          test: try await trainer.evaluate(x: test.x, y: test.y, batchSize: .all))
      }
      depths.append(depth)
    }
    return depths
  }
}

extension LinearStackExample {
  static let plane = PlaneGrid(x: -0.5...1.5, y: -0.5...1.5, count: 60)

  /// A network's course on XOR.
  struct Run {
    let name: String
    let losses: [Double]
    let accuracies: [Double]
    /// The probabilities over the plane.
    let answers: [Double]
    /// Those of one matrix in the place of all layers; empty where there is none.
    let collapsed: [Double]
  }

  /// Means over some seeds.
  struct Depth {
    let hidden: Int
    private(set) var training: (loss: [Double], accuracy: [Double]) = ([], [])
    private(set) var test: (loss: [Double], accuracy: [Double]) = ([], [])

    init(hidden: Int) { self.hidden = hidden }

    mutating func add(training logs: [String: Double], test others: [String: Double]) {
      training.loss.append(logs["loss"] ?? .nan)
      training.accuracy.append(logs["binary_accuracy"] ?? .nan)
      test.loss.append(others["loss"] ?? .nan)
      test.accuracy.append(others["binary_accuracy"] ?? .nan)
    }
  }

  /// Two half circles that reach into one another, with noise.
  struct Moons {
    let x: HostTensor
    let y: HostTensor

    init(count: Int, seed: UInt64) {
      let key = RandomKey(seed: seed)
      let points = (0..<count).map { index -> [Double] in
        let turn = Double(key.folding("turn").uniform(at: UInt64(index))) * .pi
        let noise = (0..<2).map { 0.3 * key.normal(at: UInt64(2 * index + $0)) }
        return index % 2 == 0
          ? [cos(turn) + noise[0], sin(turn) + noise[1]]
          : [1 - cos(turn) + noise[0], 0.5 - sin(turn) + noise[1]]
      }
      x = HostTensor(rows: points)
      y = HostTensor(rows: points.indices.map { [Double($0 % 2)] })
    }
  }

  private func product(_ a: [[Double]], _ kernel: HostTensor) -> [[Double]] {
    let (inputs, units) = (kernel.shape[0], kernel.shape[1])
    let elements = kernel.elements(as: Double.self)
    return a.map { row in
      (0..<units).map { unit in
        (0..<inputs).reduce(0) { $0 + row[$1] * elements[$1 * units + unit] }
      }
    }
  }

  private func report(_ runs: [Run], _ depths: [Depth]) -> ExampleResult {
    var result = ExampleResult()
    result.say(
      "trained with preflight: false: it warns of layers without an activation\n")
    result.say("XOR, two hidden layers of 8, 300 epochs:\n")
    result.table(
      ["activation", "loss", "accuracy"],
      runs.map {
        [$0.name, ($0.losses.last ?? .nan).fixed(4), ($0.accuracies.last ?? .nan).percent]
      })
    let difference = zip(runs[0].answers, runs[0].collapsed).map { abs($0 - $1) }.max() ?? .nan
    result.say(
      """

      three layers without an activation against one matrix: \(difference.scientific) apart at most

      Two moons, 60 noisy points to learn from, 600 to test on, means of 3 seeds:

      """)
    result.table(
      ["hidden layers", "training loss", "accuracy", "test loss", "accuracy"],
      depths.map { depth in
        [
          "\(depth.hidden)", mean(depth.training.loss).fixed(3),
          mean(depth.training.accuracy).percent, mean(depth.test.loss).fixed(3),
          mean(depth.test.accuracy).percent,
        ]
      })
    for run in runs {
      result.measure("\(run.name): loss", run.losses.last ?? .nan)
      result.measure("\(run.name): least loss", run.losses.min() ?? .nan)
      result.measure("\(run.name): accuracy", run.accuracies.last ?? .nan)
      result.measure("\(run.name): best accuracy", run.accuracies.max() ?? .nan)
    }
    result.measure("difference", difference)
    for depth in depths {
      result.measure("\(depth.hidden) hidden: training loss", mean(depth.training.loss))
      result.measure("\(depth.hidden) hidden: test loss", mean(depth.test.loss))
      result.measure("\(depth.hidden) hidden: test accuracy", mean(depth.test.accuracy))
    }
    result.draw(
      "linear-stack",
      Figure(columns: 3, panelWidth: 320, panelHeight: 300, panels: runs.map(plane)))
    result.draw(
      "linear-stack-depth",
      Figure(columns: 2, panelWidth: 440, panelHeight: 320, panels: sweep(depths)))
    return result
  }

  private func mean(_ values: [Double]) -> Double {
    values.reduce(0, +) / Double(max(values.count, 1))
  }

  private func plane(_ run: Run) -> Panel {
    let accuracy = (run.accuracies.last ?? .nan).percent
    return Panel(
      "\(run.name): \(accuracy) of XOR", x: "x₁", y: "x₂",
      legend: run.collapsed.isEmpty ? .none : .topLeft,
      [
        Self.plane.map(run.answers),
        .note(run.collapsed.isEmpty ? "" : "one half everywhere", x: 0.5, y: 0.5, side: .center),
        .points("wanted: 0", x: [0, 1], y: [0, 1], color: .vermilion, size: 14),
        .points("wanted: 1", x: [0, 1], y: [1, 0], color: .blue, shape: .square, size: 14),
      ])
  }

  private func sweep(_ depths: [Depth]) -> [Panel] {
    let x = depths.map { Double($0.hidden) }
    func panel(
      _ title: String, _ y: PlotAxis, _ training: (Depth) -> Double, _ test: (Depth) -> Double
    ) -> Panel {
      Panel(
        title, x: PlotAxis("hidden layers", isWhole: true), y: y,
        [
          .line("training, 60 points", x: x, y: depths.map(training), color: .blue),
          .points(x: x, y: depths.map(training), color: .blue),
          .line("test, 600 points", x: x, y: depths.map(test), color: .vermilion),
          .points(x: x, y: depths.map(test), color: .vermilion, shape: .square),
        ])
    }
    return [
      panel("Loss by depth", "cross-entropy", { mean($0.training.loss) }, { mean($0.test.loss) }),
      panel(
        "Accuracy by depth", "accuracy", { mean($0.training.accuracy) },
        { mean($0.test.accuracy) }),
    ]
  }
}
