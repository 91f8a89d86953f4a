import Hone
import HonePlot

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Every activation function beside its derivative, and what becomes of a gradient that passes
/// through many of them.
struct ActivationsExample: Example {
  let name = "activations"
  let title = "Activation functions and their derivatives; 0.25 to the depth"
  let group = ExampleGroup.basics
  let techniques = [2, 3, 5, 28, 30, 31, 32, 33, 34]

  /// A function and its derivative at some numbers, both computed by the engine.
  func curve(_ activation: any ActivationFunction, at x: [Double]) async throws -> Curve {
    let step = try CustomStep(inputs: ["x": [1]]) { step in
      let x = step.input("x")
      let y = activation(x)
      return ["y": y, "slope": gradient(of: y.sum(), withRespectTo: [x])[0]]
    }
    let results = try await step.run(["x": HostTensor(rows: x.map { [$0] })])
    return Curve(
      name: type(of: activation).schema.name, x: x, y: results["y"]?.elements() ?? [],
      slope: results["slope"]?.elements() ?? [])
  }

  /// The largest slope of a chain of functions over all inputs, by the number of functions.
  ///
  /// The links have weight 1 and a bias that leads each into the middle of the next, the best that
  /// can happen to a gradient; for a sigmoid, whose middle is 0 and which answers ½ there, −½.
  func chain(
    _ activation: any ActivationFunction, bias: Double, depth: Int
  ) async throws -> [Double] {
    let step = try CustomStep(inputs: ["x": [1]]) { step in
      let x = step.input("x")
      var (y, slopes) = (x, [String: Tensor]())
      for link in 1...depth {
        y = activation(y) + bias
        slopes["\(link)"] = gradient(of: y.sum(), withRespectTo: [x])[0].max()
      }
      return slopes
    }
    let x = (-60...60).map { [Double($0) / 10] }
    let results = try await step.run(["x": HostTensor(rows: x)])
    return (1...depth).map { results["\($0)"]?.elements(as: Double.self).first ?? .nan }
  }

  /// The length of the loss's gradient by the weights of each layer of a deep network, at its start.
  func gradientLengths(
    _ activation: any ActivationFunction, _ initializer: any Initializer
  ) async throws -> [Double] {
    let layers = (1...10).map { _ in
      Dense(64, activation: activation, kernelInitializer: initializer)
    }
    let step = try CustomStep(inputs: ["x": [64]], seed: 5) { step in
      let last = layers.reduce(step.input("x")) { $1($0) }
      let loss = square(last - 1).mean()
      let lengths = layers.enumerated().map { index, layer in
        let kernel = step.weights(of: layer)[0]
        return (
          "\(index + 1)", sqrt(square(gradient(of: loss, withRespectTo: [kernel])[0]).sum())
        )
      }
      return Dictionary(uniqueKeysWithValues: lengths)
    }
    let key = RandomKey(seed: 6)
    let x = (0..<128).map { row in (0..<64).map { key.normal(at: UInt64(row * 64 + $0)) } }
    let results = try await step.run(["x": HostTensor(rows: x)])
    return (1...10).map { results["\($0)"]?.elements(as: Double.self).first ?? .nan }
  }

  func run() async throws -> ExampleResult {
    let x = (-100...100).map { Double($0) / 25 }
    var curves: [Curve] = []
    for activation in Self.elementwise { curves.append(try await curve(activation, at: x)) }
    let chains = [
      ("sigmoid", try await chain(.sigmoid, bias: -0.5, depth: 12)),
      ("tanh", try await chain(.tanh, bias: 0, depth: 12)),
      ("ReLU", try await chain(.relu, bias: 0, depth: 12)),
    ]
    let lengths = [
      ("sigmoid, Glorot", try await gradientLengths(.sigmoid, .glorotUniform)),
      ("tanh, Glorot", try await gradientLengths(.tanh, .glorotUniform)),
      ("ReLU, He", try await gradientLengths(.relu, .heNormal)),
    ]
    return report(curves, chains, lengths)
  }
}

extension ActivationsExample {
  struct Curve {
    let name: String
    let x: [Double]
    let y: [Double]
    let slope: [Double]
  }

