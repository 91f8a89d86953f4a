import HoneCore
import HoneGraph
import HoneTestSupport

// Expected numbers in these tests were computed by PyTorch 2.15 and NumPy in float64, or by hand.

/// Small whole numbers, (7·i + 3) mod 5 − 2.
func pattern(_ shape: Int..., dtype: DType = .float64) -> HostTensor {
  let shape = Shape(shape)
  let values = (0..<shape.count).map { Double(($0 * 7 + 3) % 5 - 2) }
  return HostTensor(unchecked: values, shape: shape).converted(to: dtype)
}

/// A tensor of doubles.
func doubles(_ values: [Double], _ shape: Int...) -> HostTensor {
  HostTensor(unchecked: values, shape: shape.isEmpty ? [values.count] : Shape(shape))
}

/// A tensor of any type.
func tensor<Element: TensorElement>(_ values: [Element], _ shape: Int...) -> HostTensor {
  HostTensor(unchecked: values, shape: shape.isEmpty ? [values.count] : Shape(shape))
}

/// The only result of an operation on the reference backend.
func evaluate(_ op: Op, _ operands: HostTensor...) throws -> HostTensor {
  var builder = ProgramBuilder(op.name)
  let values = operands.map { builder.input($0) }
  builder.output(try builder.applyAll(op, values)[0])
  return try builder.run()[0]
}

/// For numbers that are given with ten digits.
let tenDigits = Tolerance(relative: 1e-9, absolute: 1e-9, float64Factor: 1)
