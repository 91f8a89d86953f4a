import Hone
import HonePlot

/// The optimizers that train networks, racing over landscapes of two weights (T16, T76).
public struct OptimizerRaceExample: Example {
  public let name = "optimizer-race"
  public let title = "Seven optimizers race through a valley, over a saddle and past a hollow"
  public let group = ExampleGroup.optimization
  public let techniques = [16, 61, 64, 65, 67, 69, 75, 76]

  /// A landscape over two weights, and where the optimizers start.
  struct Landscape: Sendable {
    let name: String
    let start: Place
    let steps: Int
    let x: ClosedRange<Double>
    let y: ClosedRange<Double>
    let height: @Sendable (_ x: Tensor, _ y: Tensor) -> Tensor
  }

  struct Place: Sendable {
    var x: Double
    var y: Double
  }

  /// A model of two weights: its output is the height of the place where they stand.
  struct Ball: Layer {
    let identity = LayerIdentity()
    let landscape: Landscape

    func forward(_ input: Tensor) -> Tensor {
      landscape.height(
        input.weight("x", shape: [1], initializer: .constant(landscape.start.x)),
        input.weight("y", shape: [1], initializer: .constant(landscape.start.y)))
    }
  }

  /// Each optimizer has one learning rate for all landscapes.
  static let optimizers: [(name: String, optimizer: any Optimizer)] = [
    ("SGD", .sgd(learningRate: 0.12)),
    ("momentum", .sgd(learningRate: 0.12, momentum: 0.9)),
    ("Nesterov", .sgd(learningRate: 0.12, momentum: 0.9, nesterov: true)),
    ("Adagrad", .adagrad(learningRate: 0.5)),
    ("RMSprop", .rmsprop(learningRate: 0.05)),
    ("Adam", .adam(learningRate: 0.15)),
    ("Lion", .lion(learningRate: 0.05)),
  ]

  /// A hundred times steeper across than along; the minimum is at (0, 0).
  static let valley = Landscape(
    name: "a long valley", start: Place(x: -7, y: 1), steps: 250, x: -8...3, y: -1.5...1.5
  ) { x, y in square(x) / 20 + square(y) * 5 }

  /// A pass at (0, 0) between the minima (0, ±1), approached along its ridge.
  static let saddle = Landscape(
    name: "a saddle", start: Place(x: -1.5, y: 0.001), steps: 100, x: -2...1, y: -1.5...1.5
  ) { x, y in square(x) / 2 - square(y) / 2 + square(square(y)) / 4 }

  /// A bowl whose minimum is at (4, 0), with a hollow at (−1, 0) on the way to it.
  static let hollow = Landscape(
    name: "a hollow on the way", start: Place(x: -5, y: 1), steps: 200, x: -6...6, y: -2...2
  ) { x, y in
    let bowl = square(x - 4) / 50 + square(y) * 0.3
    return bowl - exp((square(x + 1) + square(y)) * -2) * 0.4
  }

  /// The places an optimizer went through, and how high they are.
  struct Path: Sendable {
    var places: [Place]
    var heights: [Double] = []

    /// The first step after which the height is below a bound.
    func steps(toBelow bound: Double) -> Int? { heights.firstIndex { $0 < bound } }
  }

  /// Takes an optimizer over a landscape.
  static func path(of optimizer: any Optimizer, over landscape: Landscape) async throws -> Path {
    let model = Sequential {
      Input(1)
      Ball(landscape: landscape)
    }
    let trainer = try model.compile(
      optimizer: optimizer, loss: .custom("height") { height, _ in height })
    let (nothing, noTarget) = (HostTensor(zeros: [1, 1]), HostTensor(zeros: [1]))
    var path = Path(places: [landscape.start])
    for _ in 0..<landscape.steps {
      let logs = try await trainer.trainOnBatch(x: nothing, y: noTarget)
      path.heights.append(logs["loss"] ?? .nan)
      path.places.append(
        Place(
          x: try trainer.weights["ball_1/x"].elements()[0],
          y: try trainer.weights["ball_1/y"].elements()[0]))
    }
    path.heights.append(try await trainer.evaluate(x: nothing, y: noTarget)["loss"] ?? .nan)
    return path
  }

  public init() {}

  public func run() async throws -> ExampleResult {
    let landscapes = [Self.valley, Self.saddle, Self.hollow]
    var races: [[Path]] = []
    for landscape in landscapes {
      var paths: [Path] = []
      for contestant in Self.optimizers {
        paths.append(try await Self.path(of: contestant.optimizer, over: landscape))
      }
      races.append(paths)
    }
    var result = ExampleResult()
    report(races, in: &result)
    try await reportSpeed(in: &result)
    try await draw(landscapes, races, in: &result)
    return result
  }

