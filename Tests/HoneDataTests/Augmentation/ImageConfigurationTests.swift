import HoneCore
import Testing

@testable import HoneData

/// Files and Swift are two spellings of one thing.
@Suite struct ImageConfigurationTests {
  static let transforms: [any Transform] = [
    RandomFlip(.horizontal, probability: 0.3), RandomRotation(.between(-0.1, 0.2)),
    RandomRotation(degrees: 20, fillMode: .wrap, interpolation: .nearest, fillValue: 3),
    RandomTranslation(heightFactor: 0.1, widthFactor: .between(0, 0.2)),
    RandomZoom(0.2, widthFactor: 0.1), RandomShear(xFactor: 0.2, yFactor: 0.1),
    RandomAffine(degrees: 10, translate: (0.1, 0.2), scale: .between(0.9, 1.1), shear: 5),
    RandomPerspective(factor: 0.5, scale: 0.3), RandomCrop(height: 8, width: 6, padding: 2),
    RandomResizedCrop(height: 8, width: 6, scale: 0.5...0.9), CenterCrop(height: 3, width: 4),
    Resizing(height: 3, width: 4, interpolation: .bicubic, cropToAspectRatio: true),
    Pad(top: 1, bottom: 2, left: 3, right: 4, fillMode: .reflect), Rescaling(0.5, offset: -1),
    PerImageStandardization(), Grayscale(channels: 3), RandomBrightness(0.2, valueRange: 0...1),
    RandomContrast(.between(0.2, 0.5), convention: .torchvision), RandomSaturation(0.7),
    RandomHue(0.3), RandomColorJitter(brightnessFactor: 0.1, hueFactor: .between(0.1, 0.2)),
    RandomColorDegeneration(0.4), RandomGrayscale(0.2), RandomInvert(0.1),
    RandomPosterization(.between(3, 5)), Solarization(additionFactor: 0.1, thresholdFactor: 0.5),
    AutoContrast(valueRange: -1...1), Equalization(bins: 64), RandomSharpness(0.9),
    RandomGaussianBlur(0.5, kernelSize: 5, sigma: .between(0.2, 2)), RandomNoise(0.2, factor: 0.5),
    RandomErasing(0.5, scale: 0.1...0.2, fillValue: 7),
    Pipeline([RandomFlip(), RandomNoise()]), RandomApply([RandomFlip(.vertical)], probability: 0.1),
    RandomChoice([RandomInvert(), AutoContrast()], weights: [1, 2.5]),
    RandAugment(numOps: 3, magnitude: 5),
    RandAugment(factor: 0.3, numOps: 1, interpolation: .nearest, valueRange: 0...255),
    TrivialAugmentWide(fillValue: 3), AutoAugment(.svhn),
    AugMix(severity: 2, allOps: false),
  ]

  @Test(arguments: 0..<transforms.count)
  func everyTransformComesBackFromItsFile(_ number: Int) throws {
    let transform = Self.transforms[number]
    let written = transform.configuration
    let read = try Registry.data.make(.transform, from: written, at: "augment")
    #expect(read.configuration == written)
    #expect(type(of: read) == type(of: transform))
    #expect(read.fields == transform.fields)
  }

  /// Logs are files, and files may hold anything.
  @Test(arguments: 0..<transforms.count)
  func aDamagedLogIsAnErrorOrAPictureButNeverACrash(_ number: Int) throws {
    let transform = Self.transforms[number]
    for value in [1e300, -1e300, 1e9, -1e9, 0.5, -0.5, 0, 1e-300] {
      let image = numbered(9, 8, 3)
      var sample = Sample([.image(image)])
      var context = TransformContext(key: key(3), record: DrawRecord())
      try transform.apply(to: &sample, context: &context)
      var record = try #require(context.record)
      for entry in record.entries.indices {
        for name in record.entries[entry].values.keys { record.entries[entry].values[name] = value }
      }
      let boxes = try BoundingBoxes(HostTensor([1, 2, 5, 6] as [Float], shape: [1, 4]))
      sample = Sample([.image(image), .boxes(boxes)])
      context = TransformContext(
        key: key(3), record: DrawRecord(), replay: DrawReplay(record))
      let error = HoneError.of { try transform.apply(to: &sample, context: &context) }
      if let error { #expect(error.kind == .data) }
      let result = try sample.image(0)
      #expect(result.pixels.count == result.height * result.width * result.channels)
    }
  }

  @Test func everyTransformOfTheRegistryIsTested() {
    let tested = Set(Self.transforms.map { type(of: $0).schema.name })
    let registered = Set(Registry.images.schemas(.transform).map(\.name))
    #expect(registered.subtracting(tested) == [])
  }

  @Test func wrongFieldsNameWhatIsWanted() throws {
    let wrong: [(ConfigurationValue, String)] = [
      (["RandomRotation": ["factor": [0.1, 0.2, 0.3]]], "a list of two"),
      (["RandomRotation": ["factor": 2.0]], "from -1.0 to 1.0"),
      (["RandomRotation": ["factor": 0.1, "fillMode": "mirror"]], "reflect"),
      (["RandomGaussianBlur": ["kernelSize": 4]], "odd"),
      (["Resizing": ["height": 0, "width": 3]], "height"),
      (["RandomResizedCrop": ["height": 3, "width": 3, "scale": [0.9, 0.1]]], "lower one first"),
      (["Pad": ["padding": [1, 2, 3]]], "1, 2 or 4 numbers"),
      (["RandomFlip": ["mode": "diagonal"]], "horizontal"),
    ]
    for (value, text) in wrong {
      let error = HoneError.of {
        _ = try Registry.data.make(.transform, from: value, at: "augment")
      }
      #expect(error?.description.contains(text) == true, "\(error?.description ?? "no error")")
    }
  }
}
