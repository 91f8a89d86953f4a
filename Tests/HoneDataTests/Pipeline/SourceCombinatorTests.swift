import HoneCore
import HoneData
import Testing

struct SourceCombinatorTests {
  private let ten = NumberedImages(count: 10)

  private func labels(_ source: some SampleSource) throws -> [Int] {
    try (0..<source.count).map { index in
      guard case .tensor(let label) = try source.sample(at: index).values[1] else { return -1 }
      return Int(label.elements(as: Int32.self)[0])
    }
  }

  @Test func selectionsAreThoseThatWereAskedFor() throws {
    #expect(try labels(ten.take(3)) == [0, 1, 2])
    #expect(try labels(ten.skip(7)) == [7, 8, 9])
    #expect(try labels(ten.take(2).repeat(3)) == [0, 1, 0, 1, 0, 1])
    #expect(ten.take(99).count == 10)
    #expect(ten.skip(99).count == 0)
    let even = try ten.filter { sample throws(HoneError) in
      Int(sample.values[0].floats[0]) % 2 == 0
    }
    #expect(try labels(even) == [0, 2, 4, 6, 8])
    #expect(even.classLabels == [0, 2, 4, 6, 8])
    #expect(even.name(of: 3) == "image 6")
    let order = try labels(ten.shuffle(seed: 5))
    #expect(order.sorted() == Array(0..<10))
    #expect(order != Array(0..<10))
    #expect(try labels(ten.shuffle(seed: 5)) == order)
  }

  @Test func sourcesAreJoined() throws {
    let five = NumberedImages(count: 5)
    let two = NumberedImages(count: 2)
    #expect(try labels(two.concatenate(five)) == [0, 1, 0, 1, 2, 3, 4])
    #expect(try labels(five.interleave(two)) == [0, 0, 1, 1, 2, 3, 4])
    #expect(try labels(five.interleave(two, blockLength: 2)) == [0, 1, 0, 1, 2, 3, 4])
    let error = #expect(throws: HoneError.self) { try five.interleave(MixedFeatures()) }
    #expect(error?.wanted?.hasPrefix("sources of like samples") == true)
  }

  @Test func sourcesAreZipped() throws {
    let both = try NumberedImages(count: 3).zip(MixedFeatures().renamed())
    #expect(both.features.map(\.name) == ["x", "y", "photo", "caption", "z"])
    for index in 0..<3 {
      let sample = try both.sample(at: index)
      #expect(sample.values[0].floats[0] == Float(index))
      #expect(sample.values[4].floats == [Float(index), 1])
    }
    // Memory of an earlier sample is used again without mixing the two.
    var sample = Sample()
    var context = TransformContext(key: RandomKey(seed: 0))
    for index in [2, 0, 1] {
      try both.read(index, into: &sample, context: &context)
      #expect(sample.values.count == 5)
      #expect(sample.values[4].floats == [Float(index), 1])
    }
    #expect(throws: HoneError.self) { try ten.zip(MixedFeatures().renamed()) }
    #expect(throws: HoneError.self) { try ten.zip(ten) }
  }

  @Test func aClosureIsATransform() throws {
    let source = ten.map { (sample, context) throws(HoneError) in
      try sample.withImage(0) { image in image.withPixels { $0[0] = -1 } }
    }
    #expect(try source.sample(at: 4).values[0].floats == [-1, 4, 4, 4])
  }

  @Test func aDataSetIsASource() throws {
    let pixels = HostTensor(
      (0..<12).map { UInt8($0) }, uncheckedShape: [3, 2, 2, 1])
    let data = try ArrayDataset(
      x: pixels, y: HostTensor([Int32(4), 5, 6]), inputTransform: .rescaling(1 / 255))
    let source = data.source
    #expect(
      source.features[0].kind
        == .image(ImageSpec(height: 2, width: 2, channels: 1, range: 0...1)))
    let again = try source.dataset()
    #expect(again.fields == data.fields)
    #expect(
      try again.tensors(at: [2, 0])[0].elements(as: Float.self)
        == data.tensors(at: [2, 0])[0].elements(as: Float.self))
  }
}

extension SampleSource {
  /// The same samples with their target under the name `z`.
  fileprivate func renamed() -> some SampleSource {
    map(
      to: features.map { feature in
        var feature = feature
        if feature.name == "y" { feature.name = "z" }
        return feature
      }
    ) { (_, _) throws(HoneError) in }
  }
}

extension HostTensor {
  init(_ elements: [UInt8], uncheckedShape shape: Shape) {
    self.init(shape: shape, dtype: .uint8) { memory in
      for (index, element) in elements.enumerated() { memory[index] = element }
    }
  }
}
