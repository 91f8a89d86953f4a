import Foundation
import HoneCore
import HoneGraph
import HoneNN
import HoneTestSupport
import Testing

/// Every initializer against Keras's and PyTorch's values, or against what these draw from.
@Suite struct GoldenInitializerTests {
  private static let key = RandomKey(seed: 3)

  @Test(arguments: try Golden.names(of: "initializers"))
  func valuesAndDistributionsAgree(_ name: String) throws {
    let golden = try Golden(name)
    let initializer = try #require(
      try Registry.standard.make(
        .initializer, from: golden.configuration.member("initializer"), at: name)
        as? any Initializer)
    let shapes = try golden.configuration.member("shapes").array().map { shape in
      Shape(try shape.array().map { try $0.int() })
    }
    for (index, shape) in shapes.enumerated() {
      let value = initializer.makeValue(shape: shape, dtype: .float64, key: Self.key)
      if golden.tensors["value/\(index)"] != nil {
        try golden.expect(value, toBe: "value/\(index)", within: 1e-7)
      } else if golden.tensors["gram/\(index)"] != nil {
        try golden.expect(Self.gram(value), toBe: "gram/\(index)", within: 1e-7)
      } else {
        try expectDraws(value, golden, index)
      }
    }
  }

  /// The draws are those of the standard distribution, with the case's bounds or moments.
  private func expectDraws(_ value: HostTensor, _ golden: Golden, _ index: Int) throws {
    func number(_ name: String) throws -> Double {
      try golden.tensor(name).elements(as: Double.self)[index]
    }
    let kind = try golden.configuration.member("distribution").string()
    let standard = try #require(Self.standard[kind]).makeValue(
      shape: value.shape, dtype: .float64, key: Self.key)
    let (start, width) =
      kind == "uniform"
      ? (try number("low"), try number("high") - number("low"))
      : (try number("mean"), try number("stddev"))
    var wanted = standard.elements(as: Double.self).map { start + width * $0 }
    if let zeros = golden.tensors["zeros"]?.elements(as: Int32.self) {
      let received = value.elements(as: Double.self)
      for column in zeros.indices {
        let rows = stride(from: column, to: received.count, by: zeros.count)
        #expect(rows.count { received[$0] == 0 } == Int(zeros[column]))
      }
      for place in received.indices where received[place] == 0 { wanted[place] = 0 }
    }
    try golden.expect(
      value, toBe: HostTensor(wanted, shape: value.shape), called: "draws of \(value.shape)",
      within: 1e-6)
  }

  private static let standard: [String: any Initializer] = [
    "uniform": .randomUniform(minval: 0, maxval: 1), "normal": .randomNormal(mean: 0, stddev: 1),
    "truncatedNormal": .truncatedNormal(mean: 0, stddev: 1),
  ]

  /// The products of the shorter side's vectors.
  private static func gram(_ value: HostTensor) throws -> HostTensor {
    let columns = value.shape[-1]
    let rows = value.shape.count / columns
    let values = value.elements(as: Double.self)
    let (count, length) = (min(rows, columns), max(rows, columns))
    func element(_ vector: Int, _ place: Int) -> Double {
      rows < columns ? values[vector * columns + place] : values[place * columns + vector]
    }
    return try HostTensor(
      (0..<count * count).map { pair in
        (0..<length).reduce(0.0) { $0 + element(pair / count, $1) * element(pair % count, $1) }
      }, shape: [count, count])
  }

  @Test func everyInitializerHasACase() throws {
    let named = try Golden.names(of: "initializers").map {
      try Golden($0).configuration.member("initializer").members[0].key
    }
    for schema in Registry.standard.schemas(.initializer) {
      #expect(named.contains(schema.name), "\(schema.name)")
    }
  }

  /// Kolmogorov and Smirnov's distance of the standard draws to their distributions: of n draws it
  /// is above 1.95 / √n once in a thousand.
  @Test(arguments: ["uniform", "normal", "truncatedNormal"])
  func standardDrawsHaveTheirDistribution(_ kind: String) throws {
    let count = 40_000
    let draws = try #require(Self.standard[kind]).makeValue(
      shape: [count], dtype: .float64, key: Self.key
    ).elements(as: Double.self).sorted()
    func normal(_ x: Double) -> Double { erfc(-x / 2.0.squareRoot()) / 2 }
    let middle = normal(2) - normal(-2)
    let distance = draws.enumerated().map { place, x in
      let share =
        switch kind {
        case "uniform": x
        case "normal": normal(x)
        default: (normal(x) - normal(-2)) / middle
        }
      return max(
        abs(Double(place) / Double(count) - share), abs(Double(place + 1) / Double(count) - share))
    }.max()
    #expect(try #require(distance) < 1.95 / Double(count).squareRoot())
  }
}
