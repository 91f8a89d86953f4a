internal import HoneCore
internal import HoneGraph

extension BackendConformance {
  static var contractionFamilies: [ConformanceFamily] {
    [
      dotGeneral,
      ConformanceFamily("convolution") { random in
        let c = ConvolutionChoice(&random)
        return try random.single(
          "convolution", .convolution(c.dimensions), random.tensor(c.dtype, c.images),
          random.tensor(c.dtype, c.kernel), tolerance: .sum(of: c.termsPerOutput))
      },
      ConformanceFamily("convolutionBackwardInput") { random in
        let c = ConvolutionChoice(&random)
        return try random.single(
          "convolutionBackwardInput",
          .convolutionBackwardInput(c.dimensions, inputShape: c.images),
          random.tensor(c.dtype, c.output), random.tensor(c.dtype, c.kernel),
          tolerance: .sum(of: c.kernel.count / max(c.images[-1], 1) * c.dimensions.groups))
      },
      ConformanceFamily("convolutionBackwardKernel") { random in
        let c = ConvolutionChoice(&random)
        return try random.single(
          "convolutionBackwardKernel",
          .convolutionBackwardKernel(c.dimensions, kernelShape: c.kernel),
          random.tensor(c.dtype, c.images), random.tensor(c.dtype, c.output),
          tolerance: .sum(of: c.output.count / max(c.output[-1], 1)))
      },
    ]
  }

  /// Any number of batch, free and summed axes, in any order; most often a plain matrix product in
  /// one of its four transpositions.
  private static var dotGeneral: ConformanceFamily {
    ConformanceFamily("dotGeneral") { random in
      let isPlain = random.chance(0.5)
      func extents(_ count: Int, _ limit: Int) -> [Int] {
        (0..<count).map { _ in random.chance(0.03) ? 0 : random.extent(upTo: limit) }
      }
      let batch = extents(isPlain ? 0 : random.integer(in: 0...2), 4)
      let summed = extents(isPlain ? 1 : random.integer(in: 0...2), isPlain ? 33 : 8)
      let left = extents(isPlain ? 1 : random.integer(in: 0...2), isPlain ? 33 : 5)
      let right = extents(isPlain ? 1 : random.integer(in: 0...2), isPlain ? 33 : 5)
      let lhs = Arrangement(batch, summed, left, &random)
      let rhs = Arrangement(batch, summed, right, &random)
      let dimensions = DotDimensions(
        lhsBatch: lhs.batch, rhsBatch: rhs.batch, lhsContracting: lhs.summed,
        rhsContracting: rhs.summed)
      let dtype = random.floatType()
      return try random.single(
        "dotGeneral", .dotGeneral(dimensions), random.tensor(dtype, lhs.shape),
        random.tensor(dtype, rhs.shape), tolerance: .sum(of: summed.reduce(1, *)))
    }
  }

  /// Extents in a random order of axes, and where the batch and summed axes went.
  private struct Arrangement {
    let shape: Shape
    let batch: [Int]
    let summed: [Int]

    init(_ batch: [Int], _ summed: [Int], _ free: [Int], _ random: inout CaseRandom) {
      let extents = batch + summed + free
      let order = random.shuffled(Array(extents.indices))
      shape = Shape(order.map { extents[$0] })
      let places = extents.indices.map { order.firstIndex(of: $0) ?? 0 }
      self.batch = Array(places.prefix(batch.count))
      self.summed = Array(places.dropFirst(batch.count).prefix(summed.count))
    }
  }
}

/// The shapes of a random convolution: mostly over images, sometimes over sequences or volumes;
/// ordinary, grouped or depthwise; with strides, dilation and padding that differ per axis and edge.
struct ConvolutionChoice {
  let dtype: DType
  let dimensions: ConvolutionDimensions
  let images: Shape
  let kernel: Shape
  let output: Shape

  var termsPerOutput: Int { kernel.count / max(kernel[-1], 1) }

  init(_ random: inout CaseRandom) {
    dtype = random.chance(0.85) ? .float32 : .float64
    let axes = random.pick(2, 2, 2, 2, 2, 2, 2, 2, 1, 3)
    let isSmall = axes == 3
    let groups = random.pick(1, 1, 1, 1, 2, 3)
    var (perGroup, filters) = (
      random.pick(1, 2, 3, 4, 8, isSmall ? 2 : 16), random.pick(1, 2, 3, 5, 8, isSmall ? 2 : 16)
    )
    if groups > 1 {
      perGroup = random.chance(0.5) ? 1 : min(perGroup, 4)  // Depthwise or grouped.
      filters = min(filters, 4)
    }
    var (inputs, window, outputs) = ([Int](), [Int](), [Int]())
    var (strides, dilation, padding) = ([Int](), [Int](), [EdgePadding]())
    for _ in 0..<axes {
      let step = random.pick(1, 1, 1, 2, 3)
      let spread = random.pick(1, 1, 1, 2)
      let size = random.pick(1, 2, 3, 3, 3, isSmall ? 2 : 5)
      let reach = (size - 1) * spread + 1
      let edge = EdgePadding(
        low: random.integer(in: 0...min(reach, 3)), high: random.integer(in: 0...min(reach, 3)))
      let smallest = max(reach - edge.low - edge.high, 1)
      let extent = smallest + random.integer(in: 0...(isSmall ? 3 : 8))
      inputs.append(extent)
      window.append(size)
      outputs.append((extent + edge.low + edge.high - reach) / step + 1)
      strides.append(step)
      dilation.append(spread)
      padding.append(edge)
    }
    let batch = random.chance(0.05) ? 0 : random.pick(1, 1, 2, 3)
    dimensions = ConvolutionDimensions(
      strides: strides, padding: padding, dilation: dilation, groups: groups)
    images = Shape([batch] + inputs + [perGroup * groups])
    kernel = Shape(window + [perGroup, filters * groups])
    output = Shape([batch] + outputs + [filters * groups])
  }
}
