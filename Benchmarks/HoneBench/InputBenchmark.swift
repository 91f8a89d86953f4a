import Hone

/// The input pipeline without training: Fashion-MNIST's files decoded (before the first batch),
/// then shuffled, cropped, flipped, turned, and changed in contrast, each image by numbers of its
/// own, and batches of 128 as floats from 0 to 1.
final class InputBenchmark: Benchmark {
  private let loader: BatchLoader
  private var sum = 0.0

  init(threads: Int) throws {
    let images = try ImageCollection.fashionMNIST.load(.train)
    loader = try images.map(
      RandomCrop(height: 24, width: 24), RandomFlip(.horizontal), RandomRotation(0.05),
      RandomContrast(0.2)
    ).batch(128, shuffle: true, epochs: .max, workers: threads)
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
