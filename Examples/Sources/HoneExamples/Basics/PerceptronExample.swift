import Hone
import HonePlot

/// Rosenblatt's perceptron: one neuron with a step learns AND and OR, and never XOR.
struct PerceptronExample: Example {
  let name = "perceptron"
  let title = "One neuron with a step learns AND and OR, and never XOR"
  let group = ExampleGroup.basics
  let techniques = [19, 21, 33]

  func run() async throws -> ExampleResult {
    let gates = [
      Gate(name: "AND", wanted: [0, 0, 0, 1]), Gate(name: "OR", wanted: [0, 1, 1, 1]),
      Gate(name: "XOR", wanted: [0, 1, 1, 0]),
      Gate(name: "AND without a bias", wanted: [0, 0, 0, 1], useBias: false),
    ]
    var courses: [Course] = []
    for gate in gates { courses.append(try await learn(gate)) }
    return report(courses, gradient: try await gradientThroughTheStep())
  }

  /// Shows the four inputs in turn and corrects the neuron by each.
  func learn(_ gate: Gate) async throws -> Course {
    let neuron = Dense(
      1, activation: .step, useBias: gate.useBias, kernelInitializer: .zeros, name: "neuron")
    let perceptron = try CustomStep(inputs: ["x": [2], "wanted": [1]]) { step in
      let x = step.input("x")
      let error = neuron(x) - step.input("wanted")  // −1, 0 or 1
      // The rule isn't a gradient, for the step has none, but it takes a gradient's place:
      // weights ← weights − rate · error · x, bias ← bias − rate · error.
      let corrections = [matmul(x.transposed(), error), error.sum(axes: [0])]
      step.update(
        weightsOf: neuron, gradients: Array(corrections.prefix(gate.useBias ? 2 : 1)),
        by: .sgd(learningRate: 1))
      return ["mistakes": abs(error).sum()]
    }
    var course = Course(gate: gate)
    for _ in 1...Course.epochs {
      var mistakes = 0.0
      for (x, wanted) in zip(Gate.inputs, gate.wanted) {
        let results = try await perceptron.run([
          "x": HostTensor(x, shape: [1, 2]), "wanted": HostTensor([wanted], shape: [1, 1]),
        ])
        mistakes += results["mistakes"]?.elements(as: Double.self).first ?? .nan
      }
      let weights = try perceptron.weights(beneath: "neuron")
      course.finishEpoch(
        mistakes: mistakes, kernel: weights["kernel"]?.elements() ?? [],
        bias: weights["bias"]?.elements(as: Double.self).first ?? 0)
    }
    return course
  }

  /// The largest derivative of a squared error by the weights: backpropagation gets nothing through.
  func gradientThroughTheStep() async throws -> Double {
    let neuron = Dense(1, activation: .step)
    let step = try CustomStep(inputs: ["x": [2], "wanted": [1]]) { step in
      let loss = square(neuron(step.input("x")) - step.input("wanted")).sum()
      let gradients = gradient(of: loss, withRespectTo: step.weights(of: neuron))
      return ["largest": maximum(abs(gradients[0]).max(), abs(gradients[1]).max())]
    }
    let results = try await step.run([
      "x": HostTensor(Gate.inputs.flatMap { $0 }, shape: [4, 2]),
      "wanted": HostTensor([0, 0, 0, 1] as [Float], shape: [4, 1]),
    ])
    return results["largest"]?.elements(as: Double.self).first ?? .nan
  }
}

extension PerceptronExample {
  /// What the neuron shall answer to the four inputs.
  struct Gate {
    static let inputs: [[Float]] = [[0, 0], [0, 1], [1, 0], [1, 1]]

    let name: String
    let wanted: [Float]
    var useBias = true
  }

  /// How a neuron learned.
  struct Course {
    static let epochs = 20

    let gate: Gate
    /// The mistakes of each epoch.
    var mistakes: [Double] = []
    var kernel: [Double] = [0, 0]
    var bias = 0.0
    /// The most right answers after any epoch.
    var mostRight = 0

