internal import HoneCore
internal import HoneData

/// The data of a training: what is trained on and what it is validated on, checked against the
/// model.
struct FitParts {
  /// As they were given.
  let raw: (training: RawData, validation: RawData?)
  /// As the model's first layer takes them.
  let training: any Dataset
  let validation: (any Dataset)?
  /// What is trained on as validation data is taken, if it is to be evaluated too.
  let evaluated: (any Dataset)?
  /// How much samples of a class count in the loss of training.
  let classWeight: [Int: Double]
  /// What looks at batches while they are read.
  let checks: (training: BatchCheck?, validation: BatchCheck?)

  /// Splits and prepares data, and makes the weights if there are none yet.
  ///
  /// - Throws: `.data` for empty, non-finite or mislabelled data, `.model` for a model that doesn't
  ///   fit it.
  init(
    _ trainer: Trainer, _ data: RawData, validation: RawData?, validationSplit: Double,
    evaluatesTraining: Bool = false, classWeight: [Int: Double]
  ) throws(HoneError) {
    guard data.count > 0 else { throw DataChecks.emptyError("training data") }
    var parts = (training: data, validation: validation)
    if validationSplit != 0 {
      guard validation == nil else {
        throw HoneError(
          .usage, operation: "fit", message: "both validation and validationSplit are given.",
          help: "leave one of them out")
      }
      let split = try data.split(validationFraction: validationSplit, seed: trainer.seed)
      parts = (split.training, split.validation)
    }
    raw = parts
    var training = try trainer.prepared(parts.training, training: true)
    let held = try parts.validation.map { (part) throws(HoneError) in
      try trainer.prepared(part, training: false)
    }
    if !classWeight.isEmpty {
      training = try WeightedDataset(training, classWeight: classWeight)
    }
    self.training = training
    self.classWeight = classWeight
    evaluated =
      evaluatesTraining ? try trainer.prepared(parts.training, training: false) : nil
    self.validation = held
    trainer.trainingSampleCount = training.count
    trainer.classNames = trainer.classNames ?? data.classNames
    let check = try trainer.prepare(training, name: "training data")
    trainer.inputTransforms.merge(parts.training.inputTransforms) { $1 }
    checks = (
      check,
      try held.flatMap { held throws(HoneError) in
        try trainer.prepare(held, name: "validation data")
      }
    )
  }
}
