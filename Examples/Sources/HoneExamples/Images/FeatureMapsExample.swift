import Hone
import HonePlot

/// Filters made by hand beside learned ones, and what they see in an image (T111, T112).
public struct FeatureMapsExample: Example {
  public let name = "feature-maps"
  public let title = "Sobel and blur beside learned filters, and what each sees"
  public let group = ExampleGroup.images
  public let techniques = [96, 97, 98, 109, 110, 111, 112]

  static let handMade: [(name: String, values: [Float])] = [
    ("Sobel x", [-1, 0, 1, -2, 0, 2, -1, 0, 1]),
    ("Sobel y", [-1, -2, -1, 0, 0, 0, 1, 2, 1]),
    ("blur", [1, 2, 1, 2, 4, 2, 1, 2, 1].map { $0 / 16 }),
  ]

  /// The kernel `[3, 3, 1, filters]` of filters that are given row by row.
  static func kernel(_ filters: [[Float]]) throws -> HostTensor {
    try HostTensor(
      (0..<9).flatMap { place in filters.map { $0[place] } }, shape: [3, 3, 1, filters.count])
  }

  /// The filters of a kernel, row by row.
  static func filters(_ kernel: HostTensor) -> [[Double]] {
    let (values, count) = (kernel.elements(as: Double.self), kernel.shape[3])
    return (0..<count).map { filter in (0..<9).map { values[$0 * count + filter] } }
  }

  /// What each filter of a kernel makes of an image.
  static func maps(of image: HostTensor, _ kernel: HostTensor) async throws -> [[[Double]]] {
    let count = kernel.shape[3]
    let layer = Sequential {
      Input(28, 28, 1)
      Conv2D(count, kernelSize: 3, padding: .same, useBias: false)
    }
    let trainer = try layer.compile(optimizer: .sgd(), loss: .meanSquaredError)
    try trainer.weights.set("conv2d_1/kernel", to: kernel)
    let values: [Double] = try await trainer.predict(x: image).elements()
    return (0..<count).map { filter in
      (0..<28).map { row in (0..<28).map { values[(row * 28 + $0) * count + filter] } }
    }
  }

  /// A small network; its first filters are given and stay, or are learned.
  static func network(filters: Int, learnsFilters: Bool) -> Sequential {
    Sequential {
      Input(28, 28, 1)
      Conv2D(filters, kernelSize: 3, padding: .same, activation: .relu, trainable: learnsFilters)
      MaxPooling2D(2)
      Conv2D(16, kernelSize: 3, padding: .same, activation: .relu)
      GlobalMaxPooling2D()
      Dense(10)
    }
  }

  static func train(
    filters: Int, kernel: HostTensor? = nil, learnsFilters: Bool = true, epochs: Int = 12,
    seed: UInt64
  ) async throws -> (start: HostTensor, end: HostTensor, accuracy: Double) {
    let trainer = try network(filters: filters, learnsFilters: learnsFilters).compile(
      optimizer: .adam(learningRate: 0.01),
      loss: .sparseCategoricalCrossentropy(fromLogits: true), metrics: [.accuracy], seed: seed)
    if let kernel { try trainer.weights.set("conv2d_1/kernel", to: kernel) }
    let start = try trainer.weights["conv2d_1/kernel"]
    try await trainer.fit(
      SampleImages.load(.train), epochs: epochs, batchSize: 32, verbose: .silent)
    let result = try await trainer.evaluate(SampleImages.load(.test))
    return (start, try trainer.weights["conv2d_1/kernel"], result["accuracy"] ?? .nan)
  }

  public init() {}

  public func run() async throws -> ExampleResult {
    var result = ExampleResult()
    let byHand = try Self.kernel(Self.handMade.map(\.values))
    try await reportAccuracy(byHand, in: &result)
    let learned = try await Self.train(filters: 8, epochs: 15, seed: 1)
    result.say()
    reportFilters(learned.start, learned.end, in: &result)
    let image = try Self.image(of: "triangle")
    let maps = try await Self.maps(of: image, byHand)
    let learnedMaps = try await Self.maps(of: image, learned.end)
    result.say()
    try await reportMaps(of: image, maps, byHand, in: &result)
    drawFilters(learned.start, learned.end, in: &result)
    drawMaps(of: image, maps, learnedMaps, in: &result)
    return result
  }

  /// The first unseen image of a class.
  static func image(of className: String) throws -> HostTensor {
    let test = try SampleImages.load(.test)
    let label = SampleImages.classNames.firstIndex(of: className)
    let index = test.classLabels?.firstIndex { $0 == label } ?? 0
    return try test.tensors(at: [index])[0]
  }

  private func reportAccuracy(_ byHand: HostTensor, in result: inout ExampleResult) async throws {
    var rows: [[String]] = []
    for (title, kernel, learns) in [
      ("3 filters by hand, fixed", byHand, false), ("3 random filters, fixed", nil, false),
      ("3 random filters, learned", nil, true), ("3 filters by hand, learned on", byHand, true),
    ] {
      var accuracies: [Double] = []
      for seed: UInt64 in 1...3 {
        let trained = try await Self.train(
          filters: 3, kernel: kernel, learnsFilters: learns, seed: seed)
        accuracies.append(trained.accuracy)
      }
      let mean = accuracies.reduce(0, +) / Double(accuracies.count)
      rows.append([
        title, mean.percent, (accuracies.min() ?? 0).percent, (accuracies.max() ?? 0).percent,
      ])
      result.measure(title, mean)
    }
    result.say("accuracy on unseen images over three seeds, by the filters of the first layer:")
    result.table(["", "mean", "least", "most"], rows)
  }

