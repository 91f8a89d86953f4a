import Hone
import Testing

/// Requires an error of a kind whose text says all of `parts`.
func expectError(
  _ kind: HoneError.Kind, saying parts: String...,
  sourceLocation: Testing.SourceLocation = #_sourceLocation,
  from body: () async throws -> Void
) async {
  do {
    try await body()
    Issue.record("no error was thrown", sourceLocation: sourceLocation)
  } catch let error as HoneError {
    #expect(error.kind == kind, sourceLocation: sourceLocation)
    for part in parts {
      #expect(
        error.description.contains(part), "the text is: \(error)", sourceLocation: sourceLocation)
    }
  } catch {
    Issue.record("an error of another type: \(error)", sourceLocation: sourceLocation)
  }
}
