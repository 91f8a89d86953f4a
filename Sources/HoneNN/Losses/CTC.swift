public import HoneCore
public import HoneGraph

/// Connectionist temporal classification: the negative logarithm of the probability of a sequence
/// of labels, summed over all ways to spread it over the steps.
///
/// Class 0 is the blank, and also fills up targets that are shorter than others, as in Keras. Where
/// the prediction carries a mask, only the steps that it leaves count: so inputs of several
/// lengths, filled up to one, have the losses that they have by themselves. Keras's `ctc_loss` and
/// PyTorch's take the lengths as a parameter. The forward recursion runs over the logarithms of the
/// probabilities, and the gradient is its derivative, so that long sequences don't underflow; the
/// graph grows with the number of steps.
///
/// A target that doesn't fit into the steps (each repeated label needs a blank between) has the
/// loss infinity. The loss of a batch is the mean over samples; PyTorch's `CTCLoss` with
/// `reduction="mean"` divides each by its target's length first.
///
/// - Prediction: `[N, T, classes]`, logits
/// - Target: `[N, L]`, labels 1 ..< classes, filled up with 0
///
/// ```swift
/// loss: .ctc
/// ```
///
/// Reference: Graves et al., "Connectionist temporal classification", ICML 2006.
public struct CTC: Loss {
  public static let schema = Schema(
    .loss, "ctc", summary: "sequences of labels without their places in time",
    formula: "−log Σ over paths Π p", kerasName: "keras.losses.CTC")

  /// What stands for the logarithm of 0: finite, so that differences of two are numbers.
  private static let never = -1e30

  /// Creates the loss.
  public init() {}

  public init(_ fields: Fields) throws(HoneError) {}
  public var fields: [String: ConfigurationValue] { [:] }
  public var targets: TargetKind { .labels }
  public var predictions: PredictionKind { .logits }

  public func perSample(_ prediction: Tensor, _ target: Tensor) -> Tensor {
    guard prediction.rank == 3, target.rank == 2, prediction.shape[1] > 0 else {
      return prediction.fail(
        Self.schema.name, wanted: "logits [N, steps, classes] and labels [N, L]",
        received: "\(prediction.shape) and \(target.shape)",
        help: "fill up shorter targets with 0")
    }
    let labels = target.converted(to: .int32)
    let places = Self.withBlanks(labels)
    let emissions = Self.emissions(logSoftmax(prediction), places)
    let mayJump = Self.mayJump(places)
    let first = Tensor.apply(.iota(shape: places.shape, axis: 1, dtype: .int32), [])[0]
    func start(_ step: Int) -> Tensor { Self.held(first .< 2, emissions(step)) }
    func next(_ paths: Tensor, _ step: Int) -> Tensor {
      let moves = Self.shifted(paths, by: 1)
      let jumps = Self.held(mayJump, Self.shifted(paths, by: 2))
      return Self.logSum([paths, moves, jumps]) + emissions(step)
    }
    let steps = 0..<prediction.shape[1]
    guard let mask = prediction.mask, mask.rank == 2, !mask.isPoisoned else {
      return Self.total(steps.dropFirst().reduce(start(0), next), at: first, labels)
    }
    var paths = start(0)
    var hasBegun = mask.sliced(0..<1, axis: 1)
    for step in steps.dropFirst() {
      let counts = mask.sliced(step..<step + 1, axis: 1)
      let after = select(hasBegun, next(paths, step), start(step))
      paths = select(counts, after, paths)
      hasBegun = Tensor.or(hasBegun, counts)
    }
    // Without a step there is one way to say nothing, and none to say anything else.
    let nothing = Self.held(first .< 1, zerosLike(paths))
    return Self.total(select(hasBegun, paths, nothing), at: first, labels)
  }

  /// Labels `[N, L]` with a blank before, between and after: `[N, 2L + 1]`.
  private static func withBlanks(_ labels: Tensor) -> Tensor {
    let (count, length) = (labels.shape[0], labels.shape[1])
    return Tensor.apply(
      .pad(low: [0, 0, 1], high: [0, 0, 0], interior: [0, 0, 0], value: 0),
      labels.reshaped(to: [count, length, 1])
    )
    .reshaped(to: [count, 2 * length]).padded([EdgePadding(), EdgePadding(low: 0, high: 1)])
  }

  /// The logarithm of the probability of each place's label at a step, `[N, S]`.
  private static func emissions(_ logs: Tensor, _ places: Tensor) -> (Int) -> Tensor {
    let isLabel = places.oneHot(depth: logs.shape[2], dtype: logs.dtype)
    let all = matmul(logs, isLabel.transposed([0, 2, 1]))
    return { step in
      all.sliced(step..<step + 1, axis: 1).reshaped(to: places.shape.dimensions)
    }
  }

  /// Whether the blank before a place may be left out: between two labels that differ.
  private static func mayJump(_ places: Tensor) -> Tensor {
    let length = places.shape[1]
    let before = places.padded([EdgePadding(), EdgePadding(low: 2, high: 0)])
      .sliced(0..<length, axis: 1)
    let differs = (places .!= before).converted(to: .int32)
    return (differs * (places .!= 0).converted(to: .int32)) .== 1
  }

  private static func shifted(_ paths: Tensor, by count: Int) -> Tensor {
    let length = paths.shape[1]
    return paths.padded([EdgePadding(), EdgePadding(low: count, high: 0)], value: never)
      .sliced(0..<length, axis: 1)
  }

  private static func held(_ condition: Tensor, _ paths: Tensor) -> Tensor {
    select(condition, paths, paths.like(never))
  }

  private static func logSum(_ parts: [Tensor]) -> Tensor {
    let largest = parts.dropFirst().reduce(parts[0]) { maximum($0, $1) }.stopGradient()
    let sum = parts.map { exp($0 - largest) }
    return largest + log(sum.dropFirst().reduce(sum[0]) { $0 + $1 })
  }

  /// The loss: over paths that end at the last label or the blank behind it.
  private static func total(_ paths: Tensor, at place: Tensor, _ labels: Tensor) -> Tensor {
    let lengths = (labels .!= 0).converted(to: .int32).sum(axes: [1], keepDimensions: true)
    let end = lengths * 2
    let isEnd = (place .== end).converted(to: .int32) + (place .== end - 1).converted(to: .int32)
    let ends = held(isEnd .> 0, paths)
    let largest = ends.max(axes: [1], keepDimensions: true).stopGradient()
    let sum = exp(ends - largest).sum(axes: [1])
    let loss = -(log(sum) + largest.reshaped(to: [paths.shape[0]]))
    return select(loss .< 1e29, loss, loss.like(.infinity))
  }
}

extension Loss where Self == CTC {
  /// Connectionist temporal classification.
  public static var ctc: CTC { CTC() }
}