  private func reportFilters(
    _ start: HostTensor, _ end: HostTensor, in result: inout ExampleResult
  ) {
    let references = Self.handMade.map { $0.values.map { Double($0) } }
    func cosines(_ kernel: HostTensor) -> [[Double]] {
      Self.filters(kernel).map { filter in references.map { Self.cosine(filter, $0) } }
    }
    func likeness(_ cosines: [[Double]]) -> Double {
      cosines.reduce(0) { $0 + ($1.map(abs).max() ?? 0) } / Double(cosines.count)
    }
    let (before, after) = (cosines(start), cosines(end))
    result.say("cosines between eight learned filters and those by hand:")
    result.table(
      [""] + Self.handMade.map(\.name),
      after.enumerated().map { ["filter \($0 + 1)"] + $1.map { $0.fixed(2) } })
    result.measure("likeness, at first", likeness(before))
    result.measure("likeness, trained", likeness(after))
    result.say(
      "mean of the largest of each: \(likeness(before).fixed(2)) at first, "
        + "\(likeness(after).fixed(2)) trained")
  }

  static func cosine(_ a: [Double], _ b: [Double]) -> Double {
    func product(_ a: [Double], _ b: [Double]) -> Double {
      zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }
    return product(a, b) / (product(a, a) * product(b, b)).squareRoot()
  }

  private func reportMaps(
    of image: HostTensor, _ maps: [[[Double]]], _ kernel: HostTensor, in result: inout ExampleResult
  ) async throws {
    let pixels: [Double] = image.elements()
    let rows = (0..<28).map { row in (0..<28).map { pixels[row * 28 + $0] } }
    let roughness = Self.roughness(maps[2]) / Self.roughness(rows)
    result.say(
      "blur leaves \(roughness.percent) of the differences between neighbouring pixels")
    result.measure("roughness", roughness)
    let turned = try HostTensor(
      (0..<784).map { Float(pixels[$0 % 28 * 28 + $0 / 28]) }, shape: [1, 28, 28, 1])
    let turnedMaps = try await Self.maps(of: turned, kernel)
    var difference = 0.0
    for row in 0..<28 {
      for column in 0..<28 {
        difference = max(difference, abs(maps[0][row][column] - turnedMaps[1][column][row]))
      }
    }
    result.say(
      "Sobel x of the image and Sobel y of its mirror image at the diagonal: "
        + "difference \(difference.fixed(1))")
    result.measure("mirror difference", difference)
  }

  /// The sum of the differences between neighbours.
  static func roughness(_ rows: [[Double]]) -> Double {
    var sum = 0.0
    for row in rows.indices {
      for column in rows[row].indices {
        if column > 0 { sum += abs(rows[row][column] - rows[row][column - 1]) }
        if row > 0 { sum += abs(rows[row][column] - rows[row - 1][column]) }
      }
    }
    return sum
  }
}

extension FeatureMapsExample {
  private func drawFilters(
    _ start: HostTensor, _ end: HostTensor, in result: inout ExampleResult
  ) {
    let hand = Self.handMade.map { name, values in
      let isFraction = values.contains { $0 != $0.rounded() }
      return (isFraction ? name + " × 16" : name, values.map { Double($0) * (isFraction ? 16 : 1) })
    }
    let first = Self.filters(start).enumerated().map { ("\($0 + 1), at first", $1) }
    let last = Self.filters(end).enumerated().map { ("\($0 + 1), trained", $1) }
    let panels = (hand + first + last).map { title, values in
      let values = values.map { ($0 * 10).rounded() / 10 }
      let most = values.map(abs).max() ?? 1
      return Panel(
        title, x: .hidden, y: PlotAxis(isReversed: true, isVisible: false),
        [
          .heatMap(
            (0..<3).map { Array(values[$0 * 3..<$0 * 3 + 3]) }, scale: .diverging,
            limits: -most...most, showsNumbers: true)
        ])
    }
    let empty = Panel(x: .hidden, y: .hidden, [])
    result.draw(
      "feature-maps-filters",
      Figure(
        "Three filters by hand, and eight that a network learned", columns: 8, panelWidth: 130,
        panelHeight: 140,
        panels: panels.prefix(3) + Array(repeating: empty, count: 5) + panels.dropFirst(3)))
  }

  /// The image and the maps as pixels: by hand in the first row, learned below.
  private func drawMaps(
    of image: HostTensor, _ byHand: [[[Double]]], _ learned: [[[Double]]],
    in result: inout ExampleResult
  ) {
    let pixels: [Double] = image.elements()
    let original = (0..<28).map { row in (0..<28).map { pixels[row * 28 + $0] } }
    var sheet = PixelSheet(columns: 4, tile: 28, scale: 4)
    sheet.add(original, limits: 0...1, .greys)
    for map in byHand + learned {
      let most = map.joined().map(abs).max() ?? 1
      sheet.add(map, limits: -most...most, .diverging)
    }
    result.draw(name, sheet.image)
  }
}
