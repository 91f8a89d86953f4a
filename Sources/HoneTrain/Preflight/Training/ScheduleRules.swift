internal import HoneCore
internal import HoneData
internal import HoneNN

/// Whether the learning rate's schedule and the training are of one length.
extension Preflight {
  func scheduleFindings() -> [Finding] {
    let schedule = trainer.recipe.optimizer.learningRate
    guard let horizon = schedule.horizon, horizon > 0, plan.stepCount > 0,
      trainer.learningRate == nil
    else { return [] }
    let last = plan.firstStep + plan.stepCount
    // A program may go on with another call.
    if last < horizon - last, plan.firstStep == 0 {
      return [
        Finding(
          "schedule-horizon", at: "optimizer",
          "training ends after \(last) steps, but its schedule goes on to step \(horizon): the rate "
            + "is still \(Self.text(schedule(last))) at the end",
          help: "give the schedule \(last) steps: \(plan.batches.stepsPerEpoch) an epoch")
      ]
    }
    let steps = (0...20).map { part in horizon / 20 * part + horizon % 20 * part / 20 }
    let peak = steps.map { schedule($0) }.max() ?? 0
    guard last - horizon > horizon / 4, abs(schedule(horizon)) <= 0.01 * peak,
      abs(schedule(last)) <= 0.01 * peak
    else { return [] }
    return [
      Finding(
        "schedule-horizon", at: "optimizer",
        "the rate has fallen to \(Self.text(schedule(horizon))) at step \(horizon) of \(last): "
          + "nothing is learned after that",
        help: "give the schedule \(last) steps: \(plan.batches.stepsPerEpoch) an epoch")
    ]
  }

  /// The advice of the course: 8 to 32, a power of two. Others are as usual.
  func batchSizeFindings() -> [Finding] {
    guard case .count(let size) = plan.batchSize else { return [] }
    let isPower = size > 0 && size & (size - 1) == 0
    guard !(8...32).contains(size) || !isPower else { return [] }
    let reason =
      size < 8
      ? "so small batches make noisy steps"
      : size > 32 ? "larger batches make fewer, steadier steps" : "it is no power of two"
    return [
      Finding(
        "batch-size", .note, at: "batchSize",
        "a batch of \(size) is outside of the advised 8, 16, 32: \(reason)",
        help: "compare a few sizes by their validation loss")
    ]
  }
}
