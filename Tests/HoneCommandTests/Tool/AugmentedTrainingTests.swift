#if CommandLineTool
  import Hone
  import Testing

  /// Augmentation that a configuration names, in training.
  struct AugmentedTrainingTests {
    private func tool(_ augment: String, loss: String, model: String = "") throws -> Tool {
      let tool = try Tool()
      try tool.write(
        """
        name: augmented
        model:
        \(model)  - Flatten
          - Dense: {units: 10}
        data: {sample: {limit: 40}}
        augment:
        \(augment)
        optimizer: adam
        loss: {\(loss): {fromLogits: true}}
        epochs: 2
        plan: fixed
        """, to: "a.yaml")
      return tool
    }

    @Test(arguments: [
      "MixUp: {alpha: 0.2}", "CutMix", "RandomChoice: {transforms: [MixUp, CutMix]}",
    ])
    func mixedSamplesTrainAndClassNumbersEvaluate(_ mixing: String) throws {
      let tool = try tool("  - RandomFlip\n  - \(mixing)", loss: "categoricalCrossentropy")
      let trained = try tool.run("train", "a.yaml", "--into", "run")
      #expect(trained.code == 0, "\(trained.error)")
      #expect(trained.output.contains("val_accuracy"))
      let evaluated = try tool.run("evaluate", "run")
      #expect(evaluated.code == 0 && evaluated.output.contains("40 test samples"))
      let preview = try tool.run("augment", "preview", "a.yaml", "--samples", "2", "--draws", "2")
      #expect(preview.code == 0 && preview.error.contains("MixUp and CutMix aren't shown"))
    }

    @Test func mixingWithALossOfClassNumbersNamesItsPlaceAndTheOtherLoss() throws {
      let tool = try tool("  - RandomFlip\n  - MixUp", loss: "sparseCategoricalCrossentropy")
      let outcome = try tool.run("train", "a.yaml", "--into", "run")
      #expect(outcome.code == 64)
      #expect(outcome.error.contains("MixUp: compile expects a loss of shares of classes."))
      #expect(outcome.error.contains("  at a.yaml:8:5\n"))
      #expect(outcome.error.contains("categoricalCrossentropy takes them"))
    }

    @Test func augmentationThatCanNotWorkNamesItsPlaceInTheFile() throws {
      // The second of two brightness changes expects bytes; the samples are 0 … 1.
      let tool = try tool(
        "  - RandomBrightness: {factor: 0.1, valueRange: [0, 1]}\n"
          + "  - RandomBrightness: {factor: 0.1, valueRange: [0, 255]}",
        loss: "sparseCategoricalCrossentropy")
      let outcome = try tool.run("train", "a.yaml", "--into", "run")
      #expect(outcome.code == 65, "\(outcome.error)")
      #expect(outcome.error.contains("RandomBrightness"))
      #expect(outcome.error.contains("  at a.yaml:8:5\n"))
      let preview = try tool.run("augment", "preview", "a.yaml")
      #expect(preview.error.contains("  at a.yaml:8:5\n"))
    }

    @Test func aTransformThatIsALayerOfTheModelNamesItsPlaceToo() throws {
      let tool = try tool(
        "  - RandomFlip", loss: "sparseCategoricalCrossentropy",
        model: "  - RandomBrightness: {factor: 0.1, valueRange: [0, 255]}\n")
      let outcome = try tool.run("train", "a.yaml", "--into", "run")
      #expect(outcome.code == 65, "\(outcome.error)")
      #expect(outcome.error.contains("  at a.yaml:3:5\n"))
    }
  }
#endif
