import HoneCore
import Testing

@testable import HoneGraph

struct InferenceTests {
  @Test func leavesCarryTheirTypes() {
    expectTypes(.constant(HostTensor(zeros: [0, 2], dtype: .uint8)), "", "uint8[0, 2]")
    expectTypes(.iota(shape: [4, 2], axis: 1, dtype: .int64), "", "int64[4, 2]")
    expectTypes(
      .random(.bernoulli(probability: 0.5), shape: [0, 3], dtype: .bool, stream: 1),
      "int64[]; int64[]", "bool[0, 3]")
    expectFailure(
      .iota(shape: [4], axis: 1, dtype: .int32), "", wanted: "an axis in 0 ..< 1",
      received: "axis 1 of shape [4]")
    for op in [Op.input(0), .scalar(0), .state(0)] {
      expectFailure(op, "", wanted: "a leaf of the graph", received: op.name)
    }
  }

  @Test func everyOperationChecksHowManyOperandsItGets() {
    let d = DotDimensions(lhsContracting: [0], rhsContracting: [0])
    let c = ConvolutionDimensions(strides: [1], padding: [EdgePadding()], dilation: [1])
    let w = WindowDimensions(window: [1], strides: [1], padding: [EdgePadding()])
    let wanted: [(Int, [Op])] = [
      (0, [.constant(HostTensor(scalar: 1.0)), .iota(shape: [1], axis: 0, dtype: .int32)]),
      (
        1,
        [
          .unary(.exp), .convert(.int32), .stopGradient, .broadcast([1]), .reshape([1]),
          .transpose([0]), .slice(starts: [0], limits: [1], strides: [1]),
          .pad(low: [0], high: [0], interior: [0], value: 0), .reduce(.sum, axes: [0]),
          .argReduce(.maximum, axis: 0), .pool(.average, w),
          .averagePoolBackward(w, inputShape: [1, 1, 1]), .softmax(axis: 0), .logSoftmax(axis: 0),
        ]
      ),
      (
        2,
        [
          .random(.uniform(low: 0, high: 1), shape: [], dtype: .float32, stream: 0), .binary(.add),
          .compare(.less), .gather(axis: 0), .scatterAdd(axis: 0, extent: 1), .dotGeneral(d),
          .convolution(c), .convolutionBackwardInput(c, inputShape: [1, 1, 1]),
          .convolutionBackwardKernel(c, kernelShape: [1, 1, 1]), .maxPoolBackward(w),
        ]
      ),
      (3, [.select, .batchNormTraining(axis: 0, epsilon: 0), .layerNorm(axis: 0, epsilon: 0)]),
      (5, [.batchNormInference(axis: 0, epsilon: 0), .batchNormGradient(axis: 0, epsilon: 0)]),
    ]
    for (count, ops) in wanted {
      for op in ops {
        for received in 0...6 where received != count {
          let inputs = [String](repeating: "float32[1]", count: received).joined(separator: "; ")
          expectFailure(op, inputs, wanted: "\(count) operands", received: "\(received)")
        }
      }
    }
    expectFailure(
      .concatenate(axis: 0), "", wanted: "at least 1 operand", received: "0")
  }

  @Test func drawsTakeASeedAndAStep() {
    let op = Op.random(.uniform(low: 0, high: 1), shape: [2], dtype: .float32, stream: 1)
    for (inputs, received) in [
      ("int32[]; int64[]", "int32[]"), ("int64[]; float32[]", "float32[]"),
      ("int64[1]; int64[]", "int64[1]"),
    ] {
      expectFailure(
        op, inputs, wanted: "a seed and a step of type int64[]", received: received)
    }
  }

  @Test func reservedTypesAreRefusedEverywhere() {
    for dtype in ["float16", "bfloat16"] {
      for op in [Op.unary(.exp), .convert(.float32), .reshape([2]), .softmax(axis: 0)] {
        expectFailure(
          op, "\(dtype)[2]", wanted: "a supported type", received: "\(dtype)[2]",
          help: "\(dtype) is reserved: convert to float32 first")
      }
    }
    for dtype in [DType.float16, .bfloat16] {
      expectFailure(
        .convert(dtype), "float32[]", wanted: "a supported type", received: "\(dtype)",
        help: "\(dtype) is reserved: use float32")
      for op in [
        Op.iota(shape: [2], axis: 0, dtype: dtype),
        .random(.uniform(low: 0, high: 1), shape: [2], dtype: dtype, stream: 1),
      ] {
        expectFailure(
          op, op.name == "iota" ? "" : "int64[]; int64[]", wanted: "a supported type",
          received: "\(dtype)", help: "\(dtype) is reserved: use float32")
      }
    }
  }
}

struct InferenceElementwiseTests {
  private let convertHelp = "convert it first: x.converted(to: .float32)"

