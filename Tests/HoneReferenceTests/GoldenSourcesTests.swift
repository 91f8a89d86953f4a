import Foundation
import HoneCore
import HoneTestSupport
import Testing

/// Where the golden values come from.
@Suite struct GoldenSourcesTests {
  /// What one framework alone can say: the kinks at which PyTorch's gradient is another, clipped
  /// probabilities, which only Keras has, and the data of others.
  private static func isAlone(_ name: String) -> Bool {
    let kinks = [
      "hard-tanh", "relu-all", "relu-slope-max", "relu-slope-threshold", "selu",
    ].map { "layers/activation-\($0)-kinks" }
    return kinks.contains(name) || name == "layers/prelu-kinks" || name.hasSuffix("-saturated")
      || name.hasSuffix("-data") || name == "updates/data" || name.hasPrefix("data/")
  }

  @Test func everyCaseIsFromPyTorchOrCheckedByIt() throws {
    let groups = try FileManager.default.contentsOfDirectory(atPath: Golden.folder)
    #expect(groups.count >= 12)
    for name in try groups.flatMap({ try Golden.names(of: $0) }) {
      let golden = try Golden(name)
      let isChecked = (golden.checked ?? golden.framework).hasPrefix("PyTorch")
      #expect(isChecked != Self.isAlone(name), "\(name): \(golden.framework)")
    }
  }
}
