internal import HoneCore
internal import HoneGraph

extension Interpreter {
  /// `y = gamma · (x − mean) / √(variance + ε) + beta` with the statistics of each channel.
  static func batchNormTraining(
    _ operands: [Value], _ axis: Int, _ epsilon: Double, _ types: [TensorType]
  ) -> [Value] {
    let x = operands[0].floats
    var (means, variances): ([Double], [Double]) = ([], [])
    for members in channels(of: operands[0].shape, axis) {
      let count = Double(max(members.count, 1))
      let mean = members.reduce(0) { $0 + x[$1] } / count
      means.append(mean)
      variances.append(members.reduce(0) { $0 + (x[$1] - mean) * (x[$1] - mean) } / count)
    }
    let y = normalized(operands, axis, epsilon, means, variances, types[0])
    return [
      y, Value(floats: means, type: types[1]), Value(floats: variances, type: types[2]),
    ]
  }

  static func batchNormInference(
    _ operands: [Value], _ axis: Int, _ epsilon: Double, _ type: TensorType
  ) -> Value {
    normalized(operands, axis, epsilon, operands[3].floats, operands[4].floats, type)
  }

  private static func normalized(
    _ operands: [Value], _ axis: Int, _ epsilon: Double, _ means: [Double], _ variances: [Double],
    _ type: TensorType
  ) -> Value {
    let (x, gamma, beta) = (operands[0].floats, operands[1].floats, operands[2].floats)
    var y = x
    for (channel, members) in channels(of: operands[0].shape, axis).enumerated() {
      let factor = gamma[channel] / (variances[channel] + epsilon).squareRoot()
      for member in members { y[member] = (x[member] - means[channel]) * factor + beta[channel] }
    }
    return Value(floats: y, type: type)
  }

  /// With x̂ = (x − mean) / √(variance + ε) and g the gradient of y, per channel of n elements:
  /// dγ = Σ g · x̂, dβ = Σ g, dx = γ / √(variance + ε) · (g − dβ / n − x̂ · dγ / n).
  static func batchNormGradient(
    _ operands: [Value], _ axis: Int, _ epsilon: Double, _ types: [TensorType]
  ) -> [Value] {
    let (x, gamma, g) = (operands[0].floats, operands[1].floats, operands[4].floats)
    let (means, variances) = (operands[2].floats, operands[3].floats)
    var dx = x
    var (dGamma, dBeta): ([Double], [Double]) = ([], [])
    for (channel, members) in channels(of: operands[0].shape, axis).enumerated() {
      let scale = 1 / (variances[channel] + epsilon).squareRoot()
      let normalized = members.map { (x[$0] - means[channel]) * scale }
      let gammaSum = zip(members, normalized).reduce(0) { $0 + g[$1.0] * $1.1 }
      let betaSum = members.reduce(0) { $0 + g[$1] }
      let count = Double(max(members.count, 1))
      for (member, value) in zip(members, normalized) {
        dx[member] =
          gamma[channel] * scale * (g[member] - betaSum / count - value * gammaSum / count)
      }
      dGamma.append(gammaSum)
      dBeta.append(betaSum)
    }
    return [
      Value(floats: dx, type: types[0]), Value(floats: dGamma, type: types[1]),
      Value(floats: dBeta, type: types[2]),
    ]
  }

  /// For each channel the offsets of its elements.
  private static func channels(of shape: Shape, _ axis: Int) -> [[Int]] {
    let rest = offsets(of: axes(of: shape, without: [axis]), in: shape)
    return offsets(of: [axis], in: shape).map { base in rest.map { base + $0 } }
  }
}