  private func report(_ races: [[Path]], in result: inout ExampleResult) {
    func text(_ steps: Int?) -> String { steps.map(String.init) ?? "never" }
    var rows: [[String]] = []
    for (index, contestant) in Self.optimizers.enumerated() {
      let (valley, saddle, hollow) = (races[0][index], races[1][index], races[2][index])
      let through = valley.steps(toBelow: 0.05)
      let left = saddle.steps(toBelow: -0.2)
      let (end, last) = (hollow.places[hollow.places.count - 1], hollow.heights.last ?? .nan)
      rows.append([contestant.name, text(through), text(left), last.fixed(3), end.x.fixed(2)])
      result.measure("valley steps, " + contestant.name, Double(through ?? .max))
      result.measure("saddle steps, " + contestant.name, Double(left ?? .max))
      result.measure("hollow x, " + contestant.name, end.x)
    }
    result.table(
      ["", "through the valley", "off the saddle", "hollow: last height", "at x"], rows)
    let zigzags = Self.optimizers.indices.map { index in
      zip(races[0][index].places, races[0][index].places.dropFirst()).prefix(20)
        .count { $0.0.y * $0.1.y < 0 }
    }
    result.say()
    result.say("in the first 20 steps SGD changes sides of the valley \(zigzags[0]) times")
    result.measure("zigzags, SGD", Double(zigzags[0]))
  }

  /// Momentum rolls out of a hollow only if it comes with enough speed.
  private func reportSpeed(in result: inout ExampleResult) async throws {
    let near = Landscape(
      name: Self.hollow.name, start: Place(x: -1.4, y: 0), steps: Self.hollow.steps,
      x: Self.hollow.x, y: Self.hollow.y, height: Self.hollow.height)
    let path = try await Self.path(of: Self.optimizers[1].optimizer, over: near)
    let end = path.places[path.places.count - 1].x
    result.say("momentum that starts near the hollow, at x = -1.4, ends at x = \(end.fixed(2))")
    result.measure("hollow x, momentum from nearby", end)
  }
}

extension OptimizerRaceExample {
  private func draw(
    _ landscapes: [Landscape], _ races: [[Path]], in result: inout ExampleResult
  ) async throws {
    var maps: [Panel] = []
    var curves: [Panel] = []
    for (landscape, paths) in zip(landscapes, races) {
      let grid = PlaneGrid(x: landscape.x, y: landscape.y, count: 72)
      let levels = try await Self.levels(of: landscape, at: grid)
      var marks = [
        Mark.heatMap(levels, x: landscape.x, y: landscape.y, scale: Self.relief)
      ]
      for (contestant, path) in zip(Self.optimizers, paths) {
        marks.append(
          .line(contestant.name, x: path.places.map(\.x), y: path.places.map(\.y), width: 1.8))
      }
      marks.append(
        .points(x: [landscape.start.x], y: [landscape.start.y], color: .black, size: 8))
      maps.append(
        Panel(
          landscape.name, x: PlotAxis("weight x", range: landscape.x),
          y: PlotAxis("weight y", range: landscape.y), legend: .none, marks))
      curves.append(
        Panel(
          x: "step", y: "height", legend: .best,
          zip(Self.optimizers, paths).map { .line($0.name, y: $1.heights, width: 1.8) }))
    }
    curves[0].y = PlotAxis("height", scale: .logarithmic, range: 1e-6...10)
    curves[0].legend = .none
    curves[1].legend = .none
    curves[2].legend = .topRight
    result.draw(
      name,
      Figure(
        "Seven optimizers from the same place, each with one learning rate", columns: 3,
        panelWidth: 400, panelHeight: 330, panels: maps + curves))
  }

  /// White is high, grey is low.
  private static let relief = ColorScale([PlotColor(0x9A9A9A), PlotColor(0xFFFFFF)])

  /// The heights of a grid's points in steps, as maps show them.
  private static func levels(
    of landscape: Landscape, at grid: PlaneGrid
  ) async throws -> [[Double]] {
    let map = Sequential {
      Input(2)
      Lambda { landscape.height($0.sliced(0..<1, axis: 1), $0.sliced(1..<2, axis: 1)) }
    }
    let heights: [Double] = try await map.compile(optimizer: .sgd(), loss: .meanSquaredError)
      .predict(x: grid.points).elements()
    let (least, most) = (heights.min() ?? 0, heights.max() ?? 1)
    let levels = heights.map { height in
      (((height - least) / (most - least)).squareRoot() * 14).rounded(.down)
    }
    return (0..<grid.count).map { Array(levels[$0 * grid.count..<($0 + 1) * grid.count]) }
  }
}
