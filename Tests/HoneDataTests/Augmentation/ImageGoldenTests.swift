import HoneCore
import Testing

@testable import HoneData

/// Pixels against Keras and torchvision. Both compute in float32; the tolerance is a share of the
/// picture's range.
@Suite struct ImageGoldenTests {
  static let tolerance: Float = 5e-6

  @Test(arguments: ["keras", "torchvision"]) func pixelsAreThoseOf(_ framework: String) throws {
    let golden = try GoldenImages(framework)
    #expect(golden.cases.count > 100)
    let version = framework == "keras" ? "Keras 3.15.1" : "torchvision 0.29.2"
    var notes: [(type: String, case: String, framework: String, error: Double)] = []
    for test in golden.cases {
      let difference = try golden.difference(test)
      #expect(difference <= Self.tolerance, "\(test): \(difference)")
      notes.append((test.name, "\(test)", version, Double(difference)))
    }
    GoldenNotes.add(notes)
  }
}
