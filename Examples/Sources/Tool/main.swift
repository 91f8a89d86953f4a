import Foundation
import HoneExamples

do {
  try await ExampleCommand(Array(CommandLine.arguments.dropFirst())).run { print($0) }
} catch {
  FileHandle.standardError.write(Data("hone-examples: \(error)\n".utf8))
  exit(ExampleCommand.exitCode(of: error))
}
