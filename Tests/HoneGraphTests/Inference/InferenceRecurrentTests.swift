import HoneCore
import Testing

@testable import HoneGraph

struct InferenceRecurrentTests {
  private let lstm = "float32[?, 7, 12]; float32[3, 12]; float32[12]; float32[?, 3]; float32[?, 3]"
  private let gru = "float64[2, 7, 9]; float64[3, 9]; float64[9]; float64[2, 3]"

  @Test func outputsAreStatesAndWorkspace() {
    expectTypes(
      .lstm(reverse: false), lstm,
      "float32[?, 7, 3]; float32[?, 3]; float32[?, 7, 3]; float32[?, 7, 12]")
    expectTypes(
      .gru(resetAfter: true, reverse: true), gru, "float64[2, 7, 3]; float64[2, 7, 12]")
    expectTypes(
      .gru(resetAfter: false, reverse: true), gru, "float64[2, 7, 3]; float64[2, 7, 9]")
  }

  @Test func gradientsHaveTheShapesOfTheOperands() {
    expectTypes(
      .lstmGradient(reverse: true),
      "float32[3, 12]; float32[2, 3]; float32[2, 7, 3]; float32[2, 7, 12]; float32[2, 7, 3]; "
        + "float32[2, 3]",
      "float32[2, 7, 12]; float32[2, 3]; float32[2, 3]")
    expectTypes(
      .gruGradient(resetAfter: true, reverse: false),
      "float32[3, 9]; float32[2, 3]; float32[2, 7, 3]; float32[2, 7, 12]; float32[2, 7, 3]",
      "float32[2, 7, 9]; float32[2, 7, 3]; float32[2, 3]")
    expectTypes(
      .gruGradient(resetAfter: false, reverse: false),
      "float32[3, 9]; float32[2, 3]; float32[2, 7, 3]; float32[2, 7, 9]; float32[2, 7, 3]",
      "float32[2, 7, 9]; float32[2, 3]")
  }

  @Test func shapesMustFit() {
    expectFailure(
      .gru(resetAfter: true, reverse: false),
      "float32[2, 7, 9]; float32[3, 12]; float32[9]; float32[2, 3]",
      wanted: "a recurrent kernel [units, 3 · units]", received: "[3, 12]")
    expectFailure(
      .gru(resetAfter: true, reverse: false),
      "float32[2, 0, 9]; float32[3, 9]; float32[9]; float32[2, 3]",
      wanted: "a sequence [N, T, 3 · units] with a known T ≥ 1", received: "[2, 0, 9]")
    expectFailure(
      .gru(resetAfter: true, reverse: false),
      "float32[2, 7, 8]; float32[3, 9]; float32[9]; float32[2, 3]",
      wanted: "a sequence of shape [2, 7, 9]", received: "[2, 7, 8]")
    expectFailure(
      .lstm(reverse: false),
      "float32[2, 7, 12]; float32[3, 12]; float32[12]; float32[2, 3]; float32[3, 3]",
      wanted: "an operand of shape [2, 3]", received: "[3, 3]")
    expectFailure(
      .lstm(reverse: false),
      "int32[2, 7, 12]; int32[3, 12]; int32[12]; int32[2, 3]; int32[2, 3]",
      wanted: "a floating-point operand", received: "int32[2, 7, 12]",
      help: "convert it first: x.converted(to: .float32)")
  }
}
