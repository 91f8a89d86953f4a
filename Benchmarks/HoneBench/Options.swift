import Hone

/// What the command line asks of this process.
struct Options {
  var workload = "mlp"
  var mode = "default"
  var threads = 2
  /// The size of the model and its batches; only `scaling` changes them.
  var size = Workload.Size()
  /// For `end-to-end`: how often to go through the data, and how many images (nil: all).
  var epochs = 3
  var samples: Int?
  /// For `overhead`: how often each kind of training is run.
  var rounds = 7
  /// Whether kernels are measured instead of a workload, and what the machine can do at best:
  /// GFLOP/s of a matrix product, GB/s of a triad.
  var isMicro = false
  var sgemm: Double?
  var triad: Double?
  /// Whether the kernels' numbers are printed as JSON.
  var isJSON = false

  init(_ arguments: [String]) throws {
    var rest = arguments.dropFirst()
    while let name = rest.popFirst() {
      if name == "--micro" || name == "--json" {
        if name == "--micro" { isMicro = true } else { isJSON = true }
        continue
      }
      guard let value = rest.popFirst() else {
        throw HoneError(.usage, operation: name, wanted: "a value")
      }
      switch name {
      case "--workload": workload = value
      case "--mode": mode = value
      case "--threads": threads = try Self.number(value, name)
      case "--batch": size.batch = try Self.number(value, name)
      case "--width": size.width = try Self.number(value, name)
      case "--depth": size.depth = try Self.number(value, name)
      case "--sgemm": sgemm = Double(value)
      case "--triad": triad = Double(value)
      case "--epochs": epochs = try Self.number(value, name)
      case "--rounds": rounds = try Self.number(value, name)
      case "--samples": samples = try Self.number(value, name)
      default: throw HoneError(.usage, operation: "hone-bench", message: "unknown option \(name).")
      }
    }
  }

  private static func number(_ text: String, _ name: String) throws -> Int {
    guard let number = Int(text), number >= 1 else {
      throw HoneError(.usage, operation: name, wanted: "a number from 1", received: text)
    }
    return number
  }
}
