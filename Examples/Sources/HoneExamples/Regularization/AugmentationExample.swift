public import Hone
internal import HonePlot

/// What augmentation is worth with 2 000 images: the same network in four ways, five times each.
public struct AugmentationExample: Example {
  public let name = "augmentation"
  public let title = "What altered copies are worth with 2 000 images, and what blurring them costs"
  public let group = ExampleGroup.regularization
  public let techniques = [95, 133, 134, 135, 137, 144]

  public init() {}

  public var missing: HoneError? {
    do throws(HoneError) {
      _ = try ImageCollection.fashionMNIST.locate()
      return nil
    } catch {
      return error
    }
  }

  /// What each image goes through, each time that it is shown.
  static let ways: [(name: String, transforms: [any Transform])] = [
    ("as they are", []),
    (
      "mirrored, shifted by whole pixels",
      [RandomFlip(.horizontal), RandomCrop(height: 28, width: 28, padding: 2)]
    ),
    (
      "the same, and a part erased",
      [
        RandomFlip(.horizontal), RandomCrop(height: 28, width: 28, padding: 2),
        RandomErasing(0.5, scale: 0.02...0.2, fillValue: 0),
      ]
    ),
    (
      "mirrored; shift, turn, zoom one by one",
      [
        RandomFlip(.horizontal), RandomTranslation(heightFactor: 0.07, widthFactor: 0.07),
        RandomRotation(degrees: 7), RandomZoom(0.1),
      ]
    ),
  ]

  static func network(_ augmentation: [any Transform]) -> Sequential {
    Sequential {
      augmentation
      Conv2D(24, kernelSize: 3, padding: .same, activation: .relu, kernelInitializer: .heNormal)
      MaxPooling2D(2)
      Conv2D(48, kernelSize: 3, padding: .same, activation: .relu, kernelInitializer: .heNormal)
      MaxPooling2D(2)
      Flatten()
      Dense(64, activation: .relu, kernelInitializer: .heNormal)
      Dense(10)
    }
  }

  /// One training: its accuracies after each epoch, and that on all test samples in the end.
  struct Course: Sendable {
    let training: [Double]
    /// On the first 1 000 test samples.
    let validation: [Double]
    let test: Double
  }

  /// Trains once with each seed, on other samples each time.
  ///
  /// - Parameters:
  ///   - count: The samples to train on, drawn by the seed.
  ///   - seeds: The seeds of samples, weights and augmentation.
  static func courses(
    on data: any Dataset, count: Int, test: any Dataset, by augmentation: [any Transform],
    epochs: Int,
    seeds: Range<UInt64>
  ) async throws -> [Course] {
    var courses: [Course] = []
    for seed in seeds {
      let rows = RandomKey(seed: seed).folding("subset").permutation(data.count).prefix(count)
      let steps = epochs * (count + 63) / 64
      let trainer = try network(augmentation).compile(
        optimizer: .adam(learningRate: .cosineDecay(1e-3, steps: steps)),
        loss: .sparseCategoricalCrossentropy(fromLogits: true), metrics: [.accuracy], seed: seed)
      let history = try await trainer.fit(
        try Subset(of: data, at: rows.sorted()), epochs: epochs, batchSize: 64,
        validation: test.prefix(1000), verbose: .silent)
      courses.append(
        Course(
          training: history["accuracy"], validation: history["val_accuracy"],
          test: try await trainer.evaluate(test)["accuracy"] ?? .nan))
    }
    return courses
  }

  public func run() async throws -> ExampleResult {
    let data = try ImageCollection.fashionMNIST.load(.train)
    let test = try ImageCollection.fashionMNIST.load(.test)
    var all: [(name: String, courses: [Course])] = []
    for (name, transforms) in Self.ways {
      all.append(
        (
          name,
          try await Self.courses(
            on: data, count: 2000, test: test, by: transforms, epochs: 120, seeds: 0..<5)
        ))
    }
    return report(all)
  }

  private func report(_ all: [(name: String, courses: [Course])]) -> ExampleResult {
    var result = ExampleResult()
    result.say(
      "2 000 images of Fashion-MNIST, 10 000 to test on; mean ± standard deviation of 5 runs:")
    result.table(
      ["training", "test accuracy", "least … most", "training accuracy"],
      all.map { name, courses in
        let test = courses.map(\.test)
        let training = Spread(courses.map { $0.training.last ?? .nan })
        let spread = Spread(test)
        result.measure(name, spread.mean)
        result.measure(name + ", deviation", spread.deviation)
        return [
          name, "\((100 * spread.mean).fixed(2)) ± \((100 * spread.deviation).fixed(2)) %",
          "\((100 * (test.min() ?? .nan)).fixed(2)) … \((100 * (test.max() ?? .nan)).fixed(2)) %",
          "\((100 * training.mean).fixed(1)) %",
        ]
      })
    let shown = [all[0], all[1], all[3]]
    result.draw(
      "augmentation",
      Figure(
        columns: 1, panelWidth: 640, panelHeight: 360,
        panels: [
          Panel(
            "accuracy on test images, and (dashed) on those of training; mean of 5 runs",
            x: PlotAxis("epoch"),
            y: PlotAxis("accuracy", range: 0.7...1), legend: .bottomRight,
            shown.enumerated().flatMap { index, part -> [Mark] in
              let epochs = part.courses[0].validation.indices.map { Double($0 + 1) }
              func mean(_ values: (Course) -> [Double]) -> [Double] {
                epochs.indices.map { epoch in Spread(part.courses.map { values($0)[epoch] }).mean }
              }
              return [
                .line(
                  part.name, x: epochs, y: mean { $0.validation }, color: PlotColor.palette[index]),
                .line(
                  x: epochs, y: mean { $0.training }, color: PlotColor.palette[index], dash: .dashed
                ),
              ]
            })
        ]))
    return result
  }
}

/// The mean of some numbers, and their standard deviation.
struct Spread {
  let mean: Double
  let deviation: Double

  init(_ values: [Double]) {
    let mean = values.reduce(0, +) / Double(max(values.count, 1))
    let sum = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    deviation = (sum / Double(max(values.count - 1, 1))).squareRoot()
  }
}
