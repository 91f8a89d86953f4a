import HoneCore
import HoneData
import Testing

struct NormalizationTests {
  @Test func unfittedIsAnErrorBeforeTheFirstStep() throws {
    let source = try ValueSource.tensors([[1, 2]], shape: [2])
    let text = failure { _ = try Normalization().features(from: source.features) }
    #expect(text?.contains("learnt from the training split") == true)
    #expect(text?.contains("adapt(to:)") == true)
  }

  @Test func thePipelineMayNotForgetTheFeatures() throws {
    var sample = try ValueSource.tensors([[1, 2]], shape: [2]).sample(at: 0)
    var context = TransformContext(key: RandomKey(seed: 0))
    #expect(throws: HoneError.self) {
      try Normalization(mean: [0], variance: [1]).apply(to: &sample, context: &context)
    }
  }

  @Test func invertingUndoesIt() throws {
    let source = try ValueSource.tensors([[1, 20], [3, 40], [8, -60]], shape: [2])
    let fitted = try Normalization().adapt(to: source)
    let normalized = try fitted.tensors(of: source)
    let back = ValueSource(
      features: [FeatureSpec(.input, name: "x", kind: .tensor([2], .float32))],
      samples: normalized.map { [.tensor($0)] })
    let inverse = Normalization(mean: fitted.mean, variance: fitted.variance, invert: true)
    let values = try inverse.tensors(of: back).flatMap { $0.elements(as: Float.self) }
    for (a, b) in zip(values, [1, 20, 3, 40, 8, -60] as [Float]) { #expect(abs(a - b) < 1e-4) }
  }

  /// A million away from 0 the squares of numbers lose what their differences keep.
  @Test func farFromZeroTheVarianceHolds() throws {
    let rows = (0..<1000).map { [Float(1_000_000 + $0 % 2)] }
    let fitted = try Normalization().adapt(to: ValueSource.tensors(rows, shape: [1]))
    #expect(abs(try #require(fitted.variance)[0] - 0.25) < 1e-9)
    #expect(try #require(fitted.mean)[0] == 1_000_000.5)
  }

  @Test func imagesHaveAMeanForEachChannel() throws {
    let spec = ImageSpec(height: nil, width: nil, channels: 3)
    let samples = (0..<4).map { index -> [FeatureValue] in
      var image = Image(height: 2 + index, width: 3, channels: 3)
      image.withPixels { for place in $0.indices { $0[place] = Float(place % 3 * 10 + index) } }
      return [.image(image)]
    }
    let source = ValueSource(
      features: [FeatureSpec(.input, name: "photo", kind: .image(spec))], samples: samples)
    let fitted = try Normalization().adapt(to: source)
    #expect(fitted.mean?.count == 3)
    let means = try #require(fitted.mean)
    #expect(abs(means[1] - means[0] - 10) < 1e-9)
    guard case .image(let result) = try fitted.values(of: source)[3] else {
      Issue.record("not an image")
      return
    }
    #expect(abs(result[0, 0, 0] - result[4, 2, 2]) < 1e-5)
    #expect(result.range.upperBound == .infinity)
  }

  @Test func badNumbersNameTheSample() throws {
    let source = try ValueSource.tensors([[1, 2], [.nan, 2]], shape: [2])
    let text = failure { _ = try Normalization().adapt(to: source) }
    #expect(text?.contains("row 1") == true)
    #expect(failure { _ = try Discretization(numBins: 3).adapt(to: source) } != nil)
    let empty = try ValueSource.tensors([], shape: [2])
    #expect(failure { _ = try Normalization().adapt(to: empty) }?.contains("empty") == true)
  }

  @Test func wrongAxesAndCountsAreErrors() throws {
    let source = try ValueSource.tensors([[1, 2]], shape: [2])
    for axis in [0, 2, -2, 31] {
      #expect(failure { _ = try Normalization(axis: [axis]).adapt(to: source) } != nil)
    }
    for means in [[], [1, 2, 3], [.infinity]] as [[Double]] {
      let wrong = Normalization(mean: means, variance: means.map { _ in 1 })
      #expect(failure { _ = try wrong.features(from: source.features) } != nil)
    }
  }

  @Test func theFeatureIsFoundByName() throws {
    let source = ValueSource(
      features: [
        FeatureSpec(.input, name: "age", kind: .tensor([], .int32)),
        FeatureSpec(.input, name: "height", kind: .tensor([], .float32)),
      ],
      samples: (0..<4).map {
        [.tensor(HostTensor(scalar: Int32($0))), .tensor(HostTensor(scalar: Float(7)))]
      })
    let ambiguous = failure { _ = try Normalization().adapt(to: source) }
    #expect(ambiguous?.contains("\"age\", \"height\"") == true)
    let fitted = try Normalization(feature: "age").adapt(to: source)
    #expect(fitted.mean == [1.5])
    let values = try fitted.tensors(of: source, feature: 0)
    #expect(values[0].dtype == .float32)
    #expect(
      failure { _ = try Normalization(feature: "weight").adapt(to: source) }?
        .contains("\"weight\"") == true)
  }
}

