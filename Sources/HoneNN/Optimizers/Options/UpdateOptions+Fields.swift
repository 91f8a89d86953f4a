internal import HoneCore

/// The fields that every optimizer has in a file.
enum OptimizerFields {
  static let multiplier = [
    Field("weights", .string, "the pattern of their paths, such as dense_1 or conv2d_*"),
    Field("factor", .double(.notNegative), "the factor"),
  ]

  static let common = [
    Field("weightDecay", .double(.notNegative), default: 0.0, "w ← w − rate · weightDecay · w"),
    Field(
      "excludeFromWeightDecay", .strings, default: [],
      "patterns of weights without decay, such as [bias, gamma, beta]"),
    Field("clipValue", .double(.positive), default: .null, "the largest element of a gradient"),
    Field("clipNorm", .double(.positive), default: .null, "the largest norm of a gradient"),
    Field(
      "globalClipNorm", .double(.positive), default: .null,
      "the largest norm of all gradients together"),
    Field(
      "adaptiveClip", .double(.positive), default: .null,
      "the largest norm of a unit's gradient as a share of that of its weights"),
    Field(
      "gradientAccumulationSteps", .int(1...Int.max), default: 1,
      "the steps whose mean gradient makes one update"),
    Field("useEma", .bool, default: false, "whether an average of the weights is kept"),
    Field("emaMomentum", .double(0...1), default: 0.99, "the share of the average that stays"),
    Field(
      "emaOverwriteFrequency", .int(1...Int.max), default: .null,
      "after how many updates the weights become the average; absent: only at the end"),
    Field(
      "swaStart", .int(0...Int.max), default: .null,
      "the update from which on the plain mean of the weights is kept"),
    Field("swaFrequency", .int(1...Int.max), default: 1, "every how many updates it is taken"),
    Field(
      "samRho", .double(.positive), default: .null,
      "the radius within which the worst point is sought (sharpness-aware)"),
    Field(
      "learningRateMultipliers", .records(multiplier), default: [],
      "factors of some weights' rates: [{weights: dense_1, factor: 0.1}]"),
  ]
}

extension UpdateOptions {
  /// Reads the options from the fields of an optimizer.
  ///
  /// - Throws: `.usage` for two kinds of clipping, or of averaging.
  init(_ fields: Fields) throws(HoneError) {
    self.init()
    clipping = try Self.clipping(fields)
    averaging = try Self.averaging(fields)
    weightDecay = try fields.double("weightDecay")
    excludeFromWeightDecay = try fields.strings("excludeFromWeightDecay")
    gradientAccumulationSteps = try fields.int("gradientAccumulationSteps")
    sharpness = fields.has("samRho") ? try fields.double("samRho") : nil
    for record in try fields.records("learningRateMultipliers", OptimizerFields.multiplier) {
      learningRateMultipliers.append(
        LearningRateMultiplier(try record.string("weights"), try record.double("factor")))
    }
  }

  private static func clipping(_ fields: Fields) throws(HoneError) -> Clipping? {
    let kinds: [(key: String, make: (Double) -> Clipping)] = [
      ("clipValue", Clipping.value), ("clipNorm", Clipping.norm),
      ("globalClipNorm", Clipping.globalNorm), ("adaptiveClip", Clipping.adaptive),
    ]
    let given = kinds.filter { fields.has($0.key) }
    guard given.count < 2 else { throw conflict(given.map(\.key), fields) }
    guard let kind = given.first else { return nil }
    return kind.make(try fields.double(kind.key))
  }

  private static func averaging(_ fields: Fields) throws(HoneError) -> Averaging? {
    let (ema, swa) = (try fields.bool("useEma"), fields.has("swaStart"))
    if ema, swa { throw conflict(["useEma", "swaStart"], fields) }
    if ema {
      return .exponential(
        momentum: try fields.double("emaMomentum"),
        overwriteFrequency: fields.has("emaOverwriteFrequency")
          ? try fields.int("emaOverwriteFrequency") : nil)
    }
    guard swa else { return nil }
    return .stochastic(
      start: try fields.int("swaStart"), frequency: try fields.int("swaFrequency"))
  }

  private static func conflict(_ keys: [String], _ fields: Fields) -> HoneError {
    HoneError(
      .usage, operation: "optimizer", wanted: "one of " + keys.joined(separator: ", "),
      received: keys.joined(separator: " and "), help: "leave all but one out",
      location: fields.location)
  }

  /// The options as fields of an optimizer.
  var fields: [String: ConfigurationValue] {
    var fields: [String: ConfigurationValue] = [
      "weightDecay": ConfigurationValue(weightDecay),
      "excludeFromWeightDecay": .array(excludeFromWeightDecay.map { ConfigurationValue($0) }),
      "gradientAccumulationSteps": ConfigurationValue(gradientAccumulationSteps),
      "samRho": sharpness.map { ConfigurationValue($0) } ?? .null,
      "learningRateMultipliers": .array(
        learningRateMultipliers.map {
          .object([
            ("weights", ConfigurationValue($0.pattern)), ("factor", ConfigurationValue($0.factor)),
          ])
        }),
    ]
    switch clipping {
    case .value(let limit): fields["clipValue"] = ConfigurationValue(limit)
    case .norm(let limit): fields["clipNorm"] = ConfigurationValue(limit)
    case .globalNorm(let limit): fields["globalClipNorm"] = ConfigurationValue(limit)
    case .adaptive(let share): fields["adaptiveClip"] = ConfigurationValue(share)
    case nil: break
    }
    switch averaging {
    case .exponential(let momentum, let frequency):
      fields["useEma"] = true
      fields["emaMomentum"] = ConfigurationValue(momentum)
      if let frequency { fields["emaOverwriteFrequency"] = ConfigurationValue(frequency) }
    case .stochastic(let start, let frequency):
      fields["swaStart"] = ConfigurationValue(start)
      fields["swaFrequency"] = ConfigurationValue(frequency)
    case nil: break
    }
    return fields
  }
}
