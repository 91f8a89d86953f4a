import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// Models written as structs of layers.
@Suite struct StructModelTests {
  private func paths(_ model: any Layer) -> [String] {
    LayerHarness(model, [2, 4, 4, 3]).trace(batchSize: 2).trace.graph.slots.map(\.path)
  }

  @Test func aStructOfLayersIsALayerWithNestedNames() throws {
    try LayerHarness(Classifier(), [2, 4, 4, 3]).verifyGradients()
    #expect(
      paths(Classifier()) == [
        "classifier_1/block_1/conv2d_1/kernel", "classifier_1/block_1/conv2d_1/bias",
        "classifier_1/block_1/conv2d_2/kernel", "classifier_1/block_1/conv2d_2/bias",
        "classifier_1/block_2/conv2d_1/kernel", "classifier_1/block_2/conv2d_1/bias",
        "classifier_1/block_2/conv2d_2/kernel", "classifier_1/block_2/conv2d_2/bias",
        "classifier_1/head/kernel", "classifier_1/head/bias",
      ])
  }

  @Test func theIdentityOfAStructIsThatOfItsLayers() {
    let block = Block()
    let copy = block
    #expect(block.identity == copy.identity)
    #expect(block.identity != Block().identity)
    #expect(paths(Sequential([block, copy])).count == 4)
    #expect(paths(Sequential([block, Block()])).count == 8)
    struct Other: Layer {
      let block: Block
      func forward(_ x: Tensor) -> Tensor { block(x) }
    }
    #expect(Other(block: block).identity != block.identity)
    #expect(Other(block: block).identity == Other(block: copy).identity)
  }

  @Test func layersWithinArraysAndOptionalsCount() {
    struct Holder: Layer {
      let layers: [any Layer]
      let extra: Dense?
      func forward(_ x: Tensor) -> Tensor { layers.reduce(x) { $1($0) } }
    }
    let (a, b) = (Dense(3), Dense(3))
    #expect(Holder(layers: [a], extra: nil).identity == Holder(layers: [a], extra: nil).identity)
    #expect(Holder(layers: [a], extra: nil).identity != Holder(layers: [b], extra: nil).identity)
    #expect(Holder(layers: [a], extra: nil).identity != Holder(layers: [a], extra: b).identity)
  }

  @Test func allFirstCausesAreReportedTogetherAndWhatFollowsIsSilent() throws {
    let (trace, outputs) = LayerHarness(Broken(), [2, 4, 4, 3]).trace(batchSize: 2)
    #expect(outputs[0].isPoisoned)
    #expect(trace.errors.map(\.path) == ["broken_1/conv2d_1", "broken_1/dropout_1"])
    #expect(trace.errors.allSatisfy { $0.kind == .model && $0.location != nil })
    #expect(trace.errors[0].location?.file.hasSuffix("StructModelTests.swift") == true)
    #expect(trace.errors[0].help?.contains("padding: .same") == true)
    let error = #expect(throws: HoneError.self) {
      _ = try trace.program(name: "broken", outputs: [("y", outputs[0])])
    }
    #expect(
      error?.description.hasPrefix("2 errors:\n  broken_1/conv2d_1: convolution expects") == true)
    #expect(error?.kind == .model)
  }

  @Test func severalInputsForALayerOfOneAreAnError() {
    let trace = Trace(mode: .training, batchSize: 2)
    let x = trace.input(name: "x", type: TensorType(.float32, [2, 3]))
    #expect(Dense(3)([x, x]).isPoisoned)
    #expect(trace.errors.map(\.wanted) == ["one input"])
    #expect(trace.errors[0].help == "merge them first: Concatenate()([a, b])")
  }
}

private struct Block: Layer {
  let conv1 = Conv2D(3, kernelSize: 3, padding: .same, activation: .tanh)
  let conv2 = Conv2D(3, kernelSize: 3, padding: .same)
  func forward(_ x: Tensor) -> Tensor { tanh(x + conv2(conv1(x))) }
}

private struct Classifier: Layer {
  let blocks = [Block(), Block()]
  let head = Dense(2, name: "head")
  func forward(_ x: Tensor) -> Tensor {
    head(GlobalAveragePooling2D()(blocks.reduce(x) { $1($0) }))
  }
}

/// Two mistakes on two branches, and layers that follow them.
private struct Broken: Layer {
  let conv = Conv2D(4, kernelSize: 7)
  let dropout = Dropout(2)
  let dense = Dense(3)
  func forward(_ x: Tensor) -> Tensor {
    let a = Flatten()(conv(x))
    let b = Flatten()(dropout(x))
    return dense(a) + dense(b)
  }
}
