#if CommandLineTool
  import Foundation
  import Hone
  import Testing

  /// Folders that a Swift program saved, which have no configuration of a run.
  struct SwiftModelTests {
    /// A tool in whose folder a trained model lies under `mine`, and an image `image.png`.
    private func toolWithModel(_ transform: RowTransform) async throws -> Tool {
      let tool = try Tool()
      let samples = try SampleImages.load(.test)
      let data = try ArrayDataset(
        x: samples.tensors[0], y: samples.tensors[1], classNames: samples.classNames,
        inputTransform: transform)
      let model = Sequential {
        Flatten()
        Dense(10, activation: .softmax)
      }
      let trainer = try model.compile(
        optimizer: .adam(learningRate: 0.01), loss: .sparseCategoricalCrossentropy(),
        metrics: [.accuracy], backend: ReferenceBackend())
      try await trainer.fit(data, epochs: 2, batchSize: 20, verbose: .silent)
      try trainer.save(to: tool.folder.appendingPathComponent("mine").path)
      let image = samples.tensors[0].elements(as: UInt8.self).prefix(784).map { $0 }
      try PNGWriter.write(
        HostTensor(image, shape: [28, 28]),
        to: tool.folder.appendingPathComponent("image.png").path)
      let wanted = try await trainer.predict(data.prefix(1))[0].elements(as: Double.self)
      try tool.write(wanted.map { "\($0)" }.joined(separator: "\n"), to: "wanted")
      return tool
    }

    @Test(arguments: [
      RowTransform.rescaling(1 / 255), .rescaling(1 / 127.5, offset: -1), .identity,
    ])
    func predictTreatsBytesAsTheTrainingDid(_ transform: RowTransform) async throws {
      let tool = try await toolWithModel(transform)
      let seen = try tool.run("predict", "mine", "image.png", "--top", "10", "--json")
      #expect(seen.code == 0 && seen.error == "", "\(seen.error)")
      let wanted = try tool.text("wanted").split(separator: "\n").compactMap { Double($0) }
      let classes = try ConfigurationValue(parsingJSON: seen.output, file: "")
        .member("classes").array()
      #expect(classes.count == 10)
      for row in classes {
        let probability = try row.member("probability").double()
        #expect(try abs(probability - wanted[row.member("label").int()]) < 1e-5)
      }
    }

    @Test func summaryNeedsNoConfiguration() async throws {
      let shown = try await toolWithModel(.identity).run("summary", "mine")
      #expect(shown.code == 0, "\(shown.error)")
      #expect(shown.output.contains("trainable 7,850"))
    }

    @Test func evaluateTakesTheDataThatItIsGiven() async throws {
      let tool = try await toolWithModel(.rescaling(1 / 127.5, offset: -1))
      let outcome = try tool.run("evaluate", "mine", "data=sample", "--json")
      #expect(outcome.code == 0, "\(outcome.error)")
      let result = try ConfigurationValue(parsingJSON: outcome.output, file: "")
      #expect(result["samples"] == 100)
      let saved = try SavedModel(tool.folder.appendingPathComponent("mine").path)
      let samples = try SampleImages.load(.test)
      let data = try ArrayDataset(
        x: samples.tensors[0], y: samples.tensors[1],
        inputTransform: .rescaling(1 / 127.5, offset: -1))
      let wanted = try await saved.trainer(backend: ReferenceBackend()).evaluate(data)
      #expect(try abs(result.member("loss").double() - #require(wanted["loss"])) < 1e-5)
    }

    /// A layer that no registry knows.
    private struct Halved: Layer {
      let identity = LayerIdentity()
      let dense = Dense(10)
      func forward(_ x: Tensor) -> Tensor { dense(x) / 2 }
    }

    @Test func aModelOfTheProgramsOwnTypesIsUsedByItsGraphs() async throws {
      let tool = try await toolWithModel(.rescaling(1 / 255))
      let place = tool.folder.appendingPathComponent("own").path
      let data = try SampleImages.load(.test)
      let model = Sequential {
        Flatten()
        Halved()
      }
      let trainer = try model.compile(
        optimizer: .adam(learningRate: 0.01),
        loss: .sparseCategoricalCrossentropy(fromLogits: true), metrics: [.accuracy],
        backend: ReferenceBackend())
      try await trainer.fit(data, epochs: 2, batchSize: 20, verbose: .silent)
      try trainer.save(to: place)
      let measured = try tool.run("evaluate", "own", "data=sample", "--json")
      #expect(measured.code == 0, "\(measured.error)")
      let result = try ConfigurationValue(parsingJSON: measured.output, file: "")
      for (name, value) in try await trainer.evaluate(data) {
        #expect(try abs(result.member(name).double() - value) < 1e-5, "\(name)")
      }
      let seen = try tool.run("predict", "own", "image.png", "--top", "1", "--json")
      #expect(seen.code == 0 && seen.error == "", "\(seen.error)")
      let logits = try await trainer.predict(data.prefix(1))[0].elements(as: Double.self)
      let powers = logits.map { Foundation.exp($0) }
      let best = try ConfigurationValue(parsingJSON: seen.output, file: "")
        .member("classes").array()[0]
      let wanted = try powers[best.member("label").int()] / powers.reduce(0, +)
      #expect(try abs(best.member("probability").double() - wanted) < 1e-5)
      #expect(logits.max() == (try logits[best.member("label").int()]))
      let summary = try tool.run("summary", "own")
      #expect(summary.code == 64)
      #expect(summary.error.contains("help: build the model in Swift"))
    }

    @Test func evaluateWithoutDataSaysHowToNameIt() async throws {
      let tool = try await toolWithModel(.identity)
      let bare = try tool.run("evaluate", "mine")
      #expect(bare.code == 64)
      #expect(
        bare.error == """
          hone: mine: evaluate: a Swift program saved this model, so that nothing says on which \
          data to measure
            help: name it, such as data=fashion-mnist; `hone data list` shows what there is

          """)
      let other = try tool.run("evaluate", "mine", "epochs=3")
      #expect(other.code == 64)
      #expect(other.error.contains("so only its data can be given"))
      let unknown = try tool.run("evaluate", "mine", "data=sampel")
      #expect(unknown.code == 64)
      #expect(unknown.error.contains("did you mean \"sample\"?"))
    }
  }
#endif
