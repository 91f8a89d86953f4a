/// A way to make one sample of two.
public enum Mixing: Hashable, Sendable {
  /// Both at once, one paler: `λ·a + (1 − λ)·b`, λ ~ Beta(α, α), for numbers and labels alike.
  ///
  /// Keras's α is 0.2; the paper's images took 0.1 to 0.4.
  ///
  /// Reference: Zhang et al., "mixup: Beyond empirical risk minimization", ICLR 2018.
  case mixUp(alpha: Double)

  /// A rectangle of one in the other, of 1 − λ of its area, λ ~ Beta(α, α); labels mix by the
  /// pixels that each has.
  ///
  /// The paper's α is 1.
  ///
  /// Reference: Yun et al., "CutMix: Regularization strategy to train strong classifiers with
  /// localizable features", ICCV 2019.
  case cutMix(alpha: Double)

  var alpha: Double {
    switch self {
    case .mixUp(let alpha), .cutMix(let alpha): alpha
    }
  }

  var name: String {
    switch self {
    case .mixUp: "MixUp"
    case .cutMix: "CutMix"
    }
  }
}
