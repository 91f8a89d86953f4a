import HoneCore
import Testing

@testable import HoneData

private let policies: [any Transform] = [
  RandAugment(), RandAugment(numOps: 3, magnitude: 30, interpolation: .bilinear),
  RandAugment(factor: 0.5),
  TrivialAugmentWide(), AutoAugment(), AutoAugment(.cifar10), AutoAugment(.svhn, fillValue: 7),
  AugMix(), AugMix(severity: 10, mixtureWidth: 2, chainDepth: 4, allOps: false),
  RandomApply([RandomFlip(), RandomNoise()]),
  RandomChoice([RandomRotation(0.1), RandomInvert(), Pipeline([RandomFlip(), AutoContrast()])]),
]

@Suite struct PolicyTests {
  @Test(arguments: 0..<policies.count)
  func theyReplayToTheBitAndKeepTheRange(_ number: Int) throws {
    let transform = policies[number]
    var changed = 0
    for drawn in 0..<30 {
      let image = numbered(12, 9, drawn % 2 == 0 ? 3 : 1)
      var sample = Sample([.image(image)])
      var context = TransformContext(key: key(drawn), record: DrawRecord())
      try transform.apply(to: &sample, context: &context)
      let made = try sample.image(0)
      #expect(made.size == image.size)
      #expect((made.pixels.min() ?? 0) >= -1e-3 && (made.pixels.max() ?? 0) <= 255.001)
      #expect(try transform(image, key(drawn)) == made)
      if made != image { changed += 1 }
      var again = Sample([.image(image)])
      var replaying = TransformContext(
        key: key(1000), replay: DrawReplay(try #require(context.record)))
      try transform.apply(to: &again, context: &replaying)
      #expect(try again.image(0) == made, "\(context.record?.caption ?? "")")
      #expect(replaying.replay?.isFinished == true)
      #expect(context.key == key(drawn))
    }
    #expect(changed > 8)
  }

  @Test func everyOperationIsDrawnAlike() throws {
    var counts: [String: Double] = [:]
    for drawn in 0..<2800 {
      let size = ImageSize(height: 8, width: 8, channels: 3)
      let draw = key(drawn).operation(RandAugment.operations, step: 9, of: 31, .init(), size)
      counts[draw.operation.rawValue, default: 0] += 1
    }
    #expect(counts.count == 14)
    let chi = counts.values.reduce(0) { $0 + ($1 - 200) * ($1 - 200) / 200 }
    #expect(chi < 34.5, "\(counts)")
  }

  /// Each layer is compared with Keras by itself; here is which are drawn, and how strong.
  @Test func aFactorDrawsKerasLayersUpToItsStrength() throws {
    let transform = RandAugment(factor: 0.4, numOps: 1)
    let image = numbered(9, 8, 3)
    var counts: [String: Double] = [:]
    for drawn in 0..<2200 {
      var sample = Sample([.image(image)])
      var context = TransformContext(key: key(drawn), record: DrawRecord())
      try transform.apply(to: &sample, context: &context)
      let entries = try #require(context.record).entries
      let chosen = try #require(entries.first?.values.values.first.flatMap { Int(exactly: $0) })
      let layer = transform.kerasTransforms[chosen]
      counts[type(of: layer).schema.name, default: 0] += 1
      var alone = Sample([.image(image)])
      var own = TransformContext(key: key(drawn).folding(0).folding(UInt64(chosen)))
      try layer.apply(to: &alone, context: &own)
      #expect(try alone.image(0) == sample.image(0))
    }
    #expect(counts.count == 11)
    let chi = counts.values.reduce(0) { $0 + ($1 - 200) * ($1 - 200) / 200 }
    #expect(chi < 29.6, "\(counts)")
    let layers = transform.kerasTransforms.map(\.configuration.description).joined()
    #expect(layers.contains("0.4") && !layers.contains("0.5"))
    // Keras's bits: from 1 to below ⌊8 · factor⌋.
    #expect((transform.kerasTransforms[7] as? RandomPosterization)?.factor == .between(1, 2))
    #expect(
      HoneError.of { _ = try RandAugment(factor: 0.4, valueRange: 0...1).spec() }?.kind == .data)
    #expect(HoneError.of { _ = try RandAugment(factor: 1.5).spec() }?.kind == .usage)
  }

  @Test func magnitudesAreThoseOfTheirTables() {
    let size = ImageSize(height: 331, width: 662, channels: 3)
    let scale = PolicyOperation.Scale()
    func magnitude(_ operation: PolicyOperation, _ step: Int) -> Double {
      operation.magnitude(step: step, of: 31, scale, size)
    }
    #expect(abs(magnitude(.shearX, 9) - 0.09) < 1e-9)
    #expect(abs(magnitude(.translateX, 30) - 300) < 1e-9)
    #expect(abs(magnitude(.translateY, 30) - 150) < 1e-9)
    #expect(abs(magnitude(.rotate, 15) - 15) < 1e-9)
    #expect(magnitude(.posterize, 0) == 8 && magnitude(.posterize, 30) == 4)
    #expect(magnitude(.solarize, 0) == 1 && magnitude(.solarize, 30) == 0)
    #expect(
      abs(PolicyOperation.rotate.magnitude(step: 30, of: 31, TrivialAugmentWide.scale, size) - 135)
        < 1e-9)
    for policy in AutoAugment.Policy.allCases {
      #expect(policy.pairs.count == 25)
      for (first, second) in policy.pairs {
        #expect((0...1).contains(first.probability) && (0...1).contains(second.probability))
        #expect(0..<10 ~= first.step && 0..<10 ~= second.step)
      }
    }
  }

