internal import HoneGraph

/// Which input place each (output, window element) pair of a convolution or pooling reads.
///
/// Places are flattened over the spatial axes, of which there may be any number.
struct Windows {
  let inputCount: Int
  let outputCount: Int
  let windowCount: Int
  /// At `output * windowCount + element` the input place, or nil where that is padding.
  private var places: [Int?] = [0]

  /// - Parameters: one entry per spatial axis.
  init(
    inputs: [Int], outputs: [Int], window: [Int], strides: [Int], padding: [EdgePadding],
    dilation: [Int]
  ) {
    inputCount = inputs.reduce(1, *)
    outputCount = outputs.reduce(1, *)
    windowCount = window.reduce(1, *)
    var (outerOutputs, outerElements) = (1, 1)
    for axis in inputs.indices {
      let outer = places
      places = []
      for outerOutput in 0..<outerOutputs {
        for output in 0..<outputs[axis] {
          for outerElement in 0..<outerElements {
            let base = outer[outerOutput * outerElements + outerElement]
            for element in 0..<window[axis] {
              let place =
                output * strides[axis] + element * dilation[axis] - padding[axis].low
              let isInside = place >= 0 && place < inputs[axis]
              places.append(base.flatMap { isInside ? $0 * inputs[axis] + place : nil })
            }
          }
        }
      }
      outerOutputs *= outputs[axis]
      outerElements *= window[axis]
    }
  }

  /// Calls `body` with every output, window element and input place, padding left out.
  @inline(__always)
  func forEach(_ body: (_ output: Int, _ element: Int, _ input: Int) -> Void) {
    for output in 0..<outputCount {
      for element in 0..<windowCount {
        if let input = places[output * windowCount + element] { body(output, element, input) }
      }
    }
  }

  /// The input places of one output, in row-major order of the window.
  func inputs(of output: Int) -> [Int] {
    places[(output * windowCount)..<((output + 1) * windowCount)].compactMap { $0 }
  }
}