    /// The first epoch without a mistake, from 1; nil if there is none.
    var learnedIn: Int? { mistakes.firstIndex(of: 0).map { $0 + 1 } }

    func answer(_ x: [Double]) -> Double {
      kernel[0] * x[0] + kernel[1] * x[1] + bias > 0 ? 1 : 0
    }

    mutating func finishEpoch(mistakes count: Double, kernel: [Double], bias: Double) {
      mistakes.append(count)
      (self.kernel, self.bias) = (kernel, bias)
      let right = zip(Gate.inputs, gate.wanted).count { x, wanted in
        answer(x.map { Double($0) }) == Double(wanted)
      }
      mostRight = max(mostRight, right)
    }
  }

  private func report(_ courses: [Course], gradient: Double) -> ExampleResult {
    var result = ExampleResult()
    result.table(
      ["gate", "learned in epoch", "most right", "w1", "w2", "bias"],
      courses.map { course in
        [
          course.gate.name, course.learnedIn.map(String.init) ?? "never",
          "\(course.mostRight) of 4", course.kernel[0].fixed(0), course.kernel[1].fixed(0),
          course.gate.useBias ? course.bias.fixed(0) : "none",
        ]
      })
    result.say("\nlargest gradient through the step: \(gradient.fixed(0))")
    for course in courses {
      result.measure("\(course.gate.name): epoch", Double(course.learnedIn ?? 0))
      result.measure("\(course.gate.name): right", Double(course.mostRight))
    }
    result.measure("gradient", gradient)
    result.draw(
      "perceptron",
      Figure(
        columns: 2, panelWidth: 380, panelHeight: 330,
        panels: courses.prefix(3).map(plane) + [mistakes(courses)]))
    return result
  }

  /// What a neuron answers everywhere, and what it should at the four corners.
  private func plane(_ course: Course) -> Panel {
    let grid = PlaneGrid(x: -0.5...1.5, y: -0.5...1.5, count: 80)
    let middle = (0..<grid.count).map { -0.5 + (Double($0) + 0.5) / 40 }
    let answers = middle.flatMap { y in middle.map { course.answer([$0, y]) } }
    let corners = zip(Gate.inputs, course.gate.wanted)
    func points(_ wanted: Float, _ shape: Mark.PointShape, _ color: PlotColor) -> Mark {
      let those = corners.filter { $0.1 == wanted }.map(\.0)
      return .points(
        "wanted: \(Int(wanted))", x: those.map { Double($0[0]) }, y: those.map { Double($0[1]) },
        color: color, shape: shape, size: 14)
    }
    return Panel(
      course.learnedIn.map { "\(course.gate.name): learned in epoch \($0)" }
        ?? "\(course.gate.name): never learned",
      x: PlotAxis("x₁", range: -0.5...1.5), y: PlotAxis("x₂", range: -0.5...1.5),
      legend: course.gate.name == "AND" ? .topLeft : .none,
      [
        grid.map(answers), border(course), points(0, .circle, .vermilion),
        points(1, .square, .blue),
      ])
  }

  /// Where the weighted sum is 0.
  private func border(_ course: Course) -> Mark {
    let (w1, w2) = (course.kernel[0], course.kernel[1])
    guard w2 != 0 else { return .rule(x: -course.bias / w1, color: .black, dash: .solid) }
    let x = [-1.0, 2]
    return .line(x: x, y: x.map { -(w1 * $0 + course.bias) / w2 }, color: .black, width: 1.5)
  }

  private func mistakes(_ courses: [Course]) -> Panel {
    let dashes: [Mark.Dash] = [.solid, .solid, .solid, .dashed]
    return Panel(
      "Mistakes among the four inputs", x: "epoch", y: PlotAxis("mistakes", range: -0.2...6.8),
      zip(courses, dashes).map { course, dash in
        .line(
          course.gate.name, x: (1...Course.epochs).map(Double.init), y: course.mistakes, dash: dash)
      })
  }
}
