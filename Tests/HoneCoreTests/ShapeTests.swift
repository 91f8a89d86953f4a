import Foundation
import HoneCore
import Testing

struct ShapeTests {
  private static let unknown = Shape.unknown

  @Test(
    arguments: [
      ([2, 3], [3], [2, 3]), ([2, 1, 4], [3, 1], [2, 3, 4]), ([], [5], [5]), ([], [], []),
      ([1], [1, 1], [1, 1]), ([0, 3], [1, 3], [0, 3]), ([-1, 3], [1], [-1, 3]),
      ([-1, 3], [4, 3], [4, 3]), ([1, 3], [-1, 1], [-1, 3]), ([-1], [-1], [-1]),
    ] as [(Shape, Shape, Shape)])
  func shapesBroadcastAsInNumPy(_ a: Shape, _ b: Shape, _ result: Shape) {
    #expect(a.broadcast(with: b) == result)
    #expect(b.broadcast(with: a) == result)
  }

  @Test(arguments: [([2], [3]), ([2, 3], [2]), ([4, 0], [4, 2])] as [(Shape, Shape)])
  func otherShapesDoNot(_ a: Shape, _ b: Shape) {
    #expect(a.broadcast(with: b) == nil)
    #expect(b.broadcast(with: a) == nil)
  }

  @Test func axesCountFromBothEnds() {
    let shape: Shape = [2, 3, 5]
    #expect(shape[0] == 2)
    #expect(shape[-1] == 5)
    #expect(shape[3] == Shape.unknown)
    #expect(shape[-4] == Shape.unknown)
    #expect(shape.normalize(-3) == 0)
    #expect(shape.normalize(3) == nil)
    #expect(shape.strides == [15, 5, 1])
    #expect(shape.count == 30)
    #expect(Shape([]).count == 1)
    #expect(Shape([]).strides.isEmpty)
  }

  @Test func unknownExtentsPrintAndAreReplaced() {
    let shape: Shape = [Shape.unknown, 28, 28, 1]
    #expect(shape.description == "[?, 28, 28, 1]")
    #expect(!shape.isKnown)
    #expect(shape.replacingUnknown(with: 8) == [8, 28, 28, 1])
    #expect(shape.isCompatible(with: [5, 28, 28, 1]))
    #expect(!shape.isCompatible(with: [5, 28, 28, 3]))
    #expect(!shape.isCompatible(with: [28, 28, 1]))
  }

  @Test func shapesAreEncodedAsLists() throws {
    let data = try JSONEncoder().encode([Shape([2, -1])])
    #expect(String(decoding: data, as: UTF8.self) == "[[2,-1]]")
    #expect(try JSONDecoder().decode([Shape].self, from: data) == [[2, -1]])
  }
}
