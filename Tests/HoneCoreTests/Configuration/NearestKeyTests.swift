import HoneCore
import Testing

struct NearestKeyTests {
  private let keys = ["learning_rate", "epochs", "batch_size", "optimizer", "seed"]

  @Test(arguments: [
    ("lerning_rate", "learning_rate"), ("learningRate", "learning_rate"), ("epoch", "epochs"),
    ("epcohs", "epochs"), ("BatchSize", "batch_size"), ("optimiser", "optimizer"),
    ("optim", "optimizer"), ("learn", "learning_rate"),
  ])
  func slipsFindTheirKey(_ slip: String, _ key: String) {
    #expect(NearestKey.find(slip, among: keys) == key)
  }

  @Test(arguments: [
    ("lr", "learningRate"), ("nesterov_momentum", "nesterov"), ("eps", "epsilon"),
    ("stride", "strides"), ("out_channels", "filters"), ("batch_size", "batchSize"),
    ("kernel_reguarlizer", "kernelRegularizer"), ("activatoin", "activation"),
    ("from_logits", "fromLogits"), ("n_epochs", "epochs"),
  ])
  func namesOfOtherFrameworksFindOurs(_ name: String, _ key: String) {
    let known = [
      "momentum", "nesterov", "learningRate", "epsilon", "strides", "filters", "batchSize",
      "kernelInitializer", "kernelRegularizer", "activation", "fromLogits", "epochs",
    ]
    #expect(NearestKey.find(name, among: known) == key)
  }

  @Test(arguments: ["dropout", "x", "", "momentum"])
  func farNamesFindNothing(_ name: String) {
    #expect(NearestKey.find(name, among: keys) == nil)
    #expect(NearestKey.help(for: name, among: keys) == nil)
  }
}
