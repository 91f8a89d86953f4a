import Hone
import Testing

/// Metrics in training: what they read, and results that are more than a number.
@Suite struct MetricDetailTests {
  @Test(arguments: backendNames)
  func aConfusionMatrixCountsEverySampleOnce(_ name: String) async throws {
    let trainer = try Samples.trainer(metrics: [.accuracy, .confusionMatrix], on: backend(name))
    let data = try Samples.dataset(23)
    let logs = try await trainer.measure(data, batchSize: 8)
    let matrix = try #require(logs.details["confusion_matrix"])
    #expect(matrix.shape == [3, 3])
    let counts = matrix.elements(as: Int64.self)
    #expect(counts.reduce(0, +) == 23)
    let labels = try #require(data.classLabels)
    for label in 0..<3 {
      #expect(counts[3 * label..<3 * label + 3].reduce(0, +) == labels.count { $0 == label })
    }
    let right = Double(counts[0] + counts[4] + counts[8]) / 23
    #expect(logs["accuracy"] == right)
    #expect(logs["confusion_matrix"] == right)
    let history = try await trainer.fit(
      data, epochs: 2, batchSize: 9, validation: data, verbose: 0)
    #expect(history.details["confusion_matrix"]?.count == 2)
    #expect(history.details["val_confusion_matrix"]?.count == 2)
  }

  /// Every metric of decisions works beside a loss with class indices and logits.
  @Test(arguments: backendNames)
  func metricsReadTargetsAndPredictionsAsTheLossDoes(_ name: String) async throws {
    let all: [any Metric] = [
      .topKCategoricalAccuracy(k: 2), .precision(), .recall(), .f1Score(average: .macro), .auc(),
      .meanIoU(), .truePositives(), .sensitivityAtSpecificity(0.5), .sparseCategoricalCrossentropy,
    ]
    let x = try Samples.normal([31, 6])
    let labels = try Samples.classes(31).y
    let oneHot = try HostTensor(
      labels.elements(as: Int32.self).flatMap { label in
        (0..<3).map { $0 == label ? 1 as Float : 0 }
      }, shape: [31, 3])
    let sparse = try Samples.trainer(metrics: all, on: backend(name))
    let found = try await sparse.evaluate(x: x, y: labels, batchSize: 8)
    // The same from one-hot rows and probabilities.
    let model = Sequential {
      Dense(8, activation: .relu)
      Dense(3)
      Softmax()
    }
    var others = all
    others[8] = .loss(.categoricalCrossentropy(), name: "sparse_categorical_crossentropy")
    let dense = try model.compile(
      optimizer: .sgd(), loss: .categoricalCrossentropy(), metrics: others,
      backend: backend(name))
    let wanted = try await dense.evaluate(x: x, y: oneHot, batchSize: 8)
    #expect(found.keys.sorted() == wanted.keys.sorted())
    for (key, value) in wanted {
      #expect(abs(try #require(found[key]) - value) < 1e-4, "\(key)")
    }
    #expect(try #require(found["top_k_categorical_accuracy"]) > 0.5)
  }

  @Test(arguments: backendNames)
  func resultsDoNotDependOnTheBatches(_ name: String) async throws {
    let data = try Samples.normal([29, 6])
    let targets = try Samples.normal([29, 2], seed: 4)
    let trainer = try Sequential { Dense(2) }.compile(
      optimizer: .sgd(), loss: .mse,
      metrics: [
        .r2Score(), .rootMeanSquaredError, .meanAbsoluteError, .cosineSimilarity, .logCosh,
      ],
      backend: backend(name))
    let whole = try await trainer.evaluate(x: data, y: targets, batchSize: .all)
    for size in [1, 8, 28] {
      let parts = try await trainer.evaluate(x: data, y: targets, batchSize: .count(size))
      for (key, value) in whole {
        #expect(abs(try #require(parts[key]) - value) < 1e-6 * max(1, abs(value)), "\(key)")
      }
    }
  }
}
