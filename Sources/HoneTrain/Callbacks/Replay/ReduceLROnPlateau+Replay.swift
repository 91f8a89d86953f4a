package import HoneCore
package import HoneNN

extension ReduceLROnPlateau {
  /// What this callback would have done in the training of a log.
  ///
  /// - Parameters:
  ///   - rate: the learning rate at the beginning; nil for that of the log's first epoch, or 1.
  ///   - metrics: metrics beside Hone's own that tell what is better.
  /// - Throws: `.usage` if the number isn't in the log or what is better can't be told, `.data` if
  ///   it is no number.
  package func replay(
    _ log: LoggedEpochs, rate: Double? = nil, metrics: [any Metric] = []
  ) throws(HoneError) -> LogReplay {
    let name = try ReplayedLog.name(monitor, in: log)
    var callback = self
    let direction = callback.replayBegin(try ReplayedLog.direction(mode, name, metrics))
    let judgement = Judgement(direction: direction, minDelta: minDelta)
    let logged = try log.rows.first.flatMap { (row) throws(HoneError) in
      try log.value(Logs.learningRate, in: row)
    }
    var rate = rate ?? logged ?? 1
    var replay = LogReplay()
    var changes = 0
    for row in log.rows {
      let value = try log.value(name, in: row)
      var reason = "\(name) wasn't logged: nothing is done"
      if let value {
        let before = callback.best
        let lowered = callback.observe(value, rate: rate)
        let improves = callback.best != before
        reason = judgement.text(value, best: before, improves: improves)
        if let lowered {
          changes += 1
          reason += ": the rate falls to \(Judgement.number(lowered))"
          rate = lowered
        } else if !improves, callback.cooldownLeft > 0 {
          reason += "; doesn't count, \(callback.cooldownLeft) of the cooldown left"
        } else if !improves, callback.wait >= patience, rate <= minLR {
          reason += "; the rate is at minLR already"
        }
      }
      replay.epochs.append(
        LogReplay.Epoch(
          label: row.label, value: value, best: callback.best, wait: callback.wait, rate: rate,
          reason: reason))
    }
    replay.conclusion = [
      changes == 0
        ? "the rate stays \(Judgement.number(rate)); it has waited \(callback.wait) of "
          + "\(max(patience, 1))"
        : "the rate falls \(changes == 1 ? "once" : "\(changes) times"), "
          + "to \(Judgement.number(rate))"
    ]
    return replay
  }
}
