import Foundation
import HoneCore
import HoneGraph
import HoneTestSupport
import Testing

@Suite struct ElementwiseTests {
  @Test(arguments: [
    (UnaryOp.exp, [0.2231301601, 0.7408182207, 2.013752707, 12.18249396]),
    (.expm1, [-0.7768698399, -0.2591817793, 1.013752707, 11.18249396]),
    (.sin, [-0.9974949866, -0.2955202067, 0.6442176872, 0.5984721441]),
    (.cos, [0.07073720167, 0.9553364891, 0.7648421873, -0.8011436155]),
    (.tanh, [-0.9051482536, -0.2913126125, 0.6043677771, 0.9866142982]),
    (.sigmoid, [0.1824255238, 0.4255574832, 0.6681877722, 0.92414182]),
    (.erf, [-0.9661051465, -0.3286267595, 0.6778011938, 0.999593048]),
    (.reciprocal, [-0.6666666667, -3.333333333, 1.428571429, 0.4]),
    (.square, [2.25, 0.09, 0.49, 6.25]),
    (.negate, [1.5, 0.3, -0.7, -2.5]),
    (.absolute, [1.5, 0.3, 0.7, 2.5]),
    (.sign, [-1, -1, 1, 1]),
    (.relu, [0, 0, 0.7, 2.5]),
    (.floor, [-2, -1, 0, 2]),
    (.ceil, [-1, 0, 1, 3]),
    (.round, [-2, 0, 1, 2]),
  ])
  func functionsOfAnyNumber(_ function: UnaryOp, _ wanted: [Double]) throws {
    let x = doubles([-1.5, -0.3, 0.7, 2.5])
    try expectClose(try evaluate(.unary(function), x), doubles(wanted), tolerance: tenDigits)
  }

  @Test(arguments: [
    (UnaryOp.log, [-1.386294361, -0.3566749439, 0.9162907319]),
    (.log1p, [0.2231435513, 0.5306282511, 1.252762968]),
    (.sqrt, [0.5, 0.8366600265, 1.58113883]),
    (.rsqrt, [2.0, 1.195228609, 0.632455532]),
  ])
  func functionsOfPositiveNumbers(_ function: UnaryOp, _ wanted: [Double]) throws {
    let x = doubles([0.25, 0.7, 2.5])
    try expectClose(try evaluate(.unary(function), x), doubles(wanted), tolerance: tenDigits)
  }

  @Test func float32ResultsAreTheCorrectlyRoundedOnes() throws {
    let x = tensor([0.1, 2.7, -3.3] as [Float])
    let wanted = x.elements(as: Float.self).map { Float(exp(Double($0))) }
    #expect(try evaluate(.unary(.exp), x) == tensor(wanted))
  }

