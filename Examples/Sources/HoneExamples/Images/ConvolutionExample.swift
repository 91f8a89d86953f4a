import Hone
import HonePlot

/// A convolution, number by number (T96–T105, T113).
public struct ConvolutionExample: Example {
  public let name = "convolution"
  public let title = "A window slides over an image: strides, padding, and what kernels cost"
  public let group = ExampleGroup.images
  public let techniques = [96, 97, 98, 99, 100, 101, 102, 103, 105, 113]

  static let image: [[Double]] = [
    [1, 2, 0, 1, 3],
    [0, 1, 3, 2, 1],
    [2, 0, 1, 1, 0],
    [1, 3, 2, 0, 1],
    [0, 1, 1, 2, 2],
  ]
  /// The same with a sixth row and column.
  static let evenImage = image.map { $0 + [1] } + [[2, 0, 1, 0, 1, 3]]
  /// What is left of the window's middle counts, what is right of it counts against.
  static let kernel: [[Double]] = [
    [1, 0, -1],
    [2, 0, -2],
    [1, 0, -1],
  ]

  /// What `Conv2D` makes of an image.
  ///
  /// - Parameter hasZerosAround: whether a layer of its own puts a zero on every side.
  static func convolve(
    _ image: [[Double]], strides: Int, padding: Padding, hasZerosAround: Bool = false
  ) async throws -> [[Double]] {
    let (height, width) = (image.count, image[0].count)
    let layer = Sequential {
      Input(height, width, 1)
      if hasZerosAround { ZeroPadding2D(1) }
      Conv2D(1, kernelSize: 3, strides: Sizes(strides), padding: padding, useBias: false)
    }
    let trainer = try layer.compile(optimizer: .sgd(), loss: .meanSquaredError)
    try trainer.weights.set(
      "conv2d_1/kernel", to: HostTensor(rows: kernel).reshaped(to: [3, 3, 1, 1]))
    let output = try await trainer.predict(
      x: HostTensor(rows: image).reshaped(to: [1, height, width, 1]))
    let values: [Double] = output.elements()
    let columns = output.shape[2]
    return stride(from: 0, to: values.count, by: columns).map {
      Array(values[$0..<$0 + columns])
    }
  }

  /// The zeros that `same` puts above and below, or left and right: as Keras does, the odd one
  /// below and right.
  static func zeros(_ size: Int, strides: Int, padding: Padding) -> (before: Int, after: Int) {
    guard padding == .same else { return (0, 0) }
    let outputs = (size + strides - 1) / strides
    let all = max((outputs - 1) * strides + 3 - size, 0)
    return (all / 2, all - all / 2)
  }

  /// The same by hand: products under the window, added.
  static func slide(_ image: [[Double]], strides: Int, padding: Padding) -> [[Double]] {
    let zeros = zeros(image.count, strides: strides, padding: padding)
    let padded = Self.padded(image, zeros)
    let places = stride(from: 0, through: padded.count - 3, by: strides)
    return places.map { top in
      places.map { left in
        (0..<9).reduce(0) { sum, place in
          sum + padded[top + place / 3][left + place % 3] * kernel[place / 3][place % 3]
        }
      }
    }
  }

  static func padded(_ image: [[Double]], _ zeros: (before: Int, after: Int)) -> [[Double]] {
    let width = zeros.before + image[0].count + zeros.after
    let empty = [Double](repeating: 0, count: width)
    let sides = image.map { row in
      Array(repeating: 0, count: zeros.before) + row + Array(repeating: 0, count: zeros.after)
    }
    return Array(repeating: empty, count: zeros.before) + sides
      + Array(repeating: empty, count: zeros.after)
  }

  public init() {}

  public func run() async throws -> ExampleResult {
    var result = ExampleResult()
    try await drawSliding(in: &result)
    try await reportPadding(in: &result)
    result.say()
    try reportWeights(in: &result)
    result.say()
    try reportCost(in: &result)
    return result
  }
}

/// Where the windows lie.
extension ConvolutionExample {
  struct Setting {
    let image: [[Double]]
    let strides: Int
    let padding: Padding

    var title: String { "\(image.count) × \(image.count), \(padding), stride \(strides)" }
  }

