import Foundation
import Testing

/// What no framework computes in numbers that a golden file could hold, and the suites of tests that
/// hold it.
enum HeldElsewhere {
  /// Sources of data: what they read is held to values of others, file format by file format.
  static let sources: [String: String] = [
    "csv": "GoldenTableTests", "npz": "NumPyArraysTests", "tfrecord": "TFRecordTests",
    "jsonl": "JSONLinesTests", "text": "TextFilesTests", "images": "ImageFolderTests",
    "mnist": "IDXReaderTests", "kmnist": "IDXReaderTests", "cifar-10": "CIFARBinaryTests",
    "cifar-100": "CIFARBinaryTests", "imdb": "TextFilesTests", "ag-news": "CSVTableTests",
    "movie-reviews": "CSVTableTests", "iris": "CSVTableTests", "wine": "CSVTableTests",
  ]

  /// Transforms and callbacks: their properties, or the parts that they are made of.
  private static let others: [String: String] = [
    "EasyDataAugmentation": "TextAugmentationTests", "SynonymReplacement": "SynonymTests",
    "RandomInsertion": "TextAugmentationTests", "RandomSwap": "TextAugmentationTests",
    "RandomDeletion": "TextAugmentationTests", "PunctuationInsertion": "TextAugmentationTests",
    "TypingNoise": "TextAugmentationTests", "Pipeline": "PolicyTests",
    "RandomApply": "PolicyTests", "RandomChoice": "PolicyTests",
    "RandomColorJitter": "ImageGoldenTests", "RandomNoise": "ColorTests",
    "RandAugment": "ImageGoldenTests", "TrivialAugmentWide": "ImageGoldenTests",
    "AutoAugment": "ImageGoldenTests", "AugMix": "PolicyTests", "MixUp": "MixingLayersTests",
    "CutMix": "MixingLayersTests", "epochTimer": "LoggerTests", "jsonLinesLogger": "LoggerTests",
    "timeBudget": "SmallCallbackTests", "swapEMAWeights": "SmallCallbackTests",
    "terminateOnNaN": "SmallCallbackTests",
  ]

  static var all: [String: String] { sources.merging(others) { $1 } }
}

struct HeldElsewhereTests {
  @Test func everySuiteThatIsNamedIsThere() throws {
    let tests = URL(fileURLWithPath: #filePath).pathComponents.prefix {
      $0 != "HoneCommandTests"
    }
    let root = URL(fileURLWithPath: tests.joined(separator: "/"))
    let files = try #require(
      FileManager.default.enumerator(at: root, includingPropertiesForKeys: []))
    var suites: Set<String> = []
    for case let file as URL in files where file.pathExtension == "swift" {
      for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
        let words = line.split { " :{".contains($0) }
        if let kind = words.firstIndex(of: "struct"), kind + 1 < words.count {
          suites.insert(String(words[kind + 1]))
        }
      }
    }
    for (name, suite) in HeldElsewhere.all {
      #expect(suites.contains(suite), "\(name) is held by \(suite)")
    }
  }
}