  @Test func roundingHalvesGoesToEven() throws {
    let x = tensor([0.5, 1.5, 2.5, -0.5, -1.5] as [Float])
    #expect(
      try evaluate(.unary(.round), x).elements(as: Float.self) == [0, 2, 2, 0, -2])
  }

  @Test func notANumberPropagates() throws {
    let x = tensor([.nan, 1, .nan] as [Float])
    let y = tensor([1, .nan, .nan] as [Float])
    for function in [BinaryOp.maximum, .minimum, .add, .multiply] {
      let result = try evaluate(.binary(function), x, y).elements(as: Float.self)
      #expect(result.filter(\.isNaN).count == 3, "\(function)")
    }
    for function in [UnaryOp.relu, .sign, .tanh] {
      #expect(try evaluate(.unary(function), x).elements(as: Float.self)[0].isNaN, "\(function)")
    }
    #expect(
      try evaluate(.unary(.isNaN), x).elements(as: Bool.self) == [true, false, true])
    #expect(
      try evaluate(.unary(.isFinite), tensor([.infinity, 1, .nan] as [Double]))
        .elements(as: Bool.self) == [false, true, false])
  }

  @Test(arguments: [
    (BinaryOp.add, [1.5, -4.5]), (.subtract, [-2.5, -2.5]), (.multiply, [-1, 3.5]),
    (.divide, [-0.25, 3.5]), (.maximum, [2, -1]), (.minimum, [-0.5, -3.5]),
    (.power, [0.25, -2.0 / 7]),
    (.remainder, [1.5, -0.5]),
  ])
  func arithmetic(_ function: BinaryOp, _ wanted: [Double]) throws {
    let result = try evaluate(.binary(function), doubles([-0.5, -3.5]), doubles([2, -1]))
    try expectClose(result, doubles(wanted), tolerance: tenDigits)
  }

  @Test func wholeNumbersWrapAround() throws {
    let largest = tensor([Int32.max, Int32.min])
    let one = tensor([1, -1] as [Int32])
    #expect(try evaluate(.binary(.add), largest, one) == tensor([Int32.min, Int32.max]))
    #expect(try evaluate(.unary(.negate), largest) == tensor([-Int32.max, Int32.min]))
    #expect(
      try evaluate(.binary(.subtract), tensor([3] as [UInt8]), tensor([5] as [UInt8]))
        == tensor([254] as [UInt8]))
    #expect(
      try evaluate(.binary(.multiply), tensor([Int64.max]), tensor([2] as [Int64]))
        == tensor([-2] as [Int64]))
  }

  @Test func wholeDivisionCutsAndNeverTraps() throws {
    let a = tensor([7, -7, 7, Int64.min, 5] as [Int64])
    let b = tensor([2, 2, -2, -1, 0] as [Int64])
    #expect(
      try evaluate(.binary(.divide), a, b) == tensor([3, -3, -3, Int64.min, 0] as [Int64]))
    #expect(try evaluate(.binary(.remainder), a, b) == tensor([1, 1, -1, 0, 0] as [Int64]))
  }

  @Test func wholePowers() throws {
    let a = tensor([3, -2, 2, -1, 0, 7] as [Int32])
    let b = tensor([4, 3, -1, -3, 0, 1] as [Int32])
    #expect(try evaluate(.binary(.power), a, b) == tensor([81, -8, 0, -1, 1, 7] as [Int32]))
  }

  @Test func logic() throws {
    let a = tensor([true, true, false, false])
    let b = tensor([true, false, true, false])
    #expect(try evaluate(.binary(.and), a, b) == tensor([true, false, false, false]))
    #expect(try evaluate(.binary(.or), a, b) == tensor([true, true, true, false]))
    #expect(try evaluate(.unary(.not), a) == tensor([false, false, true, true]))
  }

  @Test(arguments: [
    (CompareOp.equal, [false, true, false, false]), (.notEqual, [true, false, true, true]),
    (.less, [true, false, false, false]), (.lessEqual, [true, true, false, false]),
    (.greater, [false, false, true, false]), (.greaterEqual, [false, true, true, false]),
  ])
  func comparisons(_ function: CompareOp, _ wanted: [Bool]) throws {
    let a = tensor([1, 2, 3, .nan] as [Float])
    let b = tensor([2, 2, 2, 2] as [Float])
    #expect(try evaluate(.compare(function), a, b) == tensor(wanted))
  }

  @Test func selectTakesElementByElement() throws {
    let condition = tensor([true, false, true])
    let (a, b) = (tensor([1, 2, 3] as [Int32]), tensor([-1, -2, -3] as [Int32]))
    #expect(try evaluate(.select, condition, a, b) == tensor([1, -2, 3] as [Int32]))
  }

  @Test func conversionCutsTowardsZeroAndHoldsInRange() throws {
    let x = tensor([2.9, -2.9, 300, -1, .nan, 3e9] as [Float])
    #expect(
      try evaluate(.convert(.int32), x) == tensor([2, -2, 300, -1, 0, Int32.max] as [Int32]))
    #expect(try evaluate(.convert(.uint8), x) == tensor([2, 0, 255, 0, 0, 255] as [UInt8]))
    #expect(
      try evaluate(.convert(.bool), tensor([0, 0.5, -0.0] as [Float]))
        == tensor([false, true, false]))
    #expect(
      try evaluate(.convert(.float32), tensor([true, false])) == tensor([1, 0] as [Float]))
    #expect(
      try evaluate(.convert(.uint8), tensor([300, -4] as [Int64])) == tensor([255, 0] as [UInt8]))
  }
}
