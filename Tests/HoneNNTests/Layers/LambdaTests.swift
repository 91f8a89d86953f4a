import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

@Suite struct LambdaTests {
  @Test func closuresOfOneAndOfSeveralTensorsAreLayers() throws {
    let input = try HostTensor([1, 2, 3, 4] as [Float], shape: [2, 2])
    let squared = try LayerHarness(Lambda { square($0) }).run(inputs: [input])
    #expect(squared.outputs[0].elements() == [1, 4, 9, 16] as [Float])
    #expect(squared.inputGradients[0].elements() == [2, 4, 6, 8] as [Float])
    let merged = Lambda(merging: { $0[0] * $0[1].sum(axes: [1], keepDimensions: true) })
    let product = try LayerHarness(merged).run(inputs: [input, input])
    #expect(product.outputs[0].elements() == [3, 6, 21, 28] as [Float])
  }

  @Test func oneWorksInAModelAndIsNotForFiles() throws {
    let model = Sequential {
      Dense(2)
      Lambda(name: "halve") { $0 * 0.5 }
    }
    #expect(LayerHarness(model, [3, 4]).trace(batchSize: 3).outputs[0].shape == [3, 2])
    let error = #expect(throws: HoneError.self) { try model.encoded() }
    #expect(error?.description.contains("Lambda") == true)
    let trace = LayerHarness(Lambda { $0 }, [2, 3], [2, 3]).trace(batchSize: 2).trace
    #expect(trace.errors.first?.description.contains("Lambda(merging:") == true)
  }
}
