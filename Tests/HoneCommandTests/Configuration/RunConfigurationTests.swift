#if CommandLineTool
  import Hone
  import Testing

  @testable import HoneCommand

  struct RunConfigurationTests {
    static let small = """
      model:
        - Flatten
        - Dense: {units: 10}
      data: sample
      loss: {sparseCategoricalCrossentropy: {fromLogits: true}}
      """

    private func make(_ text: String, _ overrides: String...) throws -> RunConfiguration {
      try RunConfiguration(
        YAMLReader.read(text, file: "a.yaml"), overrides: overrides.map { try Override($0) })
    }

    @Test func whatIsLeftOutHasItsDefault() throws {
      let configuration = try make(Self.small)
      #expect(configuration.epochs == 10)
      #expect(configuration.batchSize == .count(32))
      #expect(configuration.seed == 0)
      #expect(configuration.shuffle)
      #expect(configuration.validationSplit == 0)
      #expect(configuration.metrics.count == 1)
      #expect(type(of: configuration.optimizer).schema.name == "adam")
      #expect((configuration.data as? any ByteImageSource)?.scale == 1.0 / 255)
    }

    @Test func theResolvedConfigurationIsCompleteAndReadsBackTheSame() throws {
      let first = try make(Self.small, "optimizer=Adam", "model[1].activation=relu")
      let text = first.resolved.yaml()
      for part in [
        "useBias: true", "learningRate: 0.001", "beta1: 0.9", "batchSize: 32", "seed: 0",
      ] {
        #expect(text.contains(part))
      }
      let again = try make(text)
      #expect(again.resolved == first.resolved)
      #expect(try again.model.encoded() == first.model.encoded())
    }

    @Test func everythingThatIsWrongIsReportedTogetherInTheOrderOfTheFile() throws {
      let text = """
        nmae: x
        model:
          - Conv2D: {filters: 0, kernelsize: 3}
          - Desne: {units: 10}
          - Dropout: {rate: 1.5}
        data: {fashion-mnst: {}}
        optimizer: {sgd: {learningrate: 0.1, momentum: 2}}
        epochs: many
        """
      let error = try #require(throws: HoneError.self) { try make(text, "batchSize=0") }
      #expect(error.kind == .usage)
      let places = error.causes.map { $0.location.map { "\($0)" } ?? "?" }
      #expect(
        places == [
          "a.yaml:1:1", "a.yaml:1:1", "a.yaml:3:23", "a.yaml:3:26", "a.yaml:4:5",
          "a.yaml:5:21", "a.yaml:6:8", "a.yaml:7:19", "a.yaml:7:48", "a.yaml:8:9",
          "command line: batchSize=0",
        ])
      let texts = error.causes.map(\.description)
      func has(_ part: String) -> Bool { texts.contains { $0.contains(part) } }
      #expect(has("unknown key \"nmae\"\n  at a.yaml:1:1\n  help: did you mean \"name\"?"))
      #expect(has("the key \"loss\" is missing"))
      #expect(has("model[0].Conv2D.filters: expects a whole number ≥ 1. Received: 0"))
      #expect(
        has("unknown key \"kernelsize\"\n  at a.yaml:3:26\n  help: did you mean \"kernelSize\"?"))
      #expect(
        has("there is no layer named \"Desne\"\n  at a.yaml:4:5\n  help: did you mean \"Dense\"?"))
      #expect(has("model[2].Dropout.rate: expects a number ≥ 0 and < 1. Received: 1.5"))
      #expect(has("did you mean \"fashion-mnist\"?"))
      #expect(has("did you mean \"learningRate\"?"))
      #expect(has("epochs: expects a whole number in 1 … 1000000. Received: \"many\""))
    }

    @Test(arguments: [
      ("[]", "fields"), ("model: []", "at least one layer"), ("name: ../x", "letters"),
      ("model: 3", "a layer"), ("data: [sample]", "a dataset"),
      ("validationSplit: 1", "0 … 0.99"), ("backend: gpu", "one of auto"), ("seed: -1", "≥ 0"),
      ("data: {sample: {limit: 0}}", "≥ 1"),
    ])
    func aWrongSectionIsAnError(text: String, part: String) throws {
      let error = try #require(throws: HoneError.self) { try make(text) }
      #expect(error.description.contains(part))
    }

    @Test func aLayerThatCannotFollowIsReportedWithItsLine() throws {
      let text = """
        model:
          - Flatten
          - Dense: {units: 8}
          - Conv2D: {filters: 4, kernelSize: 3}
        data: sample
        loss: mse
        """
      let configuration = try make(text)
      let error = try #require(throws: HoneError.self) {
        try configuration.makeTrainer(on: ReferenceBackend())
      }
      #expect(error.kind == .model)
      #expect(error.path == "conv2d_1")
      #expect(error.location.map { "\($0)" } == "a.yaml:4:5")
    }

    /// T85, and A13, 6: the notes' slips among them.
    @Test func namesOfOtherFrameworksAndSlipsAreNamedWithTheirPlace() throws {
      let text = """
        model:
          - Flatten
          - Dense: {units: 10, kernel_reguarlizer: l2, activatoin: relu}
        data: sample
        optimizer: {sgd: {lr: 0.1, nesterov_momentum: true}}
        loss: {sparseCategoricalCrossentropy: {from_logits: true}}
        batch_size: 32
        """
      let error = try #require(throws: HoneError.self) { try make(text) }
      let found = error.causes.map { cause in
        (cause.location.map { "\($0)" } ?? "?") + " " + (cause.help ?? "")
      }
      #expect(
        found == [
          "a.yaml:3:24 did you mean \"kernelRegularizer\"?",
          "a.yaml:3:48 did you mean \"activation\"?",
          "a.yaml:5:19 did you mean \"learningRate\"?",
          "a.yaml:5:28 did you mean \"nesterov\"?",
          "a.yaml:6:40 did you mean \"fromLogits\"?",
          "a.yaml:7:1 did you mean \"batchSize\"?",
        ])
    }

    @Test func theBatchCanBeAllSamples() throws {
      let configuration = try make(Self.small + "\nbatchSize: all")
      #expect(configuration.batchSize == .all)
      #expect(configuration.resolved.yaml().contains("batchSize: all"))
      #expect(try make(Self.small, "batchSize=1").batchSize == .count(1))
      for wrong in ["0", "some", "1.5", "[1]"] {
        let error = try #require(throws: HoneError.self) {
          try make(Self.small + "\nbatchSize: " + wrong)
        }
        #expect(error.description.contains("batchSize: expects a whole number ≥ 1, or all"))
      }
    }

    @Test func theStarterIsRightAndComplete() throws {
      let configuration = try make(StarterConfiguration.text)
      #expect(configuration.name == "first")
      let trainer = try configuration.makeTrainer(on: ReferenceBackend())
      #expect(trainer.fields.first?.shape == [28, 28, 1])
    }
  }
#endif
