import Foundation
import Hone
import Testing

/// `model.json`: what is written is what is read.
@Suite struct ModelFileTests {
  private func roundTrip(_ model: Sequential, in folder: TemporaryFolder) throws -> Trainer {
    let trainer = try model.compile(optimizer: .sgd(), loss: .mse, backend: reference)
    try trainer.save(to: folder.path)
    let text = try folder.text("model.json")
    let again = try SavedModel(folder.path).trainer(backend: reference)
    try again.save(to: folder.path)
    #expect(try folder.text("model.json") == text)
    #expect(try again.weights.names == trainer.weights.names)
    let slots = try again.weights.slots
    #expect(try slots == trainer.weights.slots)
    return again
  }

  @Test func aStackComesBackWithEveryField() throws {
    let folder = try TemporaryFolder()
    let again = try roundTrip(
      Sequential {
        Input(9, 8, 2)
        Conv2D(
          4, kernelSize: [3, 1], strides: 2, padding: .same, dilationRate: 1, groups: 2,
          useBias: false, kernelInitializer: .heNormal, kernelRegularizer: .l2(0.25), name: "first")
        BatchNormalization(.pytorch, momentum: 0.5, center: false)
        LeakyReLU(negativeSlope: 0.2)
        AveragePooling2D(2, padding: .same)
        Activation(.tanh)
        Reshape([-1, 2, 2])
        GlobalMaxPooling2D()
        Dropout(0.125)
        Dense(3, activation: .softmax, biasInitializer: .constant(0.5), trainable: false)
      }, in: folder)
    #expect(try again.weights["dense_1/bias"] == HostTensor(filling: [3], with: 0.5))
    let text = try folder.text("model.json")
    for part in ["\"first\"", "heNormal", "pytorch", "0.25", "0.2", "softmax", "\"trainable\""] {
      #expect(text.contains(part), "\(part) isn't in \(text)")
    }
  }

  @Test func nestedStacksKeepTheirNamesAndFreezing() throws {
    let folder = try TemporaryFolder()
    let again = try roundTrip(
      Sequential {
        Input(4)
        Sequential(name: "body", trainable: false) {
          Dense(3)
          Sequential { Dense(2) }
        }
        Dense(1)
      }, in: folder)
    #expect(
      try again.weights.names == [
        "body/dense_1/kernel", "body/dense_1/bias", "body/sequential_1/dense_1/kernel",
        "body/sequential_1/dense_1/bias", "dense_1/kernel", "dense_1/bias",
      ])
    #expect(try again.weights.slots.map(\.isTrainable) == [false, false, false, false, true, true])
  }

  @Test func sharedLayersStayShared() async throws {
    let folder = try TemporaryFolder()
    let shared = Dense(4, activation: .tanh)
    let again = try roundTrip(
      Sequential {
        Input(4)
        shared
        Dense(4)
        shared
        Sequential { shared }
      }, in: folder)
    #expect(
      try again.weights.names
        == ["dense_1/kernel", "dense_1/bias", "dense_2/kernel", "dense_2/bias"])
  }

  @Test func anUnregisteredTypeIsNamed() async throws {
    struct Mine: Layer {
      let dense = Dense(2)
      func forward(_ x: Tensor) -> Tensor { relu(dense(x)) }
    }
    let folder = try TemporaryFolder()
    let model = Sequential {
      Input(3)
      Mine()
    }
    let trainer = try model.compile(optimizer: .sgd(), loss: .mse, backend: reference)
    try trainer.save(to: folder.path)
    await expectError(.model, saying: "Mine", "help: build the model in Swift") {
      _ = try SavedModel(folder.path)
    }
  }

  @Test func everythingUnknownInAFileIsReportedAtOnce() async throws {
    let folder = try TemporaryFolder()
    let model = Sequential {
      Input(3)
      Dense(2)
      Dropout(0.5)
    }
    try model.compile(optimizer: .sgd(), loss: .mse, backend: reference).save(to: folder.path)
    let text = try folder.text("model.json")
      .replacing("\"units\"", with: "\"unit\"").replacing("\"Dropout\"", with: "\"Dropuot\"")
    try Data(text.utf8).write(to: URL(filePath: folder.path + "/model.json"))
    await expectError(.usage, saying: "unit", "units", "Dropuot", "Dropout", "model.json:") {
      _ = try SavedModel(folder.path)
    }
  }
}
