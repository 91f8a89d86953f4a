internal import HoneCore
internal import HoneGraph

extension Interpreter {
  /// `y = gamma · (x − mean) / √(variance + ε) + beta` with the statistics of each row: the elements
  /// of the axes from `axis` on.
  static func layerNorm(
    _ operands: [Value], _ axis: Int, _ epsilon: Double, _ types: [TensorType]
  ) -> [Value] {
    let (x, gamma, beta) = (operands[0].floats, operands[1].floats, operands[2].floats)
    let width = gamma.count
    var y = x
    var (means, variances): ([Double], [Double]) = ([], [])
    for row in 0..<types[1].shape.count {
      let members = row * width..<(row + 1) * width
      let count = Double(max(width, 1))
      let mean = x[members].reduce(0, +) / count
      let variance = x[members].reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / count
      let scale = 1 / (variance + epsilon).squareRoot()
      for place in 0..<width {
        y[row * width + place] =
          (x[row * width + place] - mean) * scale * gamma[place] + beta[place]
      }
      means.append(mean)
      variances.append(variance)
    }
    return [
      Value(floats: y, type: types[0]), Value(floats: means, type: types[1]),
      Value(floats: variances, type: types[2]),
    ]
  }

  /// With x̂ = (x − mean) / √(variance + ε), g the gradient of y and h = gamma · g: dγ = Σ g · x̂ and
  /// dβ = Σ g over all rows, dx = (h − mean h − x̂ · mean(h · x̂)) / √(variance + ε).
  static func layerNormGradient(
    _ operands: [Value], _ axis: Int, _ epsilon: Double, _ types: [TensorType]
  ) -> [Value] {
    let (x, gamma, g) = (operands[0].floats, operands[1].floats, operands[4].floats)
    let (means, variances) = (operands[2].floats, operands[3].floats)
    let width = gamma.count
    var dx = x
    var (dGamma, dBeta) = (gamma.map { _ in 0.0 }, gamma.map { _ in 0.0 })
    for row in means.indices {
      let scale = 1 / (variances[row] + epsilon).squareRoot()
      let normal = (0..<width).map { (x[row * width + $0] - means[row]) * scale }
      let h = (0..<width).map { g[row * width + $0] * gamma[$0] }
      let count = Double(max(width, 1))
      let first = h.reduce(0, +) / count
      let second = zip(h, normal).reduce(0) { $0 + $1.0 * $1.1 } / count
      for place in 0..<width {
        dx[row * width + place] = (h[place] - first - normal[place] * second) * scale
        dGamma[place] += g[row * width + place] * normal[place]
        dBeta[place] += g[row * width + place]
      }
    }
    return [
      Value(floats: dx, type: types[0]), Value(floats: dGamma, type: types[1]),
      Value(floats: dBeta, type: types[2]),
    ]
  }
}
