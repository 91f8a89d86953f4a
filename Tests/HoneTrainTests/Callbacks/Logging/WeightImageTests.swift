import Hone
import Testing

@testable import HoneTrain

@Suite struct WeightImageTests {
  private func drawn(_ shape: Shape) throws -> (HostTensor, Shape) {
    let weight = try HostTensor((0..<shape.count).map { Float($0) }, shape: shape)
    let image = try #require(WeightImage(weight))
    let pixels = try ImageDecoder().decode(try image.png(), name: "weight")
    return (pixels, image.shape)
  }

  /// The least is black, the greatest white; matrices lie.
  @Test func vectorsAndMatricesAreDrawnFromBlackToWhite() throws {
    let (row, rowShape) = try drawn([3])
    #expect(rowShape == [1, 3, 1] && row.elements(as: UInt8.self) == [0, 127, 255])
    let (tall, tallShape) = try drawn([3, 2])
    #expect(tallShape == [2, 3, 1])
    #expect(tall.elements(as: UInt8.self) == [0, 102, 204, 51, 153, 255])
    let (wide, _) = try drawn([2, 3])
    #expect(wide.elements(as: UInt8.self) == [0, 51, 102, 153, 204, 255])
  }

  /// A tile for each channel and filter, with a black line between.
  @Test func kernelsAreTiles() throws {
    let (pixels, shape) = try drawn([2, 2, 2, 3])
    #expect(shape == [5, 8, 1])
    let bytes = pixels.elements(as: UInt8.self)
    func value(_ index: Int) -> UInt8 { UInt8(Double(index) / 23 * 255) }
    #expect(
      Array(bytes[0..<8]) == [value(0), value(6), 0, value(1), value(7), 0, value(2), value(8)])
    #expect(Array(bytes[16..<24]) == [UInt8](repeating: 0, count: 8))
    #expect(bytes[24] == value(3) && bytes[39] == value(23))
  }

  @Test func whatHasNoPictureIsLeftOut() throws {
    #expect(WeightImage(HostTensor([Float.nan, .infinity])) == nil)
    #expect(WeightImage(HostTensor([1, 2] as [Int32])) == nil)
    #expect(WeightImage(HostTensor(scalar: 1 as Float)) == nil)
    #expect(WeightImage(HostTensor([2, 2] as [Float])) != nil)
    #expect(try drawn([3000]).1 == [1, 1024, 1])
  }
}
