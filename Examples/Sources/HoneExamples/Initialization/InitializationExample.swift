import Hone
import HonePlot

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What ten layers make of a signal, by how their weights begin.
struct InitializationExample: Example {
  let name = "initialization"
  let title = "How weights begin decides what a deep network can see"
  let group = ExampleGroup.initialization
  let techniques = [7, 8, 10, 35, 36, 37, 38, 39, 40, 41, 42, 43]

  static let depth = 10
  static let width = 256

  /// The outputs of each layer of a new network for inputs of mean 0 and variance 1, and the length
  /// of a gradient on its way back to each layer.
  func signal(
    _ activation: any ActivationFunction, _ initializer: any Initializer
  ) async throws -> [Signal] {
    let layers = (0..<Self.depth).map { _ in
      Dense(Self.width, activation: activation, kernelInitializer: initializer)
    }
    let step = try CustomStep(inputs: ["x": [Self.width]], seed: 2) { step in
      var outputs = [step.input("x")]
      for layer in layers { outputs.append(layer(outputs[outputs.count - 1])) }
      // A gradient of variance 1 enters at the end and walks back.
      let gradients = vectorJacobianProduct(
        of: [outputs[Self.depth]], upstream: [step.normal([step.batchSize, Self.width])],
        withRespectTo: Array(outputs.dropFirst()))
      var results: [String: Tensor] = [:]
      for depth in 1...Self.depth {
        results["output \(depth)"] = outputs[depth]
        results["gradient \(depth)"] = square(gradients[depth - 1]).mean()
      }
      return results
    }
    let key = RandomKey(seed: 7)
    let x = (0..<200).map { row in
      (0..<Self.width).map { key.normal(at: UInt64(row * Self.width + $0)) }
    }
    let results = try await step.run(["x": HostTensor(rows: x)])
    return (1...Self.depth).map { depth in
      Signal(
        values: results["output \(depth)"]?.elements() ?? [],
        gradient: results["gradient \(depth)"]?.elements(as: Double.self).first ?? .nan)
    }
  }

  func run() async throws -> ExampleResult {
    let initializers: [(String, any Initializer)] = [
      ("N(0, 1)", .randomNormal(stddev: 1)), ("fixed 0.01", .randomNormal(stddev: 0.01)),
      ("Xavier", .glorotNormal), ("He", .heNormal),
    ]
    var courses: [Course] = []
    for (activation, function) in [
      ("tanh", Activations.Tanh()), ("ReLU", Activations.Relu()),
    ] as [(String, any ActivationFunction)] {
      for (name, initializer) in initializers {
        courses.append(
          Course(
            activation: activation, initializer: name,
            signals: try await signal(function, initializer)))
      }
    }
    return report(courses)
  }
}

extension InitializationExample {
  /// A layer's outputs, and the mean square of the gradient that reaches them.
  struct Signal {
    let values: [Double]
    let gradient: Double
    /// Σ a² / n, which the next layer's variance is proportional to.
    let meanSquare: Double
    let mean: Double

    init(values: [Double], gradient: Double) {
      self.values = values
      self.gradient = gradient
      let count = Double(max(values.count, 1))
      meanSquare = values.reduce(0) { $0 + $1 * $1 } / count
      mean = values.reduce(0, +) / count
    }

    var variance: Double { meanSquare - mean * mean }

    /// The share of a tanh's outputs at which it is nearly flat: its slope there is below 0.02.
    var saturated: Double {
      Double(values.count { abs($0) > 0.99 }) / Double(max(values.count, 1))
    }
  }

  struct Course {
    let activation: String
    let initializer: String
    let signals: [Signal]

    var name: String { "\(activation), \(initializer)" }
    var last: Signal { signals[signals.count - 1] }

    /// The factor by which the mean square changes from layer to layer.
    var ratio: Double {
      let (first, last) = (signals[1].meanSquare, last.meanSquare)
      return first > 0 ? pow(last / first, 1 / Double(signals.count - 2)) : .nan
    }
  }

  private func report(_ courses: [Course]) -> ExampleResult {
    var result = ExampleResult()
    result.say("Ten layers of 256, inputs of mean 0 and variance 1:\n")
    result.table(
      ["network", "variance 1", "variance 10", "factor a layer", "|a| > 0.99", "gradient 1"],
      courses.map { course in
        [
          course.name, course.signals[0].variance.scientific, course.last.variance.scientific,
          course.ratio.fixed(3),
          course.activation == "tanh" ? course.last.saturated.percent : "–",
          course.signals[0].gradient.scientific,
        ]
      })
    for course in courses {
      result.measure("\(course.name): variance", course.last.variance)
      result.measure("\(course.name): factor", course.ratio)
      result.measure("\(course.name): saturated", course.last.saturated)
      result.measure("\(course.name): gradient", course.signals[0].gradient)
    }
    result.draw("initialization-histograms", histograms(courses))
    result.draw(
      "initialization-variance",
      Figure(
        columns: 2, panelWidth: 450, panelHeight: 340,
        panels: ["tanh", "ReLU"].map { activation in
          variance(activation, courses.filter { $0.activation == activation })
        }))
    return result
  }

  /// A row for each network, a column for some of its layers.
  private func histograms(_ courses: [Course]) -> Figure {
    let shown = [1, 2, 5, 10]
    let panels = courses.flatMap { course in
      shown.map { depth -> Panel in
        let signal = course.signals[depth - 1]
        let isTanh = course.activation == "tanh"
        let range = isTanh ? -1.0...1 : 0.0...3
        // The zeros of a ReLU would be one bar that hides the others; they are told in words.
        let values = isTanh ? signal.values : signal.values.filter { $0 > 0 }
        var marks: [Mark] = [
          .histogram(of: values, bins: 40, range: range, color: isTanh ? .blue : .green)
        ]
        if !isTanh, course.initializer == "N(0, 1)" {
          marks = [.note("far beyond 3", x: 1.5, y: 0.08, side: .center)]
        }
        return Panel(
          "\(course.name): layer \(depth)", x: PlotAxis(range: range),
          y: PlotAxis(range: 0...0.15), marks)
      }
    }
    return Figure(
      "Outputs of the layers (of ReLU, those above 0; bars that reach the top go beyond it)",
      columns: shown.count, panelWidth: 235, panelHeight: 150, panels: panels)
  }

  private func variance(_ activation: String, _ courses: [Course]) -> Panel {
    let x = (1...Self.depth).map(Double.init)
    let colors: [PlotColor] = [.vermilion, .orange, .blue, .green]
    return Panel(
      "\(activation): variance of the outputs", x: "layer",
      y: PlotAxis("variance", scale: .logarithmic),
      zip(courses, colors).flatMap { course, color -> [Mark] in
        let variances = course.signals.map(\.variance)
        return [
          .line(course.initializer, x: x, y: variances, color: color),
          .points(x: x, y: variances, color: color, size: 5),
        ]
      })
  }
}
