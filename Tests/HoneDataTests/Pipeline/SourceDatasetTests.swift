import HoneCore
import HoneData
import Testing

/// Reading and transforming in threads: the same bits, whoever reads.
struct SourceDatasetTests {
  @Test(arguments: [2, 3, 4, 7])
  func theNumberOfWorkersDoesNotChangeBits(_ workers: Int) throws {
    let source = try NumberedImages(count: 53).map(NoiseForTests())
    let one = try batches(source.batch(8, shuffle: true, seed: 3, epochs: 2, workers: 1))
    let many = try batches(source.batch(8, shuffle: true, seed: 3, epochs: 2, workers: workers))
    #expect(one == many)
    #expect(one.count == 14)
  }

  @Test func drawsAreNewForEachSampleTransformAndEpoch() throws {
    let source = try NumberedImages(count: 20).map(NoiseForTests(), NoiseForTests())
    var seen = Set<[Float]>()
    let loader = try source.batch(5, epochs: 2)
    while let batch = try loader.next() {
      for row in batch.tensor(ofField: 0).elements(as: Float.self).chunks(of: 4) {
        seen.insert(row.map { $0 - row[0].rounded(.down) })
      }
    }
    #expect(seen.count == 40)
    let once = try NumberedImages(count: 1).map(NoiseForTests()).sample(at: 0)
    let again = try NumberedImages(count: 1).map(NoiseForTests()).map(NoiseForTests()).sample(at: 0)
    let (a, b) = (once.values[0].floats, again.values[0].floats)
    #expect(b[1] - a[1] != a[1], "two maps, one after another, draw different numbers")
  }

  @Test func labelsFollowTheirImages() throws {
    let source = try NumberedImages(count: 97).shuffle(seed: 1).map(NoiseForTests())
      .interleave(NumberedImages(count: 31)).cache().repeat(2)
    let loader = try source.batch(10, shuffle: true, seed: 9, workers: 3)
    var rows = 0
    while let batch = try loader.next() {
      let labels = batch.tensor(ofField: 1).elements(as: Int32.self)
      for (label, row) in zip(
        labels, batch.tensor(ofField: 0).elements(as: Float.self).chunks(of: 4))
      {
        #expect(Int32(row[0]) == label)
        rows += 1
      }
    }
    #expect(rows == 256)
  }

  @Test func aSortedSourceIsShuffledUniformly() throws {
    // Each of 20 samples at each of 20 places: 2 000 epochs make 100 of each, σ = 9.7.
    let plan = try BatchPlan(count: 20, batchSize: 7, shuffles: true, seed: 4)
    var counts = [Int](repeating: 0, count: 400)
    for epoch in 0..<2000 {
      for (place, sample) in plan.order(epoch: epoch).enumerated() {
        counts[place * 20 + sample] += 1
      }
    }
    let chiSquare = counts.reduce(0.0) { $0 + pow2(Double($1) - 100) / 100 }
    // 19² degrees of freedom: mean 361, σ 26.9; 5 σ either way.
    #expect(abs(chiSquare - 361) < 135)
  }

  @Test func aSampleThatCanNotBeReadIsNamed() throws {
    let source = NumberedImages(count: 40, broken: 17)
    let loader = try source.batch(8, workers: 3)
    var count = 0
    let error = #expect(throws: HoneError.self) {
      while let batch = try loader.next() { count += batch.count }
    }
    #expect(count == 16, "batches before the broken one are delivered")
    #expect(error?.description.hasPrefix("image 17: ") == true)
  }

  @Test func whatIsNotOfOneShapeIsNamedWithHelp() throws {
    let error = #expect(throws: HoneError.self) { try MixedFeatures().dataset() }
    #expect(
      error?.description == """
        2 errors:
          photo: a batch expects samples of one shape. Received: images of ?×?×3 in 0…255
            help: add Resizing(height:width:) or a crop
          caption: a batch expects samples of one shape. Received: text
            help: add TextVectorization(…) to make ids of words
        """)
  }

  @Test func theSlowestSampleIsKnownByName() throws {
    let data = try NumberedImages(count: 12, slow: 7).dataset()
    let loader = try BatchLoader(
      data, plan: BatchPlan(count: 12, batchSize: 4, shuffles: false), epochs: 1, workers: 2)
    while try loader.next() != nil {}
    #expect(data.slowestSample?.name == "image 7")
    #expect(loader.waitingTime > .zero)
  }

  @Test func aCheckSeesEveryBatchAndStopsReading() throws {
    let data = try NumberedImages(count: 40).dataset()
    let plan = try BatchPlan(count: 40, batchSize: 4, shuffles: false)
    let loader = try BatchLoader(data, plan: plan, epochs: 1, workers: 3) {
      (batch) throws(HoneError) in
      if batch.step == 5 { throw HoneError(.data, message: "the check says no") }
    }
    for _ in 0..<5 { #expect(try loader.next() != nil) }
    #expect(throws: HoneError.self) { try loader.next() }
  }

  private func batches(_ loader: BatchLoader) throws -> [[Float]] {
    var result: [[Float]] = []
    while let batch = try loader.next() {
      result.append(batch.tensor(ofField: 0).elements(as: Float.self))
    }
    return result
  }
}

private func pow2(_ x: Double) -> Double { x * x }
