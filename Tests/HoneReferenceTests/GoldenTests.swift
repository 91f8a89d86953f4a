import HoneCore
import HoneGraph
import HoneTestSupport
import Testing

/// The graph's convolutions and poolings, and their gradients, against Keras's values.
@Suite struct GoldenTests {
  @Test(
    arguments: try Golden.names(of: "layers", prefix: "conv2d-").filter {
      !$0.contains("transpose") && !$0.contains("activity")
    })
  func convolutions(_ name: String) throws {
    let golden = try Golden(name)
    let useBias = try golden.configuration.member("useBias").bool()
    let operands = try ["input", "params/conv2d/kernel"].map(golden.tensor)
    let bias = useBias ? [try golden.tensor("params/conv2d/bias")] : []
    let images = operands[0].shape
    let windows = try Windows(golden.configuration, images, size: "kernelSize")
    let dimensions = ConvolutionDimensions(
      strides: windows.strides, padding: windows.padding, dilation: windows.dilation,
      groups: try golden.configuration.member("groups").int())
    let isRelu = try golden.configuration.member("activation").string() == "relu"
    let results = try gradients(golden, operands + bias) { x in
      var y = Tensor.apply(.convolution(dimensions), x[0], x[1])
      if useBias { y = y + x[2] }
      return isRelu ? relu(y) : y
    }
    let names =
      ["output", "grad/input", "grad/conv2d/kernel"] + (useBias ? ["grad/conv2d/bias"] : [])
    for (result, name) in zip(results, names) {
      try golden.expect(result, toBe: name, within: 1e-6)
    }
  }

  @Test(
    arguments: try Golden.names(of: "layers", prefix: "max-pooling2d")
      + Golden.names(of: "layers", prefix: "average-pooling2d"))
  func poolings(_ name: String) throws {
    let golden = try Golden(name)
    let images = try golden.tensor("input")
    let windows = try Windows(golden.configuration, images.shape, size: "poolSize")
    let dimensions = WindowDimensions(
      window: windows.sizes, strides: windows.strides, padding: windows.padding)
    let kind: PoolOp = name.contains("max") ? .maximum : .average
    let results = try gradients(golden, [images]) { x in .apply(.pool(kind, dimensions), x[0]) }
    try golden.expect(results[0], toBe: "output", within: 1e-6)
    try golden.expect(results[1], toBe: "grad/input", within: 1e-6)
  }

  @Test func aCaseThatIsMissingNamesItsFile() throws {
    let error = #expect(throws: HoneError.self) { try Golden("layers/conv9d") }
    #expect(error?.description.contains("conv9d.safetensors") == true)
    #expect(throws: HoneError.self) { try Golden.names(of: "nothing") }
    let golden = try Golden("layers/add")
    #expect(golden.inputs.count == 3)
    #expect(throws: HoneError.self) { try golden.tensor("params") }
    #expect(throws: Mismatch.self) {
      try golden.expect(HostTensor(zeros: [3, 4, 2]), toBe: "output")
    }
  }

  /// The function's result, and the gradients of all operands for the case's upstream gradient.
  private func gradients(
    _ golden: Golden, _ operands: [HostTensor], _ function: ([Tensor]) -> Tensor
  ) throws -> [HostTensor] {
    let upstream = try golden.tensor("upstream")
    return try evaluate(at: operands + [upstream]) { x in
      let y = function(Array(x.dropLast()))
      return [y]
        + vectorJacobianProduct(
          of: [y], upstream: [x[x.count - 1]], withRespectTo: Array(x.dropLast()))
    }
  }

  /// Window sizes, strides, dilation and padding as a layer's configuration has them.
  private struct Windows {
    let sizes: [Int]
    let strides: [Int]
    let dilation: [Int]
    let padding: [EdgePadding]

    init(_ configuration: ConfigurationValue, _ images: Shape, size: String) throws {
      func pair(_ key: String) throws -> [Int] {
        try configuration.member(key).array().map { value in try value.int() }
      }
      let (sizes, strides) = (try pair(size), try pair("strides"))
      let dilation = configuration["dilationRate"] == nil ? [1, 1] : try pair("dilationRate")
      let rule = try configuration.member("padding").string() == "same" ? Padding.same : .valid
      padding = [0, 1].map { axis in
        rule.edges(
          size: images[axis + 1], window: sizes[axis], stride: strides[axis],
          dilation: dilation[axis])
      }
      (self.sizes, self.strides, self.dilation) = (sizes, strides, dilation)
    }
  }
}
