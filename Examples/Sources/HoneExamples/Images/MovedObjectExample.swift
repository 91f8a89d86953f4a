import Hone
import HonePlot

/// An object that isn't where it was in training: convolutional networks against a dense one (T156).
public struct MovedObjectExample: Example {
  public let name = "moved-object"
  public let title = "The object moves: a dense network is lost, a pooling one doesn't notice"
  public let group = ExampleGroup.images
  public let techniques = [103, 106, 107, 108, 137, 156]

  static let side = 28
  static let classes = ["square", "plus", "cross", "ring", "triangle"]
  static let shifts = [0, 1, 2, 3, 4, 5, 6, 8, 12, 16]

  /// Whether a shape of 9 × 9 pixels has ink at a place.
  static func hasInk(_ shape: Int, _ row: Int, _ column: Int) -> Bool {
    let (y, x) = (row - 4, column - 4)
    switch classes[shape] {
    case "square": return max(abs(x), abs(y)) == 4
    case "plus": return x == 0 || y == 0
    case "cross": return abs(x) == abs(y)
    case "ring": return (12...20).contains(x * x + y * y)
    default: return row == 8 || abs(x) * 2 == row || abs(x) * 2 == row + 1
    }
  }

  /// Images with one shape among noise, its left edge `shift` pixels right of where training has it;
  /// nil for anywhere.
  static func images(_ count: Int, shift: Int?, seed: UInt64) throws -> ArrayDataset {
    var (pixels, labels): ([Float], [Int32]) = ([], [])
    for sample in 0..<count {
      let key = RandomKey(seed: seed).folding(UInt64(sample))
      let label = sample % classes.count
      let left = 2 + (shift ?? key.integer(below: 17, at: 1000))
      let top = 9 + key.integer(below: 2, at: 1001)
      for row in 0..<side {
        for column in 0..<side {
          let isInside = (top..<top + 9).contains(row) && (left..<left + 9).contains(column)
          let ink: Float = isInside && hasInk(label, row - top, column - left) ? 1 : 0
          pixels.append(ink + 0.3 * Float(key.normal(at: UInt64(row * side + column))))
        }
      }
      labels.append(Int32(label))
    }
    return try ArrayDataset(
      x: HostTensor(pixels, shape: [count, side, side, 1]), y: HostTensor(labels),
      classNames: classes)
  }

  /// A multilayer perceptron: a weight for each pixel and unit.
  static func perceptron(side: Int = side) -> Sequential {
    Sequential {
      Input(side, side, 1)
      Flatten()
      Dense(64, activation: .relu)
      Dense(classes.count)
    }
  }

  /// How a convolutional network makes its maps smaller, and how it reads them in the end.
  enum Reading: String, CaseIterable {
    /// A weight for each place of each map.
    case flatten = "CNN, Flatten"
    /// The largest number of each map, wherever it is; a pooling of 2 × 2 before.
    case pooling = "CNN, both poolings"
    /// The largest number of each map; no pooling before.
    case globalPooling = "CNN, global pooling only"
  }

  static func convolutional(_ reading: Reading, side: Int = side) -> Sequential {
    Sequential {
      Input(side, side, 1)
      Conv2D(12, kernelSize: 3, activation: .relu)
      if reading != .globalPooling { MaxPooling2D(2) }
      Conv2D(24, kernelSize: 3, dilationRate: reading == .globalPooling ? 2 : 1, activation: .relu)
      if reading == .flatten { Flatten() } else { GlobalMaxPooling2D() }
      Dense(classes.count)
    }
  }

  static func train(_ model: Sequential, on data: ArrayDataset) async throws -> Trainer {
    let trainer = try model.compile(
      optimizer: .adam(learningRate: 0.003),
      loss: .sparseCategoricalCrossentropy(fromLogits: true), metrics: [.accuracy])
    try await trainer.fit(data, epochs: 10, batchSize: 25, verbose: .silent)
    return trainer
  }

  public init() {}

  public func run() async throws -> ExampleResult {
    let fixed = try Self.images(500, shift: 0, seed: 1)
    let anywhere = try Self.images(500, shift: nil, seed: 2)
    var networks: [(name: String, trainer: Trainer)] = [
      ("MLP", try await Self.train(Self.perceptron(), on: fixed)),
      ("MLP, trained on moved", try await Self.train(Self.perceptron(), on: anywhere)),
    ]
    for reading in Reading.allCases {
      networks.append(
        (reading.rawValue, try await Self.train(Self.convolutional(reading), on: fixed)))
    }
    var result = ExampleResult()
    try await reportShifts(networks, in: &result)
    result.say()
    try reportSizes(in: &result)
    draw(anywhere, in: &result)
    return result
  }

  private func reportShifts(
    _ networks: [(name: String, trainer: Trainer)], in result: inout ExampleResult
  ) async throws {
    var accuracies = networks.map { _ in [Double]() }
    for shift in Self.shifts {
      let test = try Self.images(200, shift: shift, seed: 3)
      for (index, network) in networks.enumerated() {
        let accuracy = try await network.trainer.evaluate(test)["accuracy"] ?? .nan
        accuracies[index].append(accuracy)
        result.measure("\(network.name), \(shift)", accuracy)
      }
    }
    result.say("accuracy on unseen images whose object is moved, by pixels to the right:")
    result.table(
      [""] + Self.shifts.map { "\($0)" },
      zip(networks, accuracies).map { [$0.name] + $1.map(\.percent) })
    result.draw(
      name,
      Figure(
        panelWidth: 640, panelHeight: 380,
        panels: [
          Panel(
            "Accuracy where the object isn't where it was in training",
            x: "pixels that the object is moved", y: PlotAxis("accuracy", range: 0...1.05),
            legend: .right,
            zip(networks, accuracies).map { network, accuracies in
              .line(network.name, x: Self.shifts.map { Double($0) }, y: accuracies)
            } + [.rule("guessing", y: 1 / Double(Self.classes.count))])
        ]))
  }

  private func reportSizes(in result: inout ExampleResult) throws {
    let sides = [14, 28, 56, 112]
    func count(_ model: Sequential) throws -> Int {
      try model.compile(optimizer: .sgd(), loss: .meanSquaredError).summary().trainableCount
    }
    var rows: [[String]] = []
    let models: [(String, (Int) -> Sequential)] =
      [("MLP", { Self.perceptron(side: $0) })]
      + Reading.allCases.map { reading in
        (reading.rawValue, { Self.convolutional(reading, side: $0) })
      }
    for (title, model) in models {
      let counts = try sides.map { try count(model($0)) }
      rows.append([title] + counts.map { "\($0)" })
      result.measure("growth, " + title, Double(counts[3]) / Double(counts[0]))
    }
    result.say("weights by the side of the image:")
    result.table([""] + sides.map { "\($0) × \($0)" }, rows)
  }

  /// The first images, so that one sees what is to be told apart.
  private func draw(_ data: ArrayDataset, in result: inout ExampleResult) {
    let pixels = data.tensors[0].elements(as: Double.self)
    var sheet = PixelSheet(columns: 5, tile: Self.side, scale: 3)
    for sample in 0..<10 {
      let rows = (0..<Self.side).map { row in
        let start = (sample * Self.side + row) * Self.side
        return Array(pixels[start..<start + Self.side])
      }
      sheet.add(rows, limits: -0.5...1.5, .greys)
    }
    result.draw(name + "-images", sheet.image)
  }
}
