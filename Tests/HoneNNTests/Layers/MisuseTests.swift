import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// Inputs and sizes that make no sense: one clear error each, at the layer, with or without a batch
/// size; never a trap.
@Suite struct MisuseTests {
  private static let images: Shape = [2, 8, 8, 3]

  private static let cases: [(any Layer, Shape, [String])] = [
    (Conv2D(4, kernelSize: 3), [2, 8, 8], ["conv2d_1: Conv2D", "[N, H, W, C]", "Reshape"]),
    (Conv2D(4, kernelSize: 3), [2, 64], ["stands before Flatten()"]),
    (Conv2D(4, kernelSize: 9), images, ["conv2d_1: convolution", "at most 8", "padding: .same"]),
    (Conv2D(4, kernelSize: [3, 3, 3]), images, ["kernelSize as one number", "[3, 3, 3]"]),
    (Conv2D(4, kernelSize: 0), images, ["kernelSize", "each ≥ 1"]),
    (Conv2D(4, kernelSize: 3, strides: 0), images, ["strides", "[0]"]),
    (Conv2D(4, kernelSize: 3, dilationRate: [1, -1]), images, ["dilationRate", "[1, -1]"]),
    (Conv2D(0, kernelSize: 3), images, ["filters 0"]),
    (Conv2D(4, kernelSize: 3, groups: 2), images, ["groups 2, 3 channels"]),
    (Conv2D(4, kernelSize: 3, groups: 3), images, ["filters 4, groups 3"]),
    (Conv1D(4, kernelSize: 3), [2, 8], ["conv1d_1: Conv1D", "[N, T, C]", "Reshape([length, 1])"]),
    (Conv1D(4, kernelSize: 3), images, ["Conv2D is for images"]),
    (Conv1D(4, kernelSize: 9), [2, 8, 3], ["conv1d_1: convolution", "at most 8"]),
    (Conv1D(4, kernelSize: 0), [2, 8, 3], ["kernelSize ≥ 1", "[0]"]),
    (Conv1D(4, kernelSize: 3, groups: 2), [2, 8, 3], ["groups 2, 3 channels"]),
    (DepthwiseConv2D(kernelSize: 3, depthMultiplier: 0), images, ["depthMultiplier 0"]),
    (DepthwiseConv2D(kernelSize: 9), images, ["at most 8"]),
    (SeparableConv2D(0, kernelSize: 3), images, ["filters 0"]),
    (SeparableConv2D(4, kernelSize: 3), [2, 8], ["SeparableConv2D", "[N, H, W, C]"]),
    (Conv2DTranspose(0, kernelSize: 3), images, ["Conv2DTranspose", "filters 0"]),
    (Conv2DTranspose(4, kernelSize: 3, strides: 0), images, ["strides", "[0]"]),
    (Embedding(0, 4), [2, 8], ["embedding_1: Embedding", "inputDim 0"]),
    (LayerNormalization(axis: 4), images, ["layer_normalization_1", "axis [4]"]),
    (LayerNormalization(axis: [3, -1]), images, ["different", "axis [3, -1]"]),
    (MaxPooling1D(9), [2, 8, 3], ["max_pooling1d_1: maximumPool", "at most 8"]),
    (AveragePooling1D(2), images, ["AveragePooling2D is for images"]),
    (GlobalAveragePooling1D(), images, ["global_average_pooling1d_1", "[N, T, C]"]),
    (GlobalMaxPooling1D(), [2, 8], ["GlobalMaxPooling1D"]),
    (MaxPooling2D(9), images, ["max_pooling2d_1: maximumPool", "at most 8"]),
    (MaxPooling2D([]), images, ["poolSize as one number"]),
    (AveragePooling2D(2, strides: [1, 1, 1]), images, ["strides", "[1, 1, 1]"]),
    (AveragePooling2D(), [2, 8], ["AveragePooling2D", "Flatten"]),
    (GlobalAveragePooling2D(), [2, 8, 8], ["global_average_pooling2d_1", "[N, H, W, C]"]),
    (GlobalMaxPooling2D(), [2, 8], ["GlobalMaxPooling2D"]),
    (Reshape([5, 5]), images, ["samples that fill [5, 5]", "[8, 8, 3]"]),
    (Reshape([-1, 5]), images, ["[-1, 5]"]),
    (Reshape([-1, -1]), images, ["one may be -1"]),
    (Dense(3), [2], ["dense_1: Dense", "Flatten"]),
    (Dense(0), [2, 3], ["units 0"]),
    (Softmax(axis: 4), images, ["softmax_1: softmax", "axis 4"]),
    (Concatenate(axis: 7), images, ["concatenate_1", "axis 7"]),
    (ReLU(maxValue: -1), images, ["relu_1: ReLU", "≥ 0"]),
  ]

  @Test(arguments: cases.indices)
  func oneErrorWithPlaceWantedAndReceived(_ index: Int) {
    let (layer, shape, texts) = Self.cases[index]
    for batchSize in [nil, shape[0]] {
      let (trace, outputs) = LayerHarness(layer, shape).trace(batchSize: batchSize)
      #expect(outputs.count == 1 && outputs[0].isPoisoned)
      #expect(trace.errors.count == 1)
      let text = trace.errors.first?.description ?? ""
      for part in texts { #expect(text.contains(part), "\(text) lacks \(part)") }
    }
  }

  @Test func shapesThatDoNotMergeAreAnError() {
    for layer in [Add(), Subtract(), Maximum(), Concatenate()] as [any Layer] {
      let (trace, _) = LayerHarness(layer, [2, 3, 4], [2, 5, 4]).trace(batchSize: 2)
      #expect(trace.errors.count == 1)
      #expect(trace.errors[0].received?.contains("[2, 5, 4]") == true)
    }
    let (trace, _) = LayerHarness(Subtract(), [2, 3]).trace(batchSize: 2)
    #expect(trace.errors.map(\.wanted) == ["two inputs"])
  }

  @Test func wholeNumbersAreNoInputOfWeights() {
    for layer in [Dense(2), BatchNormalization(), Dropout(0.5)] as [any Layer] {
      let trace = Trace(mode: .training, batchSize: 2)
      let x = trace.input(name: "x", type: TensorType(.uint8, [2, 3]))
      #expect(layer(x).isPoisoned)
      #expect(trace.errors.count == 1)
      #expect(trace.errors[0].received?.contains("uint8") == true)
    }
  }

  @Test func aLayerOutsideOfAModelIsRecordedNotRun() {
    #expect(Dense(2)(Tensor([1, 2])).isPoisoned)
    let recorded = Dense(2)(Input(3))
    #expect(recorded.shape == [Shape.unknown, 2])
  }
}
