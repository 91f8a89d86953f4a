internal import HoneCore
internal import HoneGraph

/// The random choices of one case: a function of seed, family and case number alone.
public struct CaseRandom: Sendable {
  private let key: RandomKey
  private var drawn: UInt64 = 0

  /// Creates the generator of a case.
  public init(seed: UInt64, family: String, index: Int) {
    key = RandomKey(seed: seed).folding(family).folding(UInt64(index))
  }

  /// A whole number in a range.
  public mutating func integer(in range: ClosedRange<Int>) -> Int {
    drawn += 1
    return range.lowerBound + key.integer(below: range.count, at: drawn)
  }

  /// True with a probability.
  public mutating func chance(_ probability: Double) -> Bool { uniform() < probability }

  /// A number in [0, 1).
  public mutating func uniform() -> Double {
    drawn += 1
    return Double(key.uniform(at: drawn * 2))
  }

  /// A standard normal number.
  public mutating func normal() -> Double {
    drawn += 1
    return key.normal(at: drawn * 2)
  }

  /// One of the choices, each as likely as the others.
  public mutating func pick<Choice>(_ first: Choice, _ others: Choice...) -> Choice {
    let index = integer(in: 0...others.count)
    return index == 0 ? first : others[index - 1]
  }

  /// A random order of the elements.
  public mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var result = elements
    for last in stride(from: result.count - 1, to: 0, by: -1) {
      result.swapAt(last, integer(in: 0...last))
    }
    return result
  }
}

extension CaseRandom {
  /// A floating-point type: mostly float32.
  mutating func floatType() -> DType { chance(0.75) ? .float32 : .float64 }

  /// Any type.
  mutating func anyType() -> DType {
    chance(0.5) ? .float32 : pick(.float64, .int32, .int64, .uint8, .bool)
  }

  /// A type of numbers.
  mutating func numberType() -> DType {
    chance(0.6) ? .float32 : pick(.float64, .int32, .int64, .uint8)
  }

  /// An extent: often 1, sometimes a power of two or its neighbour, never 0.
  mutating func extent(upTo limit: Int = 33) -> Int {
    min(pick(1, 1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33), limit)
  }

  /// A shape of at most `maxCount` elements; sometimes of none, or with one long axis.
  mutating func shape(ranks: ClosedRange<Int> = 0...4, maxCount: Int = 2_000) -> Shape {
    var dimensions: [Int] = []
    var room = maxCount
    for _ in 0..<integer(in: ranks) {
      let extent = extent(upTo: room)
      dimensions.append(extent)
      room /= extent
    }
    if !dimensions.isEmpty {
      let axis = integer(in: 0...(dimensions.count - 1))
      if chance(0.04) {
        dimensions[axis] = 0
      } else if chance(0.06) {
        dimensions[axis] *= max(5 * maxCount / max(Shape(dimensions).count, 1), 1)
      }
    }
    return Shape(dimensions)
  }

  /// Values that suit most operations: normal floats, small whole numbers, truth values.
  mutating func tensor(
    _ dtype: DType, _ shape: Shape, scale: Double = 1, specials: [Double] = []
  ) -> HostTensor {
    var values: [Double] = []
    values.reserveCapacity(shape.count)
    for _ in 0..<shape.count {
      switch dtype {
      case .bool: values.append(Double(integer(in: 0...1)))
      case .uint8: values.append(Double(integer(in: 0...9)))
      case .int32, .int64: values.append(Double(integer(in: -9...9)))
      default: values.append(normal() * scale)
      }
    }
    for special in specials where !values.isEmpty {
      values[integer(in: 0...(values.count - 1))] = special
    }
    return tensor(dtype, shape, values)
  }

  /// Small whole numbers of a type, so that many are equal.
  mutating func ties(_ dtype: DType, _ shape: Shape) -> HostTensor {
    let lowest = dtype == .uint8 || dtype == .bool ? 0 : -2
    let highest = dtype == .bool ? 1 : 2
    let values = (0..<shape.count).map { _ in Double(integer(in: lowest...highest)) }
    return tensor(dtype, shape, values)
  }

  /// A tensor of the given numbers.
  func tensor(_ dtype: DType, _ shape: Shape, _ values: [Double]) -> HostTensor {
    HostTensor(unchecked: values, shape: shape).converted(to: dtype)
  }

  /// A tensor as an operand of a program: mostly an input, sometimes a constant or a slot.
  mutating func operand(_ value: HostTensor, of builder: inout ProgramBuilder) -> ValueID {
    switch integer(in: 0...9) {
    case 0: builder.constant(value)
    case 1: builder.state("slot\(builder.initialState.count)", value)
    default: builder.input(value)
    }
  }

  /// A case of one operation on the given operands, all of whose results are outputs.
  mutating func single(
    _ name: String, _ op: Op, _ operands: HostTensor..., tolerance: Tolerance
  ) throws -> ConformanceCase {
    try single(name, op, operands, tolerance: tolerance)
  }

  /// A case of one operation on the given operands, all of whose results are outputs.
  mutating func single(
    _ name: String, _ op: Op, _ operands: [HostTensor], tolerance: Tolerance
  ) throws -> ConformanceCase {
    var builder = ProgramBuilder(name)
    let values = operands.map { operand($0, of: &builder) }
    for result in try builder.applyAll(op, values) { builder.output(result) }
    return ConformanceCase(name, builder, tolerance: tolerance)
  }
}
