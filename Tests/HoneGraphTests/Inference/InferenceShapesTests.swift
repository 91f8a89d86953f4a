import HoneCore
import Testing

@testable import HoneGraph

struct InferenceShapesTests {
  @Test func broadcastsFollowNumPy() {
    expectTypes(.broadcast([2, 3]), "float32[]", "float32[2, 3]")
    expectTypes(.broadcast([2, 3]), "bool[3]", "bool[2, 3]")
    expectTypes(.broadcast([2, 3]), "int32[2, 1]", "int32[2, 3]")
    expectTypes(.broadcast([0, 3]), "float32[1, 3]", "float32[0, 3]")
    expectTypes(.broadcast([-1, 3]), "float32[3]", "float32[?, 3]")
    expectTypes(.broadcast([4, 3]), "float32[?, 3]", "float32[4, 3]")
    for (from, to) in [("[2, 3]", [3]), ("[2]", [3]), ("[2]", [2, 3]), ("[3]", [1])] {
      expectFailure(
        .broadcast(Shape(to)), "float32\(from)", wanted: "a shape that broadcasts to \(Shape(to))",
        received: from)
    }
  }

  @Test func reshapesKeepTheElementCount() {
    expectTypes(.reshape([3, 2]), "float32[2, 3]", "float32[3, 2]")
    expectTypes(.reshape([]), "float32[1, 1]", "float32[]")
    expectTypes(.reshape([0, 7]), "float32[3, 0]", "float32[0, 7]")
    expectFailure(
      .reshape([4, 2]), "float32[2, 3]", wanted: "a shape of 6 elements",
      received: "[4, 2] from [2, 3]")
    expectFailure(
      .reshape([0]), "float32[]", wanted: "a shape of 1 elements", received: "[0] from []")
  }

  @Test func oneExtentOfAReshapeMayBeComputed() {
    expectTypes(.reshape([-1]), "float32[2, 3]", "float32[6]")
    expectTypes(.reshape([2, -1, 3]), "float32[12]", "float32[2, 2, 3]")
    expectTypes(.reshape([-1, 3]), "float32[0, 3]", "float32[0, 3]")
    expectTypes(.reshape([0, -1]), "float32[3, 0]", "float32[0, 0]")
    expectFailure(
      .reshape([-1, -1]), "float32[4]", wanted: "at most one extent of -1", received: "[?, ?]")
    expectFailure(
      .reshape([4, -1]), "float32[2, 3]", wanted: "a shape of 6 elements",
      received: "[4, ?] from [2, 3]")
  }

  @Test func reshapesOfUnknownBatchesCheckTheRest() {
    expectTypes(.reshape([-1, 6]), "float32[?, 2, 3]", "float32[?, 6]")
    expectTypes(.reshape([-1, 2, -1]), "float32[?, 6]", "float32[?, 2, 3]")
    expectTypes(.reshape([-1, 3]), "float32[?, 6]", "float32[?, 3]")  // Twice the batch.
    expectTypes(.reshape([-1]), "float32[?, 2]", "float32[?]")
    expectTypes(.reshape([5, 6]), "float32[?, ?]", "float32[5, 6]")
    expectFailure(
      .reshape([-1, 4]), "float32[?, 2, 3]", wanted: "6 elements per sample",
      received: "4 ([?, 2, 3] to [?, 4])")
    expectFailure(
      .reshape([-1, 4, -1]), "float32[?, 6]", wanted: "a shape of 6 elements per sample",
      received: "[4, ?]")
    expectFailure(
      .reshape([-1, -1, -1]), "float32[?, 6]", wanted: "a shape of 6 elements per sample",
      received: "[?, ?]")
  }

