import HoneCore
import Testing

@testable import HoneData

/// Every transform that moves pixels, on a picture of 20×16.
private let geometric: [any ImageTransform] = [
  RandomFlip(), RandomRotation(0.2), RandomTranslation(heightFactor: 0.3, widthFactor: 0.2),
  RandomZoom(0.3, widthFactor: 0.2), RandomShear(xFactor: 0.3, yFactor: 0.2),
  RandomAffine(degrees: 20, translate: (0.1, 0.1), scale: .between(0.8, 1.2), shear: 10),
  RandomPerspective(scale: 0.6), RandomCrop(height: 14, width: 12),
  RandomResizedCrop(height: 10, width: 12), CenterCrop(height: 9, width: 7),
  Resizing(height: 30, width: 9), Pad(top: 1, bottom: 2, left: 3, right: 4),
]

@Suite struct GeometricTests {
  @Test(arguments: 0..<geometric.count)
  func drawsDependOnTheKeyAlone(_ number: Int) throws {
    let transform = geometric[number]
    let image = numbered(20, 16, 3)
    let first = try transform(image, key(3))
    // Another picture in between, and memory that is in use already, change nothing.
    var sample = Sample([.image(numbered(9, 30, 1))])
    var context = TransformContext(key: key(1))
    context.scratch = [1, 2, 3]
    try transform.apply(to: &sample, context: &context)
    sample = Sample([.image(image)])
    context.key = key(3)
    try transform.apply(to: &sample, context: &context)
    #expect(try sample.image(0) == first)
    #expect(first.range == image.range)
    let spec = try transform.spec(ImageSpec(height: 20, width: 16, channels: 3))
    #expect(spec?.height == first.height && spec?.width == first.width)
  }

  @Test(arguments: 0..<geometric.count)
  func aReplayGivesTheSameBitsWithAnyKey(_ number: Int) throws {
    let transform = geometric[number]
    for drawn in 0..<8 {
      let image = numbered(20, 16, 3)
      var sample = Sample([.image(image)])
      var context = TransformContext(key: key(drawn), record: DrawRecord())
      try transform.apply(to: &sample, context: &context)
      let record = try #require(context.record)
      var again = Sample([.image(image)])
      var replaying = TransformContext(key: key(1000), replay: DrawReplay(record))
      try transform.apply(to: &again, context: &replaying)
      #expect(try again.image(0) == sample.image(0), "\(record)")
      #expect(replaying.replay?.isFinished == true)
    }
  }

  /// The picture is its own mask: white where the label is 1. Where the picture is well above half
  /// white its label must be 1, and where it is well below, 0; and the box lies tightly around.
  @Test(arguments: 0..<geometric.count)
  func masksAndBoxesMoveWithTheirPicture(_ number: Int) throws {
    let transform = geometric[number]
    let picture = rectangle(20, 16, rows: 7..<14, columns: 5..<11)
    var mask = rectangle(20, 16, rows: 7..<14, columns: 5..<11, value: 1)
    mask.isMask = true
    let boxes = try BoundingBoxes(HostTensor([5, 7, 11, 14] as [Float], shape: [1, 4]))
    for drawn in 0..<20 {
      let result = try transform(
        Sample([.image(picture), .image(mask), .boxes(boxes)]), key(drawn))
      let (moved, label) = (try result.image(0), try result.image(1))
      #expect((moved.height, moved.width) == (label.height, label.width))
      var wrong = 0
      for y in 0..<moved.height {
        for x in 0..<moved.width {
          let white = moved[y, x, 0] / 255
          #expect(label[y, x, 0] == 0 || label[y, x, 0] == 1)
          if white > 0.75, label[y, x, 0] != 1 { wrong += 1 }
          if white < 0.25, label[y, x, 0] != 0 { wrong += 1 }
        }
      }
      #expect(wrong <= 4, "draw \(drawn): \(wrong) pixels of the mask are elsewhere")
      let box = try result.boxes(2).corners
      let extent = label.extent(above: 0.5).map { Float($0) }
      guard extent[2] > extent[0] else { continue }  // Moved out of the picture.
      // Reflection may show a second rectangle, which has no box: then the box lies within.
      let reflects = (transform as? any MappedTransform)?.fillMode == .reflect
      for side in 0..<4 where !reflects {
        #expect(abs(box[side] - extent[side]) <= 2, "draw \(drawn): \(box) around \(extent)")
      }
      #expect(box[0] >= 0 && box[1] >= 0)
      #expect(box[2] <= Float(moved.width) && box[3] <= Float(moved.height))
    }
  }

  @Test func flippingTwiceIsNothing() throws {
    let image = numbered(5, 4, 3)
    let flip = RandomFlip(probability: 1)
    let once = try flip(image)
    #expect(once[0, 0, 2] == image[4, 3, 2])
    #expect(once != image)
    #expect(try flip(once) == image)
  }