  static let settings = [
    Setting(image: image, strides: 1, padding: .valid),
    Setting(image: image, strides: 1, padding: .same),
    Setting(image: image, strides: 2, padding: .valid),
    Setting(image: image, strides: 2, padding: .same),
    Setting(image: evenImage, strides: 2, padding: .valid),
    Setting(image: evenImage, strides: 2, padding: .same),
  ]

  private func reportPadding(in result: inout ExampleResult) async throws {
    var rows: [[String]] = []
    var panels: [Panel] = []
    var largest = 0.0
    for setting in Self.settings {
      let output = try await Self.convolve(
        setting.image, strides: setting.strides, padding: setting.padding)
      let byHand = Self.slide(
        setting.image, strides: setting.strides, padding: setting.padding)
      let difference = zip(output.joined(), byHand.joined()).map { abs($0 - $1) }.max() ?? .nan
      largest = max(largest, output.count == byHand.count ? difference : .infinity)
      let zeros = Self.zeros(
        setting.image.count, strides: setting.strides, padding: setting.padding)
      rows.append([
        setting.title, "\(output.count) × \(output.count)", "\(zeros.before)", "\(zeros.after)",
      ])
      result.measure("outputs, " + setting.title, Double(output.count))
      panels += [
        Self.windows(of: setting, zeros),
        Self.map(output, "its \(output.count) × \(output.count) outputs"),
      ]
    }
    result.table(["image, padding", "outputs", "zeros above", "below"], rows)
    result.say("largest difference to a loop over the windows: \(largest.fixed(1))")
    result.measure("difference", largest)
    try await reportPyTorch(in: &result)
    result.draw(
      "convolution-padding",
      Figure(
        "Padding and strides: the outlines are windows, the grey cells zeros", columns: 4,
        panelWidth: 230, panelHeight: 250, panels: panels))
  }

  /// PyTorch's `padding=1` is a zero on every side: with stride 2 its windows lie elsewhere.
  private func reportPyTorch(in result: inout ExampleResult) async throws {
    let same = try await Self.convolve(Self.evenImage, strides: 2, padding: .same)
    let around = try await Self.convolve(
      Self.evenImage, strides: 2, padding: .valid, hasZerosAround: true)
    let different = zip(same.joined(), around.joined()).count { $0 != $1 }
    result.say(
      "6 × 6, stride 2, a zero on every side: \(around.count) × \(around.count) outputs, "
        + "of which \(different) differ from same's")
    result.measure("differ from same", Double(different))
  }

  /// The image with its zeros, and the first and last window of each side.
  private static func windows(
    of setting: Setting, _ zeros: (before: Int, after: Int)
  ) -> Panel {
    let padded = padded(setting.image, zeros)
    let size = Double(padded.count)
    let inner = Double(zeros.before)...Double(zeros.before + setting.image.count)
    let lefts = stride(from: 0, through: padded.count - 3, by: setting.strides)
    let corners = [lefts.first(where: { _ in true }), Array(lefts).last].compactMap { $0 }
    var marks = [
      Mark.heatMap(
        padded.map { $0.map { _ in 0 } }, scale: ColorScale([PlotColor(0xCFCFCF)])),
      .heatMap(setting.image, x: inner, y: inner, scale: pale, limits: 0...3, showsNumbers: true),
    ]
    for (color, corner) in zip([PlotColor.blue, .vermilion], corners) {
      let range = (Double(corner) + 0.06)...(Double(corner) + 2.94)
      marks.append(.rectangle(x: range, y: range, color: color, width: 3))
    }
    return Panel(
      setting.title, x: PlotAxis(range: 0...size, isVisible: false),
      y: PlotAxis(range: 0...size, isReversed: true, isVisible: false), marks)
  }

  private static let pale = ColorScale([.white, PlotColor(0xBBD7EA)])

  private static func map(
    _ output: [[Double]], _ title: String, limit: Double = 12
  ) -> Panel {
    Panel(
      title, x: .hidden, y: PlotAxis(isReversed: true, isVisible: false),
      [.heatMap(output, scale: .diverging, limits: -limit...limit, showsNumbers: true)])
  }

