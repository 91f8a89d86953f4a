import Hone

/// The input pipeline without training: Fashion-MNIST's files decoded (before the first batch),
/// then shuffled batches of 128 images as floats from 0 to 1.
final class InputBenchmark: Benchmark {
  private let loader: BatchLoader
  private var sum = 0.0

  init() throws {
    let images = try ImageCollection.fashionMNIST.load(.train)
    let plan = try BatchPlan(count: images.count, batchSize: 128, shuffles: true)
    loader = try BatchLoader(images, plan: plan)
  }

  var parameterCount: Int? { nil }
  var result: Double { sum }

  func step() throws {
    guard let batch = try loader.next() else { return }
    batch.withUnsafeBytes(ofField: 0) { bytes in
      sum += Double(bytes.loadUnaligned(fromByteOffset: bytes.count / 2, as: Float.self))
    }
  }
}
