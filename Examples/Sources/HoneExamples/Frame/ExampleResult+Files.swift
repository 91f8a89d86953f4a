internal import Foundation
internal import Hone
internal import HonePlot

extension ExampleResult {
  /// Writes the pictures into a folder, which is made if it isn't there.
  ///
  /// - Throws: `.file` if the system refuses.
  public func writePictures(to folder: String) throws {
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true)
    for (file, picture) in pictures {
      let path = folder + "/" + file
      switch picture {
      case .figure(let figure): try AtomicFile.write(figure.svg(), to: path)
      case .image(let image): try PNGWriter.write(image, to: path)
      }
    }
  }

  /// What the tool prints: the lines, then the pictures that were written.
  public func output(picturesIn folder: String) -> [String] {
    lines + pictures.map { "drawn: \(folder)/\($0.file)" }
  }
}
