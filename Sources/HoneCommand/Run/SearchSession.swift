#if CommandLineTool
  internal import Hone
  internal import HoneTrain

  /// What the searches train on: a configuration's trainer and training samples.
  struct SearchSession {
    let trainer: Trainer
    /// The samples that `hone train` would train on: those of the data, less what is held out.
    let samples: RawData
    private let configuration: RunConfiguration

    /// Reads the data and makes the weights.
    init(_ configuration: RunConfiguration) throws(HoneError) {
      let configuration = try configuration.fittedToItsData()
      self.configuration = configuration
      let backend = try configuration.makeBackend()
      if let warning = backend.capabilities.warning { Console.error("hone: \(warning)") }
      trainer = try configuration.makeTrainer(on: backend)
      guard let data = try configuration.data.load(.train, seed: configuration.seed) else {
        throw HoneError(
          .data, path: "data", message: "the data has no training part",
          location: configuration.resolved["data"]?.location)
      }
      let fraction = configuration.validationSplit
      samples =
        fraction == 0
        ? data : try data.split(validationFraction: fraction, seed: configuration.seed).training
      guard trainer.fields.isEmpty else { return }
      do throws(HoneError) {
        try trainer.build(for: samples)
      } catch {
        throw located(error)
      }
    }

    /// Searches; errors say where in the configuration they come from.
    func search<R>(_ body: (Trainer, RawData) async throws -> R) async throws -> R {
      do {
        return try await body(trainer, samples)
      } catch let error as HoneError {
        throw located(error)
      }
    }

    private func located(_ error: HoneError) -> HoneError {
      LayerPlaces(configuration.resolved).locating(
        error, transform: trainer.preprocessing.refusing(samples))
    }
  }
#endif
