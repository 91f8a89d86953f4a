import Foundation
import HoneCore
import Testing

@testable import HoneData

/// Measures; fails only where something is far off. The numbers are printed with `HONE_SPEED=1`.
@Suite struct AugmentationSpeedTests {
  @Test(.enabled(if: ProcessEnvironment.process["HONE_SPEED"] != nil))
  func nanosecondsAPixel() throws {
    let chains: [(String, [any Transform])] = [
      ("flip", [RandomFlip(.horizontal)]),
      ("crop", [RandomCrop(height: 28, width: 28, padding: 2)]),
      (
        "flip+crop+rotate+contrast",
        [
          RandomFlip(.horizontal), RandomCrop(height: 28, width: 28, padding: 2),
          RandomRotation(0.1), RandomContrast(0.2),
        ]
      ), ("contrast", [RandomContrast(0.2)]), ("brightness", [RandomBrightness(0.2)]),
      ("erasing", [RandomErasing(fillValue: 0)]), ("RandAugment", [RandAugment()]),
      ("TrivialAugmentWide", [TrivialAugmentWide()]), ("rotate", [RandomRotation(0.1)]),
      ("zoom", [RandomZoom(0.2)]),
      ("resize 28→32", [Resizing(height: 32, width: 32)]),
    ]
    for (name, transforms) in chains {
      for channels in [1, 3] {
        let nanoseconds = try time(transforms, height: 28, width: 28, channels: channels)
        print(
          "\(name) ×\(channels): \(Int(nanoseconds)) ns a sample,",
          "\(Caption.number(nanoseconds / Double(784 * channels))) ns a number")
      }
    }
  }

  private func time(
    _ transforms: [any Transform], height: Int, width: Int, channels: Int
  ) throws -> Double {
    let image = numbered(height, width, channels)
    var sample = Sample([.image(image)])
    var context = TransformContext(key: RandomKey(seed: 0))
    let rounds = 20_000
    var best = Double.infinity
    for _ in 0..<5 {
      let start = clock()
      for round in 0..<rounds {
        let key = RandomKey(seed: UInt64(round))
        for (number, transform) in transforms.enumerated() {
          context.key = key.folding(UInt64(number))
          try transform.apply(to: &sample, context: &context)
        }
        if case .image(let made) = sample.values[0], made.height != height {
          sample = Sample([.image(image)])
        }
      }
      // Time of the processor, so that other processes count for little.
      best = min(best, Double(clock() - start) / Double(CLOCKS_PER_SEC) * 1e9)
    }
    return best / Double(rounds)
  }
}
