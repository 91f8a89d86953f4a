import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// Sizes that make no sense in layers of shapes, groups and windows: one clear error each.
@Suite struct PlainMisuseTests {
  private static let images: Shape = [2, 8, 8, 3]

  private static let cases: [(any Layer, Shape, [String])] = [
    (ZeroPadding2D([1, 2, 3]), images, ["ZeroPadding2D", "padding ≥ 0", "[1, 2, 3]"]),
    (ZeroPadding1D(-1), [2, 8, 3], ["zero_padding1d_1", "-1"]),
    (ZeroPadding3D(), images, ["[N, D, H, W, C]", "ZeroPadding2D is for images"]),
    (Cropping2D([4, 4]), images, ["cropping2d_1", "[8, 8] cut"]),
    (Cropping1D([[1], [2]]), [2, 8, 3], ["Cropping1D"]),
    (UpSampling2D([2, 2, 2]), images, ["UpSampling2D", "size [2, 2, 2]"]),
    (UpSampling1D(0), [2, 8, 3], ["UpSampling1D", "size [0]"]),
    (Permute([1, 2]), images, ["each of the axes 1 ..< 4 once", "[1, 2]"]),
    (RepeatVector(0), [2, 3], ["n ≥ 1"]),
    (RepeatVector(2), images, ["vectors [N, C]"]),
    (GroupNormalization(), images, ["32 groups, 3 channels"]),
    (GroupNormalization(groups: 2), images, ["2 groups, 3 channels"]),
    (GroupNormalization(groups: 2, axis: 0), images, ["axis 0"]),
    (RMSNormalization(axis: 4), images, ["rms_normalization_1", "axis [4]"]),
    (UnitNormalization(axis: [1, 1]), images, ["different", "[1, 1]"]),
    (PReLU(sharedAxes: [4]), images, ["prelu_1", "sharedAxes [4]"]),
    (AdaptiveAveragePooling2D([2, 2, 2]), images, ["outputSize [2, 2, 2]"]),
    (AdaptiveMaxPooling1D(0), [2, 8, 3], ["outputSize [0]"]),
    (MaxPooling3D(), images, ["MaxPooling2D is for images"]),
    (GlobalMaxPooling3D(), images, ["[N, D, H, W, C]"]),
    (Conv3D(4, kernelSize: 3), images, ["Conv2D is for images"]),
    (Conv3D(4, kernelSize: [3, 3]), [2, 8, 8, 8, 3], ["[depth, height, width]", "[3, 3]"]),
    (Conv1DTranspose(0, kernelSize: 3), [2, 8, 3], ["Conv1DTranspose", "filters 0"]),
    (DepthwiseConv1D(kernelSize: 9), [2, 8, 3], ["at most 8"]),
    (SeparableConv1D(0, kernelSize: 3), [2, 8, 3], ["filters 0"]),
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

  @Test func marginsOfFilesAreChecked() throws {
    for bad in [["a"], [[1, "b"]], [-1]] as [ConfigurationValue] {
      #expect(throws: HoneError.self) {
        try Registry.standard.makeLayer(from: ["ZeroPadding2D": ["padding": bad]])
      }
    }
  }

  @Test func dotWantsTwoInputsAndAnAxisOfEach() {
    for (layer, shapes) in [
      (Dot(axes: 0), [[2, 3], [2, 3]]), (Dot(axes: 1), [[2, 3]]),
      (Dot(axes: [1, 2, 3]), [[2, 3], [2, 3]]),
      (Dot(axes: 1), [[2, 3], [2, 4]]),
    ] as [(Dot, [Shape])] {
      let trace = LayerHarness(layer: layer, shapes: shapes).trace(batchSize: 2).trace
      #expect(trace.errors.count == 1)
    }
  }
}
