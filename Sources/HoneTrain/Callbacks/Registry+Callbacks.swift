public import HoneCore
internal import HoneNN

extension Registry {
  /// Everything that Hone brings, with what a training can be given.
  public static let training = Registry.standard
    .adding(ModelCheckpoint.self)
    .adding(EarlyStopping.self)
    .adding(ReduceLROnPlateau.self)
}
