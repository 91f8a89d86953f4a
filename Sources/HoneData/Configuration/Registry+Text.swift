internal import HoneCore

extension Registry {
  /// Augmentation of texts.
  static let textAugmentation = Registry()
    .adding(EasyDataAugmentation.self).adding(SynonymReplacement.self)
    .adding(RandomInsertion.self).adding(RandomSwap.self).adding(RandomDeletion.self)
    .adding(PunctuationInsertion.self).adding(TypingNoise.self)
}
