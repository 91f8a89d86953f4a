internal import HoneCore

extension Registry {
  /// The transforms of pictures.
  static let images = Registry()
    // Pictures of another size or place.
    .adding(Resizing.self)
    .adding(CenterCrop.self)
    .adding(Pad.self)
    // Pictures of another scale.
    .adding(Rescaling.self)
    .adding(PerImageStandardization.self)
    .adding(Grayscale.self)
    // Augmentation that moves pixels.
    .adding(RandomFlip.self)
    .adding(RandomRotation.self)
    .adding(RandomTranslation.self)
    .adding(RandomZoom.self)
    .adding(RandomShear.self)
    .adding(RandomAffine.self)
    .adding(RandomPerspective.self)
    .adding(RandomCrop.self)
    .adding(RandomResizedCrop.self)
    // Augmentation that changes colors.
    .adding(RandomBrightness.self)
    .adding(RandomContrast.self)
    .adding(RandomSaturation.self)
    .adding(RandomHue.self)
    .adding(RandomColorJitter.self)
    .adding(RandomColorDegeneration.self)
    .adding(RandomGrayscale.self)
    .adding(RandomInvert.self)
    .adding(RandomPosterization.self)
    .adding(Solarization.self)
    .adding(AutoContrast.self)
    .adding(Equalization.self)
    .adding(RandomSharpness.self)
    .adding(RandomGaussianBlur.self)
    .adding(RandomNoise.self)
    .adding(RandomErasing.self)
    // Several at once, or some of them.
    .adding(Pipeline.self)
    .adding(RandomApply.self)
    .adding(RandomChoice.self)
    // Policies.
    .adding(RandAugment.self)
    .adding(TrivialAugmentWide.self)
    .adding(AutoAugment.self)
    .adding(AugMix.self)
}
