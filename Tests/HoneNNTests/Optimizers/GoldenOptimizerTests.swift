import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// Every optimizer against Keras's and PyTorch's weights and memory over ten steps.
@Suite struct GoldenOptimizerTests {
  @Test(arguments: try Golden.names(of: "optimizers"))
  func weightsAndSlotsAgree(_ name: String) throws {
    let golden = try Golden(name)
    let optimizer = try optimizer(golden.configuration)
    let rates = try golden.configuration.member("learningRates").array().map { try $0.double() }
    let gradients = try golden.tensor("gradients")
    let shape = try golden.tensor("params").shape
    var parameter = try golden.tensor("params")
    var slots = optimizer.slots.map {
      HostTensor(filling: shape, with: $0.initialValue)
    }
    for (index, rate) in rates.enumerated() {
      let scalars = optimizer.scalars(learningRate: rate, iteration: index + 1)
      let gradient = try gradients.rows(index..<index + 1).reshaped(to: shape)
      let values = scalars.map { HostTensor(filling: [], with: $0.value) }
      let results = try evaluate(at: [parameter, gradient] + values + slots) { x in
        let state = Array(x.dropFirst(2 + scalars.count))
        let new = optimizer.step(
          parameter: x[0], gradient: x[1], scalars: Array(x[2..<2 + scalars.count]), slots: state)
        return [new.parameter] + new.slots
      }
      parameter = results[0]
      slots = Array(results.dropFirst())
      try expect(parameter, golden, "params_after", index)
      for (slot, value) in zip(optimizer.slots, slots) {
        try expect(value, golden, "slots_after/" + (Self.slotNames[slot.name] ?? ""), index)
      }
    }
    #expect(golden.tensors(under: "slots_after").count == optimizer.slots.count)
  }

  @Test func allCasesAreThere() throws {
    #expect(try Golden.names(of: "optimizers").count == 11)
  }

  private static let slotNames = [
    "velocity": "velocity", "m": "first_moment", "v": "second_moment",
  ]

  private func expect(
    _ received: HostTensor, _ golden: Golden, _ name: String, _ index: Int
  ) throws {
    let wanted = try golden.tensor(name).rows(index..<index + 1).reshaped(to: received.shape)
    let error = relativeError(received, wanted)
    #expect(error < 1e-5, "\(golden.name), \(name), step \(index)")
    golden.record(error)
  }

  private func optimizer(_ configuration: ConfigurationValue) throws -> any Optimizer {
    let name = try configuration.member("optimizer").string()
    var fields = configuration
    for key in ["optimizer", "learningRates", "convention"] { fields[key] = nil }
    if let convention = configuration["convention"] {
      fields[name == "SGD" ? "momentumForm" : "epsilonForm"] = convention
    }
    let made = try Registry.standard.make(.optimizer, from: .object([(name, fields)]), at: "")
    return try #require(made as? any Optimizer)
  }
}
