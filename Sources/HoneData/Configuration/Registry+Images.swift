internal import HoneCore

extension Registry {
  /// The transforms of pictures.
  static let images = Registry()
    // Pictures of another size or place.
    .adding(Resizing.self)
    .adding(CenterCrop.self)
    .adding(Pad.self)
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
}
