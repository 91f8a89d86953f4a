import HoneCore
import Testing

@testable import HoneGraph

/// Holds a pass to golden text: nodes and results of a program before and after.
///
/// The statements before the nodes are the same for all: `x`, `y`: float32[2, 3]; `n`: int32[3];
/// `c`, `d`: bool[2, 3]; scalars `seed` and `step`; a slot `w`: float32[2, 3].
func expectPass(
  _ pass: some Pass, _ before: String, _ after: String,
  sourceLocation: Testing.SourceLocation = #_sourceLocation
) throws {
  let head = """
    program p
    input x: float32[2, 3]
    input y: float32[2, 3]
    input n: int32[3]
    input c: bool[2, 3]
    input d: bool[2, 3]
    scalar seed: int64
    scalar step: int64
    slot w: float32[2, 3] parameter trainable

    """
  let result = pass.run(try GraphText.parse(head + before))
  try result.verify()
  #expect(result.text == head + after + (after.isEmpty ? "" : "\n"), sourceLocation: sourceLocation)
}
