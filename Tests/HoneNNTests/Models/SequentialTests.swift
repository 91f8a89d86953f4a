import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

@Suite struct SequentialTests {
  private func paths(_ model: any Layer, _ shape: Shape = [2, 4]) -> [String] {
    LayerHarness(model, shape).trace(batchSize: shape[0]).trace.graph.slots.map(\.path)
  }

  private func units(_ model: Sequential) -> [Int] {
    model.layers.compactMap { ($0 as? Dense)?.units }
  }

  @Test(arguments: [false, true])
  func loopsAndConditionsKeepEveryBranch(_ condition: Bool) {
    let tail = [Dense(90), Dense(91)]
    let model = Sequential {
      Dense(1)
      for index in 2...3 {
        Dense(index)
        if index == 3 { Dense(30) }
      }
      if condition {
        Dense(40)
        Dense(41)
      } else {
        Dense(50)
      }
      if condition { Dense(60) }
      if !condition {
        Dense(70)
      }
      switch condition {
      case true: Dense(80)
      case false:
        Dense(81)
        Dense(82)
      }
      tail
    }
    let middle = condition ? [40, 41, 60, 80] : [50, 70, 81, 82]
    #expect(units(model) == [1, 2, 3, 30] + middle + [90, 91])
  }

  @Test func anEmptyStackIsTheIdentity() throws {
    let step = try LayerHarness(Sequential {}, [2, 3]).run()
    #expect(step.outputs == LayerHarness(Flatten(), [2, 3]).values(dtype: .float32))
  }

  @Test func layersAreNamedByTypeAndOrdinalWithinTheirParent() {
    let model = Sequential {
      Dense(3)
      Sequential {
        Dense(3)
        Dense(3, useBias: false)
      }
      Sequential { Dense(3, useBias: false) }
      Dense(2, useBias: false, name: "head")
      Dense(2, useBias: false)
    }
    #expect(
      paths(model) == [
        "sequential_1/dense_1/kernel", "sequential_1/dense_1/bias",
        "sequential_1/sequential_1/dense_1/kernel", "sequential_1/sequential_1/dense_1/bias",
        "sequential_1/sequential_1/dense_2/kernel", "sequential_1/sequential_2/dense_1/kernel",
        "sequential_1/head/kernel", "sequential_1/dense_2/kernel",
      ])
    let names = [Conv2D.pathName, MaxPooling2D.pathName, ReLU.pathName, LeakyReLU.pathName]
    #expect(names == ["conv2d", "max_pooling2d", "relu", "leaky_relu"])
  }

  @Test func anExplicitNameMayLookLikeAnOrdinalOne() {
    let model = Sequential {
      Dense(3, useBias: false, name: "dense_1")
      Dense(3, useBias: false)
    }
    #expect(paths(model) == ["sequential_1/dense_1/kernel", "sequential_1/dense_2/kernel"])
  }

  @Test func twoLayersOfOneNameAreAnError() {
    let model = Sequential {
      Dense(3, name: "same")
      Dense(3, name: "same")
    }
    let (trace, outputs) = LayerHarness(model, [2, 4]).trace(batchSize: 2)
    #expect(outputs[0].isPoisoned)
    #expect(trace.errors.map(\.path) == ["sequential_1"])
    #expect(trace.errors[0].message == "two layers are named \"same\" in one model.")
  }

  @Test func namesDependOnTheModelOnlyNotOnWhatWasMadeBefore() {
    func make() -> Sequential { Sequential([Dense(3), Dense(2)]) }
    let first = make()
    _ = (Dense(1), Dense(1))
    #expect(paths(first) == paths(make()))
  }

  @Test func inputMayStandFirstAndChecksTheData() {
    let model = Sequential {
      Input(4)
      Dense(3)
    }
    #expect(model.inputShape == [4])
    #expect(model.layers.count == 1)
    #expect(paths(model, [2, 4]).count == 2)
    let (trace, _) = LayerHarness(model, [2, 5]).trace(batchSize: 2)
    #expect(trace.errors.map(\.wanted) == ["samples of shape [4]"])
  }

  @Test func aLayerUsedTwiceSharesItsWeights() {
    let shared = Dense(4)
    #expect(paths(Sequential([shared, ReLU(), shared])).count == 2)
    let copies = [Dense](repeating: Dense(4), count: 3)
    #expect(paths(Sequential(copies)).count == 2)
    #expect(paths(Sequential((0..<3).map { _ in Dense(4) })).count == 6)
  }

  @Test func aSharedLayerOnAnotherWidthIsAnError() {
    let shared = Dense(3)
    let (trace, _) = LayerHarness(Sequential([shared, shared]), [2, 4]).trace(batchSize: 2)
    #expect(trace.errors.count == 1)
    #expect(trace.errors[0].description.contains("a shared layer needs inputs of one shape"))
  }

  @Test func aChangedCopyOfALayerIsAnError() {
    let layer = Dense(4)
    var changed = layer
    changed.units = 5
    let (trace, _) = LayerHarness(Sequential([layer, changed]), [2, 4]).trace(batchSize: 2)
    #expect(trace.errors.count == 1)
    #expect(trace.errors[0].message?.contains("two configurations") == true)
  }

  @Test func frozenLayersHaveNoTrainableWeights() {
    let model = Sequential {
      Dense(3, trainable: false)
      Sequential([Dense(3)], trainable: false)
      Dense(2)
    }
    let slots = LayerHarness(model, [2, 4]).trace(batchSize: 2).trace.graph.slots
    #expect(slots.map(\.isTrainable) == [false, false, false, false, true, true])
    #expect(slots.allSatisfy { $0.role == .parameter })
  }
}