  @Test func transposesPermuteAxes() {
    expectTypes(.transpose([2, 0, 1]), "float32[2, ?, 0]", "float32[0, 2, ?]")
    expectTypes(.transpose([]), "bool[]", "bool[]")
    for permutation in [[0], [0, 0], [1, 2], [0, 1, 2], [-1, 0]] {
      expectFailure(
        .transpose(permutation), "float32[2, 3]", wanted: "a permutation of 0 ..< 2",
        received: "\(permutation)")
    }
  }

  @Test func slicesCountTheirSteps() {
    expectTypes(
      .slice(starts: [1, 0], limits: [4, 5], strides: [1, 2]), "int32[4, 5]", "int32[3, 3]")
    expectTypes(.slice(starts: [2], limits: [2], strides: [3]), "int32[4]", "int32[0]")
    expectTypes(.slice(starts: [0], limits: [0], strides: [1]), "int32[0]", "int32[0]")
    expectTypes(.slice(starts: [1], limits: [9], strides: [3]), "int32[?]", "int32[3]")
    expectTypes(
      .slice(starts: [0, 1], limits: [-1, 2], strides: [1, 1]), "int32[?, 3]", "int32[?, 1]")
    for (start, limit, stride) in [(-1, 2, 1), (3, 2, 1), (0, 5, 1), (0, 2, 0), (0, -1, 2)] {
      expectFailure(
        .slice(starts: [start], limits: [limit], strides: [stride]), "int32[4]",
        wanted: "0 ≤ start ≤ limit ≤ 4 and stride ≥ 1 on axis 0",
        received: "start \(start), limit \(limit), stride \(stride)")
    }
    for (limits, strides) in [([1], [1, 1]), ([1, 1], [1])] {
      expectFailure(
        .slice(starts: [0, 0], limits: limits, strides: strides), "int32[2, 2]",
        wanted: "bounds for each of 2 axes", received: "2")
    }
  }

  @Test func paddingAddsAroundAndBetween() {
    expectTypes(
      .pad(low: [1, 0], high: [2, 0], interior: [0, 3], value: 0), "float32[2, 3]",
      "float32[5, 9]")
    expectTypes(.pad(low: [1], high: [2], interior: [5], value: 0), "float32[0]", "float32[3]")
    expectTypes(.pad(low: [1], high: [2], interior: [5], value: 0), "float32[1]", "float32[4]")
    expectTypes(.pad(low: [1], high: [2], interior: [0], value: 0), "float32[?]", "float32[?]")
    expectFailure(
      .pad(low: [-1], high: [0], interior: [0], value: 0), "float32[2]",
      wanted: "padding of 0 or more for each of 1 axes",
      received: "low [-1], high [0], interior [0]")
    expectFailure(
      .pad(low: [0], high: [], interior: [0], value: 0), "float32[2]",
      wanted: "padding of 0 or more for each of 1 axes", received: "low [0], high [], interior [0]")
  }

  @Test func concatenationAddsExtentsAlongItsAxis() {
    expectTypes(.concatenate(axis: 1), "float32[2, 3]", "float32[2, 3]")
    expectTypes(
      .concatenate(axis: 1), "float32[2, 3]; float32[2, 0]; float32[2, 4]", "float32[2, 7]")
    expectTypes(.concatenate(axis: 0), "float32[?, 3]; float32[2, ?]", "float32[?, 3]")
    expectTypes(.concatenate(axis: 1), "float32[?, 3]; float32[2, 4]", "float32[2, 7]")
    expectFailure(
      .concatenate(axis: 1), "float32[2, 3]; float32[3, 3]",
      wanted: "shapes that differ only along axis 1", received: "[2, 3], [3, 3]")
    expectFailure(
      .concatenate(axis: 0), "float32[2]; float32[2, 3]",
      wanted: "shapes that differ only along axis 0", received: "[2], [2, 3]")
    expectFailure(
      .concatenate(axis: 2), "float32[2, 3]; float32[2, 3]", wanted: "an axis in 0 ..< 2",
      received: "axis 2 of shape [2, 3]")
    expectFailure(
      .concatenate(axis: 0), "float32[2]; int32[2]", wanted: "operands of one type",
      received: "float32[2] and int32[2]", help: "convert one of them: x.converted(to: .float32)")
  }