  @Test func turnsByQuartersAreExact() throws {
    let image = numbered(6, 6, 1)
    let quarter = RandomRotation(.between(0.25, 0.25))
    let once = try quarter(image)
    // Counter-clockwise: the upper right corner comes to the upper left.
    #expect(once[0, 0, 0] == image[0, 5, 0])
    #expect(once[5, 0, 0] == image[0, 0, 0])
    var turned = once
    for _ in 0..<3 { turned = try quarter(turned) }
    #expect(turned == image)
  }

  @Test func aShiftOfWholePixelsMovesThem() throws {
    let image = numbered(5, 8, 2)
    let shift = RandomTranslation(
      heightFactor: .between(0.2, 0.2), widthFactor: .between(-0.25, -0.25), fillMode: .constant,
      fillValue: 9)
    let moved = try shift(image)
    #expect(moved[1, 0, 1] == image[0, 2, 1])
    #expect(moved[0, 0, 0] == 9 && moved[4, 7, 0] == 9)
  }

  @Test func turnsAreDrawnEvenlyWithinTheirBounds() throws {
    let rotation = RandomRotation(.between(-0.1, 0.3))
    let size = ImageSize(height: 8, width: 8, channels: 1)
    let angles = (0..<4000).map { rotation.draw(key($0), for: size).amount }
    #expect(angles.allSatisfy { (-36.0...108).contains($0) })
    // Sixteen equal parts of 250 draws each: chi-square below 37.7 in 999 of 1000 such tests.
    var counts = [Double](repeating: 0, count: 16)
    for angle in angles { counts[min(Int((angle + 36) / 9), 15)] += 1 }
    let chi = counts.reduce(0) { $0 + ($1 - 250) * ($1 - 250) / 250 }
    #expect(chi < 37.7, "\(counts)")
  }

  @Test func cropsTakeEveryPlaceAlike() throws {
    let crop = RandomCrop(height: 6, width: 6, padding: 1)
    let size = ImageSize(height: 8, width: 6, channels: 1)
    var counts: [WindowDraw: Double] = [:]
    for number in 0..<3000 { counts[crop.draw(key(number), for: size), default: 0] += 1 }
    #expect(counts.count == 15)
    let chi = counts.values.reduce(0) { $0 + ($1 - 200) * ($1 - 200) / 200 }
    #expect(chi < 36.1, "\(counts)")
  }

  @Test func windowsHaveTheAreaAndProportionsAskedFor() throws {
    let crop = RandomResizedCrop(height: 8, width: 8, scale: 0.2...0.5, ratio: 0.8...1.25)
    let size = ImageSize(height: 200, width: 160, channels: 3)
    for number in 0..<300 {
      let window = crop.draw(key(number), for: size)
      let share = Double(window.height * window.width) / 32_000
      #expect((0.19...0.51).contains(share))
      #expect((0.78...1.28).contains(Double(window.width) / Double(window.height)))
      #expect(window.top >= 0 && window.top + window.height <= 200)
      #expect(window.left >= 0 && window.left + window.width <= 160)
    }
  }

  @Test func picturesOfOnePixelAndOfNoneSurvive() throws {
    for transform in geometric {
      for image in [numbered(1, 1, 1), numbered(1, 7, 4)] {
        let result = try transform(image, key(2))
        #expect(!result.pixels.contains { !$0.isFinite }, "\(transform.name)")
      }
    }
  }

  @Test func whatMakesNoSenseIsAnErrorBeforeAnyDataIsRead() throws {
    let wrong: [any Transform] = [
      RandomRotation(3), RandomZoom(-1), RandomCrop(height: 0, width: 3),
      RandomFlip(probability: 1.5), RandomTranslation(heightFactor: 2, widthFactor: 0),
    ]
    for transform in wrong {
      let error = HoneError.of { _ = try transform.spec() }
      #expect(error?.kind == .usage, "\(transform)")
    }
    let text = FeatureSpec(.input, name: "review", kind: .text)
    let error = HoneError.of { _ = try RandomFlip().features(from: [text]) }
    #expect(error?.description.contains("review: text") == true)
  }

  @Test func aMaskOfAnotherSizeIsAnError() throws {
    var mask = numbered(4, 4)
    mask.isMask = true
    let error = HoneError.of {
      _ = try RandomFlip()(Sample([.image(numbered(8, 8)), .image(mask)]))
    }
    #expect(error?.description.contains("8×8") == true)
  }

  @Test func aReplayOfOtherTransformsIsAnError() throws {
    var record = DrawRecord()
    record.entries = [DrawRecord.Entry("RandomZoom", ["x": 1, "y": 1])]
    var sample = Sample([.image(numbered(4, 4))])
    var context = TransformContext(key: key(0), replay: DrawReplay(record))
    let other = HoneError.of { try RandomFlip().apply(to: &sample, context: &context) }
    #expect(other?.description.contains("RandomZoom") == true)
    record.entries = [DrawRecord.Entry("RandomFlip", ["left": 1])]
    context.replay = DrawReplay(record)
    let missing = HoneError.of { try RandomFlip().apply(to: &sample, context: &context) }
    #expect(missing?.description.contains("left") == true)
  }
}
