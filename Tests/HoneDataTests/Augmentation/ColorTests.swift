import HoneCore
import Testing

@testable import HoneData

/// Every transform that changes colors.
private let colors: [any ImageTransform] = [
  RandomBrightness(0.4), RandomBrightness(0.4, convention: .torchvision), RandomContrast(0.6),
  RandomContrast(0.6, convention: .torchvision), RandomSaturation(1),
  RandomSaturation(0.9, convention: .torchvision), RandomHue(1), RandomColorDegeneration(1),
  RandomGrayscale(), RandomInvert(0.5), RandomPosterization(.between(1, 8)),
  Solarization(additionFactor: 0.3, thresholdFactor: 1), AutoContrast(), Equalization(),
  Equalization(convention: .torchvision), RandomSharpness(1),
  RandomSharpness(1, convention: .torchvision), RandomGaussianBlur(kernelSize: 5),
  RandomGaussianBlur(kernelSize: 5, convention: .torchvision), RandomNoise(), RandomErasing(),
]

/// Numbers over the whole range, in no order.
private func colorful(_ height: Int, _ width: Int, range: ClosedRange<Float>) -> Image {
  var image = Image(height: height, width: width, channels: 3, range: range)
  let key = RandomKey(seed: 3)
  let extent = range.upperBound - range.lowerBound
  image.withPixels { pixels in
    for i in pixels.indices {
      let byte = Float(key.integer(below: 256, at: UInt64(i)))
      pixels[i] = range.lowerBound + byte / 255 * extent
    }
  }
  return image
}

