public import HoneCore
internal import HoneData
internal import HoneNN

extension Registry {
  /// Everything that Hone brings, with what a training can be given: callbacks, and transforms of
  /// samples, which can stand as a model's first layers.
  public static let training = Registry.standard
    .adding(ModelCheckpoint.self)
    .adding(EarlyStopping.self)
    .adding(ReduceLROnPlateau.self)
    .adding(TerminateOnNaN.self)
    .adding(SwapEMAWeights.self)
    .adding(CSVLogger.self)
    .adding(JSONLinesLogger.self)
    .adding(TensorBoard.self)
    .adding(TimeBudget.self)
    .adding(EpochTimer.self)
    .adding(Registry.data)
    .adopting(.transform, as: .layer) { value in
      (value as? any Transform).map { TransformLayer($0) } ?? value
    }
}
