#if CommandLineTool
  internal import Hone

  extension Registry {
    /// Everything that a configuration file can name.
    static let command = Published.adding(to: Registry.training)
      .adding(SampleImagesSource.self)
      .adding(FashionMNISTSource.self)
      .adding(IDXSource.self)
      .adding(CSVSource.self)
      .adding(JSONLinesSource.self)
      .adding(NumPySource.self)
      .adding(TFRecordSource.self)
      .adding(TextSource.self)
      .adding(ImageFolderSource.self)
  }

  extension RunConfiguration {
    /// The sections of a configuration file.
    static let schema: [Field] = [
      Field("name", .string, default: "run", "the first part of the run folder's name"),
      Field("model", .any, "a list of layers, or a model"),
      Field("data", .member(.dataset), "where samples come from"),
      Field(
        "augment", .members(.transform), default: .array([]),
        "what is done to samples before the model's first layer: augmentation, which acts in "
          + "training only, and preprocessing, which is saved with the model"),
      Field("optimizer", .member(.optimizer), default: "adam", "how weights move"),
      Field("loss", .member(.loss), "what training makes small"),
      Field("metrics", .members(.metric), default: ["accuracy"], "what else is measured"),
      Field(
        "callbacks", .members(.callback), default: .array([]),
        "what watches and acts while training runs, such as earlyStopping"),
      Field("epochs", .int(1...1_000_000), default: 10, "passes over the training data"),
      Field("batchSize", .any, default: 32, "samples in each step: a number, or all"),
      Field(
        "validationSplit", .double(0...0.99), default: 0,
        "the share of training samples kept for validation; 0 validates on the test part"),
      Field(
        "evaluateTrainingData", .bool, default: false,
        "whether each epoch ends with evaluating the training data as validation data is, without "
          + "dropout and augmentation: inference_loss and so on, beside loss"),
      Field("shuffle", .bool, default: true, "whether each epoch has an order of its own"),
      Field(
        "recomputeBatchNormalization", .bool, default: false,
        "whether batch normalizations end with the statistics of all training samples"),
      Field("seed", .int(0...Int.max), default: 0, "what every random number depends on"),
      Field(
        "memoryLimit", .string, default: "none",
        "what training may take, such as 200MB: it recomputes instead of keeping; none: no limit"),
      Field(
        "backend", .choice(["auto"] + BackendRegistry.standard.names), default: "auto",
        "the engine; auto: the fastest"),
      Field(
        "plan", .choice(["auto"] + PlanMode.allCases.map(\.rawValue)), default: "auto",
        "fixed: the engine chooses among its implementations by rules; measured: it times them "
          + "once on this machine; tune: it takes its time; auto: measured"),
      Field(
        "verbose", .choice(Verbosity.allCases.map(\.rawValue)), default: "auto",
        "how progress is shown; auto: a bar on a terminal, else a line for each epoch"),
      Field(
        "onNonFinite", .choice(["stop", "skipBatch", "rollBack"]), default: "stop",
        "what is done when the loss stops being finite: end, leave the batch out, or go back to the "
          + "beginning of the epoch with half the learning rate"),
      Field(
        "checkpointEvery", .string, default: "60s",
        "how often everything is written down that `hone resume` needs: a time such as 30s or 5m, "
          + "200 steps, 1 epoch, or never"),
      Field("keepCheckpoints", .int(2...1_000_000), default: 2, "how many of them stay"),
      Field("runs", .string, default: "runs", "the folder in which run folders are made"),
    ]

    /// Everything that is wrong with a configuration; empty if a run can be made from it.
    static func errors(in value: ConfigurationValue, registry: Registry) -> [HoneError] {
      var errors = registry.validate(value, against: schema)
      guard case .object = value.kind else { return errors }
      if let model = value["model"] {
        if case .array(let layers) = model.kind {
          if layers.isEmpty { errors.append(model.mismatch("at least one layer", at: "model")) }
          for (index, layer) in layers.enumerated() {
            errors += registry.validate(layer, as: .layer, at: "model[\(index)]")
          }
        } else {
          errors += registry.validate(model, as: .layer, at: "model")
        }
      }
      if let name = value["name"], case .string(let text) = name.kind, !isFileName(text) {
        errors.append(name.mismatch("letters, digits, dots, - and _", at: "name"))
      }
      if let size = value["batchSize"], BatchSize(size) == nil {
        errors.append(size.mismatch(BatchSize.wanted, at: "batchSize"))
      }
      if let limit = value["memoryLimit"], case .string(let text) = limit.kind, text != "none",
        ByteCount(text) == nil
      {
        errors.append(limit.mismatch("a size such as 200MB, or none", at: "memoryLimit"))
      }
      if let every = value["checkpointEvery"], CheckpointFrequency(every) == nil {
        errors.append(every.mismatch(CheckpointFrequency.wanted, at: "checkpointEvery"))
      }
      return errors.sorted { place($0) < place($1) }
    }

    /// A configuration with the defaults of everything that it leaves out, in the schema's order.
    static func completing(
      _ value: ConfigurationValue, registry: Registry
    ) -> ConfigurationValue {
      var members: [ConfigurationMember] = []
      for field in schema {
        let given = value[field.key] ?? field.defaultValue ?? .null
        let complete: ConfigurationValue
        switch (field.key, given.kind) {
        case ("model", .array(let layers)):
          let all = layers.map { registry.completing($0, as: .layer) }
          complete = ConfigurationValue(.array(all), location: given.location)
        case ("model", _): complete = registry.completing(given, as: .layer)
        default: complete = registry.completing(given, field.kind)
        }
        members.append(ConfigurationMember(field.key, complete))
      }
      return ConfigurationValue(.object(members), location: value.location)
    }

    private static func isFileName(_ text: String) -> Bool {
      let isPlain = text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"),
          UInt8(ascii: "."):
          true
        default: false
        }
      }
      return isPlain && !text.isEmpty && text.first != "." && text.first != "-"
    }

    /// Errors go in the order of the file, those of the command line last.
    private static func place(_ error: HoneError) -> (Int, Int, Int) {
      guard let location = error.location else { return (2, 0, 0) }
      return (location.line == 0 ? 1 : 0, location.line, location.column)
    }
  }

  extension Registry {
    /// A value of a family with the defaults of the fields that it leaves out.
    func completing(_ value: ConfigurationValue, as family: Family) -> ConfigurationValue {
      let written: String
      let given: ConfigurationValue
      switch value.kind {
      case .string(let text): (written, given) = (text, .emptyObject)
      case .object(let members) where members.count == 1:
        (written, given) = (members[0].key, members[0].value)
      default: return value
      }
      guard let schema = type(family, named: written)?.schema else { return value }
      let name = schema.name
      var members: [ConfigurationMember] = []
      for field in schema.fields {
        let part = given[field] ?? field.defaultValue ?? .null
        if part.isNull { continue }
        members.append(ConfigurationMember(field.key, completing(part, field.kind)))
      }
      let known = schema.fields.flatMap { [$0.key] + $0.aliases }
      members += given.members.filter { !known.contains($0.key) }
      let fields = ConfigurationValue(.object(members), location: given.location ?? value.location)
      if members.isEmpty { return ConfigurationValue(.string(name), location: value.location) }
      return ConfigurationValue(
        .object([ConfigurationMember(name, fields)]), location: value.location)
    }

    /// A field's value with the defaults of what it holds.
    func completing(_ value: ConfigurationValue, _ kind: Field.Kind) -> ConfigurationValue {
      switch (kind, value.kind) {
      case (.member(let family), .string), (.member(let family), .object),
        (.numberOr(let family), .string), (.numberOr(let family), .object):
        return completing(value, as: family)
      case (.members(let family), .array(let elements)):
        return ConfigurationValue(
          .array(elements.map { completing($0, as: family) }), location: value.location)
      default: return value
      }
    }
  }
#endif
