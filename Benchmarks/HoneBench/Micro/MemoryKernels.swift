import Hone
import HoneGraph

// MARK: Against the bandwidth of a triad

extension Kernel {
  /// Passes over 128 MiB and more, which no cache holds, and over what `cnn` and `lenet` have.
  static var passes: [Kernel] {
    elementwise([256, 64, 64, 32]) + normalization([256, 64, 64, 32])
      + pooling([256, 64, 64, 32], .maximum) + pooling([256, 64, 64, 32], .average)
      + updates(count: 1 << 24) + rows + indexing
      + elementwise([128, 32, 32, 32]) + normalization([128, 32, 32, 32])
      + pooling([128, 32, 32, 32], .maximum) + pooling([128, 28, 28, 6], .average)
  }

  private static func elementwise(_ shape: Shape) -> [Kernel] {
    let channels = Shape([shape[3]])
    return [
      Kernel(name: "triad \(shape)") { [$0("b", shape) + $0("c", shape) * 3] },
      Kernel(name: "relu \(shape)") { [relu($0("x", shape))] },
      Kernel(name: "bias and relu \(shape)") { [relu($0("x", shape) + $0("b", channels))] },
      Kernel(name: "bias and tanh \(shape)") { [tanh($0("x", shape) + $0("b", channels))] },
      Kernel(name: "sigmoid \(shape)") { [sigmoid($0("x", shape))] },
      Kernel(name: "dropout \(shape)") { operands in
        let draws = operands.trace.random(.uniform(low: 0, high: 1), shape: shape)
        let kept = Tensor.apply(.compare(.greaterEqual), draws, onesLike(draws) * 0.5)
        let x = operands("x", shape)
        return [select(kept, x * 2, zerosLike(x))]
      },
      Kernel(name: "bias gradient \(shape)") {
        [.apply(.reduce(.sum, axes: [0, 1, 2]), $0("g", shape))]
      },
      Kernel(name: "sum of all \(shape)") {
        [.apply(.reduce(.sum, axes: [0, 1, 2, 3]), $0("g", shape))]
      },
    ]
  }

  private static func normalization(_ shape: Shape) -> [Kernel] {
    let channels = Shape([shape[3]])
    return [
      Kernel(name: "batch norm, training \(shape)") { operands in
        let parameters = ["gamma", "beta"].map { operands($0, channels) }
        return Tensor.apply(
          .batchNormTraining(axis: 3, epsilon: 1e-3), [operands("x", shape)] + parameters)
      },
      Kernel(name: "batch norm, inference \(shape)") { operands in
        let parameters = ["gamma", "beta", "mean", "variance"].map { operands($0, channels) }
        return Tensor.apply(
          .batchNormInference(axis: 3, epsilon: 1e-3), [operands("x", shape)] + parameters)
      },
      Kernel(name: "batch norm, gradient \(shape)") { operands in
        let parameters = ["gamma", "mean", "variance"].map { operands($0, channels) }
        return Tensor.apply(
          .batchNormGradient(axis: 3, epsilon: 1e-3),
          [operands("x", shape)] + parameters + [operands("g", shape)])
      },
    ]
  }

  private static func pooling(_ shape: Shape, _ op: PoolOp) -> [Kernel] {
    let d = WindowDimensions(
      window: [2, 2], strides: [2, 2], padding: [EdgePadding(), EdgePadding()])
    let half = Shape([shape[0], shape[1] / 2, shape[2] / 2, shape[3]])
    return [
      Kernel(name: "\(op.rawValue) pool \(shape)") { [.apply(.pool(op, d), $0("x", shape))] },
      Kernel(name: "\(op.rawValue) pool, gradient \(shape)") { operands in
        let g = operands("g", half)
        guard op == .maximum else {
          return [.apply(.averagePoolBackward(d, inputShape: shape), g)]
        }
        let x = operands("x", shape)
        return [
          .apply(.pool(op, d), x), .apply(.maxPoolBackward(d), x, g),
        ]
      },
    ]
  }

  /// Optimizers over one large weight.
  private static func updates(count: Int) -> [Kernel] {
    let optimizers: [(String, any Optimizer)] = [
      ("SGD with momentum", .sgd(learningRate: 1e-3, momentum: 0.9)),
      ("Adam", .adam(learningRate: 1e-3)),
    ]
    return optimizers.map { name, optimizer in
      Kernel(name: "\(name) [\(count)]") { operands in
        _ = operands("w", [count])
        let gradient = operands("g", [count])
        let slots = operands.trace.graph.slots.filter { $0.path == "w" }
        _ = operands.trace.apply(optimizer, to: slots, gradients: [gradient], prefix: "")
        return []
      }
    }
  }

  private static var rows: [Kernel] {
    let (wide, narrow) = (Shape([65_536, 512]), Shape([128, 10]))
    return [
      Kernel(name: "softmax \(wide)") { [.apply(.softmax(axis: 1), $0("x", wide))] },
      Kernel(name: "log softmax \(narrow)") { [.apply(.logSoftmax(axis: 1), $0("x", narrow))] },
      Kernel(name: "transpose \(wide)") { [.apply(.transpose([1, 0]), $0("x", wide))] },
      Kernel(name: "random uniform [\(1 << 24)]") {
        [$0.trace.random(.uniform(low: 0, high: 1), shape: [1 << 24])]
      },
    ]
  }

  /// The embedding of `text`.
  private static var indexing: [Kernel] {
    [
      Kernel(name: "gather [20000, 128] by [128, 200]") {
        [.apply(.gather(axis: 0), $0("w", [20_000, 128]), $0("ids", [128, 200], .int32))]
      },
      Kernel(name: "scatter-add [25600, 128] into [20000, 128]") {
        [
          .apply(
            .scatterAdd(axis: 0, extent: 20_000), $0("ids", [25_600], .int32),
            $0("g", [25_600, 128]))
        ]
      },
      Kernel(name: "global maximum [128, 196, 128]") {
        [.apply(.reduce(.maximum, axes: [1]), $0("x", [128, 196, 128]))]
      },
    ]
  }
}