struct DiscretizationTests {
  /// More numbers than are summarized at once: the quantiles stay within epsilon.
  @Test func quantilesOfManyNumbersAreNear() throws {
    let key = RandomKey(seed: 3)
    let rows = (0..<300).map { row in
      (0..<1000).map { key.uniform(at: UInt64(row * 1000 + $0)) }
    }
    let fitted = try Discretization(numBins: 4).adapt(
      to: ValueSource.tensors(rows, shape: [1000]))
    let boundaries = try #require(fitted.binBoundaries)
    #expect(boundaries.count == 3)
    for (boundary, wanted) in zip(boundaries, [0.25, 0.5, 0.75]) {
      #expect(abs(boundary - wanted) < 0.02)
    }
  }

  @Test func boundariesMustRise() throws {
    let source = try ValueSource.tensors([[1, 2]], shape: [2])
    let wrong = Discretization(binBoundaries: [1, 0])
    #expect(failure { _ = try wrong.features(from: source.features) } != nil)
    let fields = ConfigurationValue("Discretization")
    #expect(failure { _ = try Registry.data.make(.transform, from: fields, at: "data") } != nil)
  }
}

struct CategoryTests {
  @Test func unknownsAreErrorsWhereNoneMayBe() throws {
    let strings = StringLookup(numOovIndices: 0, vocabulary: ["a"])
    #expect(try strings.index(of: "a") == 0)
    #expect(failure { _ = try strings.index(of: "b") }?.contains("\"b\"") == true)
    let numbers = IntegerLookup(numOovIndices: 0, vocabulary: [4])
    #expect(failure { _ = try numbers.index(of: 5) }?.contains("5") == true)
    let source = try ValueSource.integers([[0, 3]], shape: [2])
    let encoding = CategoryEncoding(numTokens: 3)
    #expect(failure { _ = try encoding.tensors(of: source) }?.contains("count from 1") == true)
  }

  @Test func repeatedAndMissingVocabulariesAreErrors() throws {
    let source = ValueSource.texts(["a"])
    #expect(failure { _ = try StringLookup().features(from: source.features) } != nil)
    for lookup in [
      StringLookup(vocabulary: ["a", "a"]), StringLookup(maxTokens: 2, vocabulary: ["a", "b"]),
      StringLookup(vocabulary: ["a"], outputMode: .tfIdf),
      StringLookup(vocabulary: ["a"], outputMode: .multiHot, padToMaxTokens: true),
    ] {
      #expect(failure { _ = try lookup.features(from: source.features) } != nil)
    }
  }

  @Test func tokensComeBackFromIndices() throws {
    let lookup = StringLookup(numOovIndices: 2, maskToken: "-", vocabulary: ["빨강", "blue"])
    #expect((0..<5).map { lookup.token(at: $0) } == ["-", "[UNK]", "[UNK]", "빨강", "blue"])
    #expect(try lookup.index(of: "blue") == 4)
    #expect(lookup.vocabularySize == 5)
  }
}