@Suite struct ColorTests {
  @Test(arguments: 0..<colors.count)
  func numbersStayWithinTheRangeAndReplayToTheBit(_ number: Int) throws {
    let transform = colors[number]
    for range in [0...255, 0...1, -1...1] as [ClosedRange<Float>] {
      for drawn in 0..<10 {
        let image = colorful(9, 7, range: range)
        var sample = Sample([.image(image)])
        var context = TransformContext(key: key(drawn), record: DrawRecord())
        try transform.apply(to: &sample, context: &context)
        let made = try sample.image(0)
        let slack = (range.upperBound - range.lowerBound) * 1e-6
        #expect(made.range == range)
        #expect((made.pixels.min() ?? 0) >= range.lowerBound - slack)
        #expect((made.pixels.max() ?? 0) <= range.upperBound + slack)
        #expect(try transform(image, key(drawn)) == made)
        var again = Sample([.image(image)])
        var replaying = TransformContext(
          key: key(1000), replay: DrawReplay(try #require(context.record)))
        try transform.apply(to: &again, context: &replaying)
        #expect(try again.image(0) == made)
      }
    }
  }

  /// 0 … 255 and −1 … 1 are two spellings of the same picture.
  @Test(arguments: 0..<colors.count)
  func theRangeIsASpellingOnly(_ number: Int) throws {
    let transform = colors[number]
    // Noise over 0 … 255 begins at black; over −1 … 1 black is −1: Keras multiplies by white.
    if transform is RandomErasing { return }
    for drawn in 0..<6 {
      let bytes = try transform(colorful(8, 8, range: 0...255), key(drawn)).pixels
      let signed = try transform(colorful(8, 8, range: -1...1), key(drawn)).pixels
      let wrong = zip(bytes, signed).count { abs($0 - ($1 + 1) * 127.5) > 0.01 }
      #expect(wrong == 0, "\(wrong) numbers differ")
    }
  }

  @Test func masksAndBoxesStayWhereTheyAre() throws {
    var mask = rectangle(8, 8, rows: 2..<4, columns: 1..<7, value: 3)
    mask.isMask = true
    let boxes = try BoundingBoxes(HostTensor([1, 2, 7, 4] as [Float], shape: [1, 4]))
    for transform in colors {
      let result = try transform(
        Sample([.image(colorful(8, 8, range: 0...255)), .image(mask), .boxes(boxes)]))
      #expect(try result.image(1) == mask)
      #expect(try result.boxes(2) == boxes)
    }
  }

  @Test(arguments: 0..<colors.count)
  func unknownRangesAndWrongOnesAreErrorsBeforeAnyDataIsRead(_ number: Int) throws {
    let transform = colors[number]
    let standardized = ImageSpec(
      height: 8, width: 8, channels: 3, range: -Float.infinity...Float.infinity)
    let error = try #require(HoneError.of { _ = try transform.spec(standardized) })
    #expect(error.kind == .data)
    #expect(error.description.contains("in front of"))
  }

  @Test func aValueRangeThatContradictsThePicturesIsAnError() throws {
    let unit = ImageSpec(height: 8, width: 8, channels: 3, range: 0...1)
    let error = HoneError.of { _ = try RandomContrast(0.2, valueRange: 0...255).spec(unit) }
    #expect(error?.description.contains("0…1") == true)
    #expect(error?.description.contains("valueRange") == true)
    #expect(try RandomContrast(0.2, valueRange: 0...1).spec(unit) == unit)
    // Where Rescaling comes before, the range is what it makes.
    let features = [FeatureSpec(.input, name: "x", kind: .image(ImageSpec(channels: 3)))]
    let rescaled = try Rescaling(1.0 / 255).features(from: features)
    _ = try RandomBrightness(0.1, valueRange: 0...1).features(from: rescaled)
    #expect(HoneError.of { _ = try Rescaling(1.0 / 255).features(from: rescaled) }?.kind == .data)
  }

  @Test func greyPicturesHaveNoColorsToChange() throws {
    let grey = ImageSpec(height: 8, width: 8, channels: 1)
    for transform in [RandomHue(1), RandomSaturation(1), RandomGrayscale()] as [any Transform] {
      let error = HoneError.of { _ = try transform.spec(grey) }
      #expect(error?.description.contains("3 channels") == true)
      // Where the channels weren't known before, such a picture stays as it is.
      #expect(try transform(numbered(4, 4, 1)) == numbered(4, 4, 1))
    }
  }

  @Test func whatIsNoNumberNeverBecomesAnIndex() throws {
    var image = colorful(6, 6, range: 0...255)
    image[0, 0, 0] = .nan
    image[1, 1, 1] = .infinity
    image[2, 2, 2] = -.infinity
    for transform in colors {
      for drawn in 0..<4 { _ = try transform(image, key(drawn)) }
    }
  }

  @Test func rescalingMovesBlackAndWhite() throws {
    let made = try Rescaling(1.0 / 127.5, offset: -1)(numbered(4, 4))
    #expect(made.range == -1...1)
    #expect(made[1, 1, 0] == Float(23) * Float(1.0 / 127.5) - 1)
    #expect(try Rescaling(-1, offset: 255)(numbered(4, 4)).range == 0...255)
    #expect(HoneError.of { _ = try Rescaling(0).spec() }?.kind == .usage)
  }

  @Test func standardizationGivesMeanZeroAndDeviationOne() throws {
    let made = try PerImageStandardization()(colorful(12, 11, range: 0...255))
    let mean = made.pixels.reduce(0.0) { $0 + Double($1) } / Double(made.pixels.count)
    let square = made.pixels.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect(abs(mean) < 1e-6)
    #expect(abs(square / Double(made.pixels.count) - 1) < 1e-5)
    // All alike: no division by zero.
    let flat = try PerImageStandardization()(rectangle(4, 4, rows: 0..<4, columns: 0..<4))
    #expect(flat.pixels.allSatisfy { $0 == 0 })
  }

  @Test func noiseIsNormalAndOtherForEachNumber() throws {
    var grey = Image(height: 64, width: 64, channels: 1)
    grey.withPixels { for i in $0.indices { $0[i] = 128 } }
    let noise = try RandomNoise(0.1)(grey).pixels.map { Double($0 - 128) / 25.5 }
    let mean = noise.reduce(0, +) / 4096
    let variance = noise.reduce(0) { $0 + $1 * $1 } / 4096
    #expect(abs(mean) < 4 / 64)
    #expect(abs(variance - 1) < 0.1)
    #expect(Set(noise).count > 4000)
  }

  @Test func erasingCoversTheShareThatIsAskedFor() throws {
    let erasing = RandomErasing(scale: 0.25...0.25, fillValue: 0)
    for drawn in 0..<20 {
      let made = try erasing(
        rectangle(20, 40, rows: 0..<20, columns: 0..<40), key(drawn))
      let covered = made.pixels.count { $0 == 0 }
      #expect((9 * 19...11 * 21).contains(covered), "\(covered) pixels")
    }
  }

  @Test func probabilitiesAreKept() throws {
    let size = ImageSize(height: 4, width: 4, channels: 3)
    let chosen = (0..<2000).count { RandomInvert(0.3).draw(key($0), for: size).isChosen }
    #expect((520...680).contains(chosen))  // Four deviations about 600.
    #expect((0..<100).allSatisfy { !RandomInvert(0).draw(key($0), for: size).isChosen })
    #expect((0..<100).allSatisfy { RandomInvert(1).draw(key($0), for: size).isChosen })
    let bits = Set((0..<300).map { RandomPosterization(.between(2, 5)).draw(key($0), for: size) })
    #expect(bits.count == 4)
  }

  @Test func jitterIsItsPartsInTheirOrder() throws {
    let image = colorful(6, 6, range: 0...255)
    let jitter = RandomColorJitter(
      brightnessFactor: 0.3, contrastFactor: 0.4, saturationFactor: .between(0.4, 0.6),
      hueFactor: 0.2)
    var sample = Sample([.image(image)])
    var context = TransformContext(key: key(4), record: DrawRecord())
    try jitter.apply(to: &sample, context: &context)
    let names = context.record?.entries.map(\.transform)
    #expect(names == ["RandomBrightness", "RandomContrast", "RandomSaturation", "RandomHue"])
    let parts: [any Transform] = [
      RandomBrightness(0.3), RandomContrast(0.4), RandomSaturation(.between(0.4, 0.6)),
      RandomHue(0.2),
    ]
    var expected = image
    for (number, part) in parts.enumerated() {
      expected = try part(expected, key(4).folding(UInt64(number)))
    }
    #expect(try sample.image(0) == expected)
  }
}