  @Test func functionsOfOneOperandKeepTheType() {
    for function in UnaryOp.allCases where function != .not {
      let isTest = function == .isNaN || function == .isFinite
      for dtype in ["float32", "float64"] {
        expectTypes(
          .unary(function), "\(dtype)[?, 0, 3]", "\(isTest ? "bool" : dtype)[?, 0, 3]")
      }
      expectFailure(
        .unary(function), "bool[2]",
        wanted: wholeFunctions.contains(function) ? "numbers" : "a floating-point operand",
        received: "bool[2]", help: wholeFunctions.contains(function) ? nil : convertHelp)
    }
    expectTypes(.unary(.not), "bool[2]", "bool[2]")
  }

  private let wholeFunctions: Set<UnaryOp> = [.negate, .absolute, .sign, .square, .relu]

  @Test func onlyFiveFunctionsTakeWholeNumbers() {
    for function in UnaryOp.allCases where function != .not {
      for dtype in ["int32", "int64", "uint8"] {
        if wholeFunctions.contains(function) {
          expectTypes(.unary(function), "\(dtype)[]", "\(dtype)[]")
        } else {
          expectFailure(
            .unary(function), "\(dtype)[]", wanted: "a floating-point operand",
            received: "\(dtype)[]", help: convertHelp)
        }
      }
    }
    expectFailure(
      .unary(.not), "uint8[2]", wanted: "a bool operand", received: "uint8[2]",
      help: "compare first: x .> 0")
  }

  @Test func twoOperandsHaveOneTypeAndShape() {
    for function in BinaryOp.allCases where function != .and && function != .or {
      for dtype in ["float32", "float64", "int32", "int64", "uint8"] {
        expectTypes(
          .binary(function), "\(dtype)[2, 3]; \(dtype)[2, 3]", "\(dtype)[2, 3]")
      }
      expectFailure(
        .binary(function), "bool[2]; bool[2]", wanted: "numbers", received: "bool[2]",
        help: convertHelp)
    }
    expectTypes(.binary(.and), "bool[0]; bool[0]", "bool[0]")
    expectTypes(.binary(.or), "bool[]; bool[]", "bool[]")
    expectFailure(
      .binary(.or), "int32[]; int32[]", wanted: "a bool operand", received: "int32[]",
      help: "compare first: x .> 0")
    expectFailure(
      .binary(.add), "float32[2]; float64[2]", wanted: "operands of one type",
      received: "float32[2] and float64[2]",
      help: "convert one of them: x.converted(to: .float32)")
    expectFailure(
      .binary(.add), "float32[2]; float32[1]", wanted: "operands of one shape",
      received: "[2] and [1]")
    expectFailure(
      .binary(.add), "float32[0]; float32[]", wanted: "operands of one shape",
      received: "[0] and []")
  }

  @Test func unknownExtentsAreFilledInFromTheOtherOperand() {
    expectTypes(.binary(.add), "float32[?, 3]; float32[2, ?]", "float32[2, 3]")
    expectTypes(.binary(.add), "float32[?]; float32[?]", "float32[?]")
    expectTypes(.compare(.less), "int32[?, 0]; int32[4, 0]", "bool[4, 0]")
    expectTypes(.select, "bool[?, ?]; int32[2, ?]; int32[?, 3]", "int32[2, 3]")
  }

  @Test func comparisonsGiveTruthValues() {
    for comparison in CompareOp.allCases {
      for dtype in DType.allCases where dtype.isSupported {
        expectTypes(.compare(comparison), "\(dtype)[2]; \(dtype)[2]", "bool[2]")
      }
    }
    expectFailure(
      .compare(.equal), "int32[2]; int64[2]", wanted: "operands of one type",
      received: "int32[2] and int64[2]", help: "convert one of them: x.converted(to: .int32)")
  }

  @Test func selectChoosesBetweenTwoOfOneType() {
    expectTypes(.select, "bool[2]; uint8[2]; uint8[2]", "uint8[2]")
    expectFailure(
      .select, "float32[2]; uint8[2]; uint8[2]", wanted: "a bool operand", received: "float32[2]",
      help: "compare first: x .> 0")
    expectFailure(
      .select, "bool[2]; uint8[2]; int32[2]", wanted: "operands of one type",
      received: "uint8[2] and int32[2]", help: "convert one of them: x.converted(to: .uint8)")
    expectFailure(
      .select, "bool[]; uint8[2]; uint8[2]", wanted: "operands of one shape",
      received: "[] and [2] and [2]")
  }

  @Test func conversionsKeepTheShape() {
    for dtype in DType.allCases where dtype.isSupported {
      expectTypes(.convert(dtype), "float32[?, 0]", "\(dtype)[?, 0]")
    }
    expectTypes(.stopGradient, "int32[2, ?]", "int32[2, ?]")
  }
}
