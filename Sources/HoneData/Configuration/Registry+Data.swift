public import HoneCore

extension Registry {
  /// Every transform that comes with Hone: preprocessing and augmentation of samples.
  public static let data = Registry()
    .adding(preprocessing).adding(textAugmentation)
    .adding(images)
    // Two samples in one.
    .adding(MixUp.self).adding(CutMix.self)
}

extension Registry {
  /// This registry with all types of another.
  public func adding(_ other: Registry) -> Registry {
    other.allTypes.reduce(self) { $0.adding($1) }
  }
}