  /// The registry's activations that have a value for one number alone, with their defaults.
  static var elementwise: [any ActivationFunction] {
    let alongAnAxis: Set = ["softmax", "logSoftmax", "sparsemax", "glu"]
    return Registry.standard.schemas(.activation).compactMap { schema in
      let isComplete = schema.fields.allSatisfy { $0.defaultValue != nil }
      guard !alongAnAxis.contains(schema.name), isComplete else { return nil }
      let made = try? Registry.standard.make(
        .activation, from: ConfigurationValue(schema.name), at: schema.name)
      return made as? any ActivationFunction
    }
  }

  private func report(
    _ curves: [Curve], _ chains: [(String, [Double])], _ lengths: [(String, [Double])]
  ) -> ExampleResult {
    var result = ExampleResult()
    let shown = [
      "sigmoid", "tanh", "relu", "leakyRelu", "elu", "selu", "gelu", "silu", "softplus", "step",
    ]
    result.table(
      ["activation", "least value", "largest", "least slope", "largest"],
      shown.compactMap { name in curves.first { $0.name == name } }.map { curve in
        [curve.name]
          + [curve.y.min(), curve.y.max(), curve.slope.min(), curve.slope.max()].map {
            ($0 ?? .nan).fixed(3)
          }
      })
    result.say(
      "\nLargest slope of a chain (the bound of the sigmoid's is 0.25 to the depth):\n")
    result.table(
      ["depth", "bound"] + chains.map(\.0),
      [1, 2, 3, 5, 10].map { depth in
        ["\(depth)", pow(0.25, Double(depth)).scientific]
          + chains.map { $0.1[depth - 1].scientific }
      })
    result.say("\nLength of the gradient in a new network of ten layers of 64:\n")
    result.table(
      ["layer"] + lengths.map(\.0),
      [0, 4, 9].map { layer in ["\(layer + 1)"] + lengths.map { $0.1[layer].scientific } })
    for curve in curves { result.measure("\(curve.name): slope", curve.slope.max() ?? .nan) }
    for (name, slopes) in chains {
      for (index, slope) in slopes.enumerated() {
        result.measure("\(name) chain \(index + 1)", slope)
      }
    }
    for (name, lengths) in lengths {
      result.measure("\(name): first / last", lengths[0] / lengths[9])
    }
    result.measure("curves", Double(curves.count))
    result.draw(
      "activations",
      Figure(
        "Activation functions (blue) and their derivatives (orange, dashed)", columns: 5,
        panelWidth: 210, panelHeight: 165, panels: curves.map(panel)))
    result.draw(
      "activations-depth",
      Figure(columns: 2, panelWidth: 450, panelHeight: 340, panels: depth(chains, lengths)))
    return result
  }

  private func panel(_ curve: Curve) -> Panel {
    Panel(
      curve.name, x: PlotAxis(range: -4...4), y: PlotAxis(range: -2.2...3.2),
      [
        .rule(y: 0, dash: .solid), .line(x: curve.x, y: curve.y, color: .blue),
        .line(x: curve.x, y: curve.slope, color: .vermilion, dash: .dashed, width: 1.6),
      ])
  }

  private func depth(
    _ chains: [(String, [Double])], _ lengths: [(String, [Double])]
  ) -> [Panel] {
    let bound = (1...12).map { pow(0.25, Double($0)) }
    return [
      Panel(
        "The largest slope of a chain of functions", x: "functions in the chain",
        y: PlotAxis("slope", scale: .logarithmic, range: 1e-8...10),
        [.line("the bound 0.25ᵏ", x: (1...12).map(Double.init), y: bound, color: .grey, width: 6)]
          + chains.map { name, slopes in
            .line(
              name, x: (1...12).map(Double.init), y: slopes,
              dash: name == "ReLU" ? .dashed : .solid)
          }),
      Panel(
        "The gradient in a new network of ten layers", x: "layer, from the input",
        y: PlotAxis("length of the gradient", scale: .logarithmic),
        lengths.flatMap { name, lengths in
          [Mark.line(name, x: (1...10).map(Double.init), y: lengths)]
        }),
    ]
  }
}