  /// Nine places of the window, and the sum at each.
  private func drawSliding(in result: inout ExampleResult) async throws {
    let output = try await Self.convolve(Self.image, strides: 1, padding: .valid)
    let panels = (0..<9).map { step in
      let (row, column) = (step / 3, step % 3)
      let (top, left) = (Double(row), Double(column))
      return Panel(
        "\(step + 1): the sum is \(Self.text(output[row][column]))", x: .hidden,
        y: PlotAxis(isReversed: true, isVisible: false),
        [
          .heatMap(Self.image, scale: Self.pale, limits: 0...3, showsNumbers: true),
          .rectangle(
            x: (left + 0.06)...(left + 2.94), y: (top + 0.06)...(top + 2.94), color: .vermilion,
            width: 3),
        ])
    }
    result.draw(
      "convolution-sliding",
      Figure(
        "A window of 3 × 3 slides over an image of 5 × 5", columns: 5, panelWidth: 200,
        panelHeight: 220, panels: [Self.map(Self.kernel, "the kernel", limit: 3)] + panels))
  }

  private static func text(_ number: Double) -> String {
    (number < 0 ? "−" : "") + abs(number).fixed(0)
  }
}

/// What layers have and what they cost.
extension ConvolutionExample {
  /// The rows of a model's summary.
  static func rows(
    channels: Int, side: Int = 28, @LayerBuilder _ layers: () -> [any Layer]
  ) throws -> [Summary.Row] {
    let model = Sequential([Input(side, side, channels)] + layers())
    let trainer = try model.compile(optimizer: .sgd(), loss: .meanSquaredError)
    return try Array(trainer.summary().rows.dropFirst())
  }

  private func reportWeights(in result: inout ExampleResult) throws {
    for (title, channels, layer) in [
      ("Conv2D(8, kernelSize: 3) on grey images", 1, Conv2D(8, kernelSize: 3)),
      ("Conv2D(8, kernelSize: 3) on RGB images", 3, Conv2D(8, kernelSize: 3)),
      ("Conv2D(8, kernelSize: [1, 5]) on RGB images", 3, Conv2D(8, kernelSize: [1, 5])),
    ] {
      let model = Sequential {
        Input(28, 28, channels)
        layer
      }
      let trainer = try model.compile(optimizer: .sgd(), loss: .meanSquaredError)
      let row = try trainer.summary().rows[1]
      let kernel = try trainer.weights["conv2d_1/kernel"].shape
      result.say(
        "\(title): kernel \(kernel), maps \(row.outputShape), \(row.parameterCount) weights")
    }
  }

  private func reportCost(in result: inout ExampleResult) throws {
    let sizes = [1, 3, 5, 7]
    var table: [[String]] = []
    var (parameters, flops): ([Double], [Double]) = ([], [])
    for size in sizes {
      let row = try Self.rows(channels: 16) {
        Conv2D(16, kernelSize: Sizes(size), padding: .same)
      }[0]
      parameters.append(Double(row.parameterCount))
      flops.append(Double(row.flops) / 1e6)
      table.append(
        ["kernel \(size) × \(size)", "\(row.parameterCount)", (Double(row.flops) / 1e6).fixed(2)])
    }
    let strided = try Self.rows(channels: 16) {
      Conv2D(16, kernelSize: 3, strides: 2, padding: .same)
    }
    let pooled = try Self.rows(channels: 16) {
      Conv2D(16, kernelSize: 3, padding: .same)
      MaxPooling2D(2)
    }
    for (title, rows) in [("3 × 3, stride 2", strided), ("3 × 3, then pooling", pooled)] {
      let total = Double(rows.reduce(0) { $0 + $1.flops }) / 1e6
      table.append([title, "\(rows.reduce(0) { $0 + $1.parameterCount })", total.fixed(2)])
      result.measure(title, total)
    }
    result.say("16 filters over 28 × 28 × 16, for one image:")
    result.table(["", "weights", "million operations"], table)
    result.measure("cost of 7 over 1", flops[3] / flops[0])
    result.measure("cost of 3 over 1", flops[1] / flops[0])
    func panel(_ title: String, _ heights: [Double]) -> Panel {
      Panel(
        x: PlotAxis("kernel", categories: sizes.map { "\($0) × \($0)" }), y: PlotAxis(title),
        legend: .none, [.bars(heights: heights, color: .blue)])
    }
    result.draw(
      "convolution-cost",
      Figure(
        "What a layer of 16 filters over 28 × 28 × 16 costs", columns: 2, panelWidth: 360,
        panelHeight: 260,
        panels: [panel("weights", parameters), panel("million operations an image", flops)]))
  }
}
