internal import HoneCore
internal import HoneGraph

/// What a contraction does to each result before it stores it: scale and shift by feature, adding a
/// residual, and a cut at 0. It stands for nodes that ``FinishFusion`` took in.
struct Finish {
  enum Shift {
    case none
    /// Adds a vector.
    case bias(UnsafeMutablePointer<Float>)
    /// Normalizes with running statistics, after adding a bias if there is one.
    case normalization(
      gamma: UnsafeMutablePointer<Float>, beta: UnsafeMutablePointer<Float>,
      mean: UnsafeMutablePointer<Float>, variance: UnsafeMutablePointer<Float>, epsilon: Double,
      bias: UnsafeMutablePointer<Float>?)
  }

  var shift = Shift.none
  /// Added after scale and shift, of the results' shape.
  var residual: UnsafeMutablePointer<Float>?
  var relu = false

  init(_ index: Int, planner: Planner) {
    guard let fused = planner.finishes[index] else { return }
    relu = fused.relu
    func pointer(_ value: ValueID) -> UnsafeMutablePointer<Float> {
      planner.pointer(value).assumingMemoryBound(to: Float.self)
    }
    let bias = fused.bias.map(pointer)
    residual = fused.residual.map(pointer)
    if let normalization = fused.normalization {
      let operands = normalization.operands.map(pointer)
      shift = .normalization(
        gamma: operands[0], beta: operands[1], mean: operands[2], variance: operands[3],
        epsilon: normalization.epsilon, bias: bias)
    } else if let bias {
      shift = .bias(bias)
    }
  }

  /// Whether anything is done.
  var isEmpty: Bool { key.isEmpty }

  var key: String {
    let first =
      switch shift {
      case .none: ""
      case .bias: " + bias"
      case .normalization: " normalized"
      }
    return first + (residual == nil ? "" : " + residual") + (relu ? " relu" : "")
  }

  /// Scale and shift in memory, brought up to date by `update` in each run.
  struct Numbers {
    var features: Int
    var scale: UnsafePointer<Float>?
    var shift: UnsafePointer<Float>?
    var resources: [AnyObject] = []
    var update: () -> Void = {}
  }

  /// Finishes results that something stored unfinished.
  func apply(to results: UnsafeMutablePointer<Float>, count: Int, features: Int) -> () -> Void {
    let (numbers, relu) = (numbers(features: features), relu)
    return {
      numbers.update()
      for index in 0..<count {
        let (feature, value) = (index % features, results[index])
        let scaled = value * (numbers.scale?[feature] ?? 1) + (numbers.shift?[feature] ?? 0)
        results[index] = relu && scaled < 0 ? 0 : scaled
      }
    }
  }

  func numbers(features: Int) -> Numbers {
    switch shift {
    case .none: return Numbers(features: features)
    case .bias(let bias): return Numbers(features: features, shift: UnsafePointer(bias))
    case .normalization(let gamma, let beta, let mean, let variance, let epsilon, let bias):
      let memory = Memory(byteCount: features * 8)
      let scale = memory.start.assumingMemoryBound(to: Float.self)
      let shift = scale + features
      return Numbers(
        features: features, scale: UnsafePointer(scale), shift: UnsafePointer(shift),
        resources: [memory]
      ) {
        for feature in 0..<features {
          let factor = Double(gamma[feature]) / (Double(variance[feature]) + epsilon).squareRoot()
          let center = Double(mean[feature]) - Double(bias?[feature] ?? 0)
          scale[feature] = Float(factor)
          shift[feature] = Float(Double(beta[feature]) - center * factor)
        }
      }
    }
  }
}
