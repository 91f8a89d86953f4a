import HoneCore
import HoneIO
import HoneNN
import HoneTestSupport
import Testing

@testable import HoneTrain

/// What Keras's callbacks did in 2 000 generated trainings, done again.
@Suite struct GoldenCallbackTests {
  private struct Case {
    let callback: String
    let settings: ConfigurationValue
    let values: [Double]
    let result: ConfigurationValue

    init(_ value: ConfigurationValue) throws {
      callback = try value.member("callback").string()
      settings = try value.member("settings")
      values = try value.member("values64").array().map { try Case.number($0) / 64 }
      result = try value.member("result")
    }

    static func number(_ value: ConfigurationValue) throws -> Double {
      if case .string("nan") = value.kind { .nan } else { try value.double() }
    }

    /// The settings as a file has them.
    var configuration: ConfigurationValue {
      let given = settings.members.filter { !$0.value.isNull }
        .map { ($0.key, $0.value) }
      let path: [(String, ConfigurationValue)] =
        callback == "modelCheckpoint" ? [("filepath", "model")] : []
      return .object([(callback, .object(path + given))])
    }
  }

  private static func cases(of callback: String) throws -> [Case] {
    let reader = try FileReader(Golden.folder + "/../traces/callbacks.json")
    let text = String(decoding: try reader.bytes(0..<reader.byteCount), as: UTF8.self)
    let file = try ConfigurationValue(parsingJSON: text, file: "callbacks.json")
    let framework = try file.member("framework").string()
    let all = try file.member("cases").array().map(Case.init)
    let wanted = all.filter { $0.callback == callback }
    #expect(all.count == 2000 && wanted.count > 600)
    for index in wanted.indices {
      Golden.record(
        0, of: [("callback", callback)], case: "\(callback)-\(index)", framework: framework)
    }
    return wanted
  }

  private static func make<Made>(_ one: Case, as _: Made.Type = Made.self) throws -> Made {
    try #require(
      Registry.training.make(.callback, from: one.configuration, at: "callbacks") as? Made)
  }

  /// A trainer whose validation loss has a name; its weights are never made.
  private static func trainer() throws -> Trainer {
    try Samples.trainer(optimizer: .sgd(learningRate: 1), on: reference)
  }

  @Test func earlyStoppingStopsWhereKerasDoes() throws {
    let trainer = try Self.trainer()
    for one in try Self.cases(of: "earlyStopping") {
      var callback: EarlyStopping = try Self.make(one)
      try callback.trainBegin(trainer)
      var restored: Int?
      for (epoch, value) in one.values.enumerated() where epoch >= callback.startFromEpoch {
        if callback.restoreBestWeights, restored == nil { restored = epoch }
        if callback.observe(value, epoch: epoch), callback.restoreBestWeights { restored = epoch }
        if callback.stoppedEpoch != nil { break }
      }
      let wanted = one.result
      #expect(try callback.stoppedEpoch == wanted.optionalInt("stopped"), "\(one.settings)")
      #expect(try restored == wanted.optionalInt("restored"), "\(one.settings)")
      #expect(try callback.wait == wanted.member("wait").int(), "\(one.settings)")
      #expect(try callback.best == Case.number(wanted.member("best")), "\(one.settings)")
    }
  }

  @Test func theLearningRateFallsWhereKerasLowersIt() throws {
    let trainer = try Self.trainer()
    for one in try Self.cases(of: "reduceLROnPlateau") {
      var callback: ReduceLROnPlateau = try Self.make(one)
      try callback.trainBegin(trainer)
      var rate = 1.0
      var rates: [Double] = []
      for value in one.values {
        rate = callback.observe(value, rate: rate) ?? rate
        rates.append(rate)
      }
      let wanted = try one.result.member("rates").array().map { try $0.double() }
      #expect(zip(rates, wanted).allSatisfy { abs($0 - $1) < 1e-7 }, "\(one.settings)")
      #expect(rates.count == wanted.count)
    }
  }

  @Test func modelsAreSavedWhereKerasSavesThem() throws {
    let trainer = try Self.trainer()
    for one in try Self.cases(of: "modelCheckpoint") {
      let callback: ModelCheckpoint = try Self.make(one)
      var monitor = MonitoredLog(
        callback.monitor, mode: callback.mode, best: callback.initialValueThreshold)
      try monitor.begin(trainer, for: "test")
      let saved = one.values.indices.filter { epoch in
        !callback.saveBestOnly || monitor.improves(one.values[epoch])
      }
      let wanted = try one.result.member("saved").array().map { try $0.int() }
      #expect(saved == wanted, "\(one.settings)")
    }
  }
}

extension ConfigurationValue {
  fileprivate func optionalInt(_ key: String) throws -> Int? {
    guard let value = self[key], !value.isNull else { return nil }
    return try value.int()
  }
}
