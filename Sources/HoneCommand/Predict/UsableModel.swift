#if CommandLineTool
  internal import Hone
  internal import HoneTrain

  /// A saved model as the tool uses it: the model itself, or its graphs where no file can hold it.
  struct UsableModel {
    private enum Form {
      case model(SavedModel)
      case graph(SavedGraph)
    }

    private let form: Form

    /// Reads what a folder tells of its model.
    ///
    /// - Throws: `.file` if there is none or it is damaged, `.model` if it can't be used here.
    init(in folder: RunFolder) throws(HoneError) {
      if let graph = try SavedGraph(ifNeededFor: folder.path) {
        form = .graph(graph)
      } else {
        form = .model(try SavedModel(folder.path))
      }
    }

    /// What one sample consists of.
    var fields: [FieldSpec] {
      switch form {
      case .model(let model): model.fields
      case .graph(let graph): graph.fields
      }
    }

    var classNames: [String]? {
      switch form {
      case .model(let model): model.classNames
      case .graph(let graph): graph.classNames
      }
    }

    /// The configuration of the first output's loss, if it has one; of a weighted one that within.
    var loss: ConfigurationValue? {
      let loss =
        switch form {
        case .model(let model): model.losses.first?.configuration
        case .graph(let graph): graph.loss
        }
      return loss?["weighted"]?["loss"] ?? loss
    }

    var seed: UInt64 {
      switch form {
      case .model(let model): model.seed
      case .graph: 0
      }
    }

    /// What the elements of the first input went through, if that was told.
    var inputTransform: RowTransform? {
      guard let input = fields.first(where: { $0.role == .input }) else { return nil }
      switch form {
      case .model(let model): return model.inputTransforms[input.name]
      case .graph(let graph): return graph.inputTransforms[input.name]
      }
    }

    /// The outputs for raw files, a row each, if the model makes its inputs of such itself; else nil.
    ///
    /// - Throws: `.file` for damaged weights, `.data` for files that can't be read.
    func predict(files: [String], on backend: any Backend) async throws -> HostTensor? {
      guard case .model(let model) = form else { return nil }
      let preprocessing = try Preprocessing(model.model)
      guard !preprocessing.isEmpty, let input = model.fields.first(where: { $0.role == .input }),
        let raw = RawFiles(
          files, for: preprocessing, making: input, inputTransform ?? .identity)
      else { return nil }
      return try await model.trainer(backend: backend).predict(raw)[0]
    }

    /// The outputs for each of some data sets.
    ///
    /// - Throws: `.file` for damaged weights, `.data` for samples that don't fit.
    func predict(_ sets: [ArrayDataset], on backend: any Backend) async throws -> [HostTensor] {
      var outputs: [HostTensor] = []
      switch form {
      case .model(let model):
        let trainer = try model.trainer(backend: backend)
        for data in sets { outputs += try await trainer.predict(data).prefix(1) }
      case .graph(let graph):
        for data in sets { outputs += try await graph.predict(data, backend: backend).prefix(1) }
      }
      return outputs
    }

    /// The outputs for samples of either kind, a row each.
    ///
    /// - Throws: `.file` for damaged weights, `.data` for samples that don't fit.
    func predict(_ data: RawData, on backend: any Backend) async throws -> HostTensor {
      switch form {
      case .model(let model): return try await model.trainer(backend: backend).predict(data)[0]
      case .graph(let graph): return try await graph.predict(data.dataset(), backend: backend)[0]
      }
    }

    /// Loss and metrics, and the whole results of those that are more than a number.
    ///
    /// - Throws: `.file` for damaged weights, `.data` for samples that don't fit.
    func evaluate(
      _ data: RawData, batchSize: BatchSize, on backend: any Backend
    ) async throws -> (values: [String: Double], details: [String: HostTensor]) {
      switch form {
      case .model(let model):
        let logs = try await model.trainer(backend: backend).measure(data, batchSize)
        return (logs.dictionary, logs.details)
      case .graph(let graph):
        return (try await graph.evaluate(data.dataset(), backend: backend), [:])
      }
    }
  }
#endif
