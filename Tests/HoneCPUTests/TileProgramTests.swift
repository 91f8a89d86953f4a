import CHoneKernels
import Foundation
import Testing

/// The kernels against plain loops and against the C library in float64.
@Suite struct TileProgramTests {
  private static func run(
    _ instruction: hone_tile_code, _ x: [Float]
  ) -> [Float] {
    let y = UnsafeMutablePointer<Float>.allocate(capacity: x.count)
    defer { y.deallocate() }
    var operand = hone_tile_operand()
    operand.strides.0 = 1
    var line = hone_tile_instruction(code: Int32(instruction.rawValue), a: 0, b: 0, c: 0)
    var output = hone_tile_output(value: 1, type: Int32(HONE_TILE_FLOAT32.rawValue))
    var description = hone_tile_description()
    description.rank = 1
    description.dims.0 = Int64(x.count)
    (description.operand_count, description.instruction_count, description.output_count) = (1, 1, 1)
    return withUnsafePointer(to: &operand) { operands in
      withUnsafePointer(to: &line) { lines in
        withUnsafePointer(to: &output) { outputs in
          description.operands = operands
          description.instructions = lines
          description.outputs = outputs
          guard let tile = hone_tile_create(&description) else { return [] }
          defer { hone_tile_destroy(tile) }
          return x.withUnsafeBufferPointer { x in
            var source: UnsafeRawPointer? = UnsafeRawPointer(x.baseAddress)
            var target: UnsafeMutableRawPointer? = UnsafeMutableRawPointer(y)
            hone_tile_run(tile, &source, &target)
            return Array(UnsafeBufferPointer(start: y, count: x.count))
          }
        }
      }
    }
  }

  struct Function: Sendable, CustomTestStringConvertible {
    var code: hone_tile_code
    var name: String
    var range: ClosedRange<Double>
    var exact: @Sendable (Double) -> Double
    var testDescription: String { name }
  }

  static let functions: [Function] = [
    Function(code: HONE_TILE_EXP, name: "exp", range: -87...88) { exp($0) },
    Function(code: HONE_TILE_EXPM1, name: "expm1", range: -5...5) { expm1($0) },
    Function(code: HONE_TILE_LOG, name: "log", range: 1e-30...10) { log($0) },
    Function(code: HONE_TILE_LOG, name: "log near 1", range: 0.9...1.1) { log($0) },
    Function(code: HONE_TILE_LOG1P, name: "log1p", range: -0.99...3) { log1p($0) },
    Function(code: HONE_TILE_LOG1P, name: "log1p near 0", range: -1e-3...1e-3) { log1p($0) },
    Function(code: HONE_TILE_TANH, name: "tanh", range: -9...9) { tanh($0) },
    Function(code: HONE_TILE_SIGMOID, name: "sigmoid", range: -80...80) { 1 / (1 + exp(-$0)) },
    Function(code: HONE_TILE_ERF, name: "erf", range: -4...4) { erf($0) },
    Function(code: HONE_TILE_SIN, name: "sin", range: -3...3) { sin($0) },
    Function(code: HONE_TILE_COS, name: "cos", range: -1.5...1.5) { cos($0) },
    Function(code: HONE_TILE_RSQRT, name: "rsqrt", range: 1e-10...1e10) { 1 / $0.squareRoot() },
  ]

  /// The bound that float_math.h states.
  @Test(arguments: functions) func functionsAreExactToFourTenMillionths(_ function: Function) {
    let (low, high) = (function.range.lowerBound, function.range.upperBound)
    let x = (0...20_000).map { Float(low + (high - low) * Double($0) / 20_000) }
    let y = Self.run(function.code, x)
    #expect(y.count == x.count)
    var worst = 0.0
    for (x, y) in zip(x, y) {
      let wanted = function.exact(Double(x))
      worst = max(worst, abs(Double(y) - wanted) / max(abs(wanted), 1e-37))
    }
    #expect(worst < 4e-7)
  }

  @Test func specialValuesFollowTheCLibrary() {
    let x: [Float] = [0, .infinity, -.infinity, .nan, -1]
    let cases: [(hone_tile_code, (Float) -> Float)] = [
      (HONE_TILE_EXP, { exp($0) }), (HONE_TILE_LOG, { log($0) }), (HONE_TILE_TANH, { tanh($0) }),
      (HONE_TILE_LOG1P, { log1p($0) }), (HONE_TILE_EXPM1, { expm1($0) }),
      (HONE_TILE_ERF, { erf($0) }), (HONE_TILE_SIN, { sin($0) }),
    ]
    for (code, exact) in cases {
      for (received, wanted) in zip(Self.run(code, x), x.map(exact)) {
        #expect(
          received == wanted || (received.isNaN && wanted.isNaN) || abs(received - wanted) < 1e-6)
      }
    }
  }
}