  @Test func gatherReplacesAnAxisByThoseOfTheIndices() {
    expectTypes(.gather(axis: 0), "float32[10, 4]; int32[2, 3]", "float32[2, 3, 4]")
    expectTypes(.gather(axis: 1), "float32[10, 4]; int64[]", "float32[10]")
    expectTypes(.gather(axis: 0), "bool[10]; int64[0]", "bool[0]")
    expectTypes(.gather(axis: 0), "float32[10, 4]; int32[?]", "float32[?, 4]")
    expectFailure(
      .gather(axis: 2), "float32[10, 4]; int32[2]", wanted: "an axis in 0 ..< 2",
      received: "axis 2 of shape [10, 4]")
    for dtype in ["float32", "uint8", "bool"] {
      expectFailure(
        .gather(axis: 0), "float32[10]; \(dtype)[2]", wanted: "int32 or int64 indices",
        received: "\(dtype)[2]")
    }
  }

  @Test func scatterIsTheTransposeOfGather() {
    expectTypes(
      .scatterAdd(axis: 0, extent: 10), "int32[2, 3]; float32[2, 3, 4]", "float32[10, 4]")
    expectTypes(.scatterAdd(axis: 1, extent: 4), "int64[]; float32[10]", "float32[10, 4]")
    expectTypes(.scatterAdd(axis: 0, extent: 0), "int64[0]; float32[0]", "float32[0]")
    expectTypes(.scatterAdd(axis: 0, extent: 5), "int64[?]; float32[3, 2]", "float32[5, 2]")
    for (axis, extent, updates) in [(1, 4, "[2, 4]"), (0, -1, "[3]"), (0, 4, "[]"), (-1, 4, "[3]")]
    {
      expectFailure(
        .scatterAdd(axis: axis, extent: extent), "int32[3]; float32\(updates)",
        wanted: "updates with the axes [3] at axis \(axis)", received: updates)
    }
    expectFailure(
      .scatterAdd(axis: 0, extent: 4), "float32[3]; float32[3]", wanted: "int32 or int64 indices",
      received: "float32[3]")
  }

  @Test func reductionsRemoveTheirAxes() {
    for reduction in ReduceOp.allCases {
      expectTypes(.reduce(reduction, axes: [1, 0]), "int32[2, 3, 4]", "int32[4]")
      expectTypes(.reduce(reduction, axes: []), "float32[2]", "float32[2]")
      expectTypes(.reduce(reduction, axes: [0]), "float64[?, 0]", "float64[0]")
      expectFailure(
        .reduce(reduction, axes: [2]), "float32[2, 3]", wanted: "an axis in 0 ..< 2",
        received: "axis 2 of shape [2, 3]")
      expectFailure(
        .reduce(reduction, axes: [-1]), "float32[2, 3]", wanted: "an axis in 0 ..< 2",
        received: "axis -1 of shape [2, 3]")
      expectFailure(
        .reduce(reduction, axes: [1, 1]), "float32[2, 3]", wanted: "different axes",
        received: "[1, 1]")
    }
    expectTypes(.reduce(.maximum, axes: [0]), "bool[2]", "bool[]")
    for reduction in [ReduceOp.sum, .product] {
      expectFailure(
        .reduce(reduction, axes: [0]), "bool[2]", wanted: "numbers", received: "bool[2]",
        help: "convert it first: x.converted(to: .float32)")
    }
  }

  @Test func placesAreInt32() {
    for reduction in ArgReduceOp.allCases {
      expectTypes(.argReduce(reduction, axis: 1), "float64[2, 0, 3]", "int32[2, 3]")
      expectFailure(
        .argReduce(reduction, axis: 1), "float64[2]", wanted: "an axis in 0 ..< 1",
        received: "axis 1 of shape [2]")
    }
  }
}