  @Test func masksAndBoxesMoveWithPolicies() throws {
    let picture = rectangle(20, 16, rows: 7..<14, columns: 5..<11)
    var mask = rectangle(20, 16, rows: 7..<14, columns: 5..<11, value: 1)
    mask.isMask = true
    let boxes = try BoundingBoxes(HostTensor([5, 7, 11, 14] as [Float], shape: [1, 4]))
    var moved = 0
    for operation in PolicyOperation.allCases where operation.movesPixels {
      let size = picture.size
      var sample = Sample([.image(picture), .image(mask), .boxes(boxes)])
      var context = TransformContext(key: key(0))
      let magnitude = operation.magnitude(step: 12, of: 31, .init(), size)
      try RandAugment().apply(
        OperationDraw(operation, -magnitude), to: &sample, size, context: &context)
      let (image, label) = (try sample.image(0), try sample.image(1))
      #expect(zip(image.pixels, label.pixels).allSatisfy { ($0 > 127) == ($1 == 1) })
      let extent = label.extent(above: 0.5).map { Float($0) }
      for (side, place) in zip(try sample.boxes(2).corners, extent) {
        #expect(abs(side - place) <= 1.5)
      }
      if image != picture { moved += 1 }
    }
    #expect(moved == 5)
    let features = [
      FeatureSpec(.input, name: "x", kind: .image(ImageSpec(channels: 3))),
      FeatureSpec(.target, name: "box", kind: .boxes(1)),
    ]
    #expect(HoneError.of { _ = try AugMix().features(from: features) }?.path == "box")
    #expect(try RandAugment().features(from: features) == features)
  }

  @Test func probabilitiesAndWeightsAreKept() throws {
    let invert = RandomApply([RandomInvert()], probability: 0.25)
    let image = numbered(2, 2)
    let inverted = try (0..<2000).count { try invert(image, key($0)) != image }
    #expect((420...580).contains(inverted))  // Four deviations about 500.
    let choice = RandomChoice(
      [RandomInvert(), RandomFlip(.horizontal, probability: 1)], weights: [3, 1])
    let flipped = try (0..<2000).count {
      try choice(image, key($0)) == RandomFlip(.horizontal, probability: 1)(image)
    }
    #expect((420...580).contains(flipped))
  }

  @Test func inUseCropsTakeTheMiddleAndWhatIsRandomIsLeftOut() throws {
    let image = numbered(9, 8)
    #expect(RandomFlip().inferenceTransform == nil)
    let middle = try #require(RandomCrop(height: 5, width: 4, padding: 2).inferenceTransform)
    #expect(try middle(image) == CenterCrop(height: 5, width: 4)(image))
    let whole = try #require(RandomResizedCrop(height: 5, width: 4).inferenceTransform)
    #expect(try whole(image).size == ImageSize(height: 5, width: 4, channels: 1))
    let both = Pipeline([RandomFlip(), Rescaling(0.5), RandomCrop(height: 5, width: 4)])
    let acting = try #require(both.inferenceTransform)
    #expect(try acting(image).range == 0...127.5)
    #expect(try acting(image, key(1)) == acting(image, key(2)))
    #expect(Pipeline([RandomFlip()]).inferenceTransform == nil)
  }

  @Test func whatMayBeDoneMustLeaveTheShape() throws {
    let error = HoneError.of { _ = try RandomApply([Resizing(height: 3, width: 3)]).spec() }
    #expect(error?.description.contains("Resizing") == true)
    #expect(HoneError.of { _ = try RandomChoice([Rescaling(0.5)]).spec() }?.kind == .data)
    #expect(HoneError.of { _ = try RandomChoice([]).spec() }?.kind == .usage)
    #expect(
      HoneError.of { _ = try RandomChoice([RandomFlip()], weights: [0]).spec() }?.kind == .usage)
    #expect(try Pipeline([Resizing(height: 3, width: 4)]).spec()?.width == 4)
    #expect(HoneError.of { _ = try RandAugment(magnitude: 31).spec() }?.kind == .usage)
    let bad = ImageSpec(channels: 3, range: -Float.infinity...Float.infinity)
    let message = HoneError.of { _ = try RandAugment().spec(bad) }?.description
    #expect(message?.contains("RandAugment") == true)
  }
}
