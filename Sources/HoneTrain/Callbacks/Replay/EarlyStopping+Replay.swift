package import HoneCore
package import HoneNN

extension EarlyStopping {
  /// What this callback would have done in the training of a log.
  ///
  /// - Parameter metrics: metrics beside Hone's own that tell what is better.
  /// - Throws: `.usage` if the number isn't in the log or what is better can't be told, `.data` if
  ///   it is no number.
  package func replay(
    _ log: LoggedEpochs, metrics: [any Metric] = []
  ) throws(HoneError) -> LogReplay {
    let name = try ReplayedLog.name(monitor, in: log)
    var callback = self
    let direction = callback.replayBegin(try ReplayedLog.direction(mode, name, metrics))
    let judgement = Judgement(direction: direction, minDelta: minDelta)
    var replay = LogReplay()
    var best: LoggedEpochs.Row?
    var first: LoggedEpochs.Row?
    for row in log.rows {
      let value = try log.value(name, in: row)
      var reason: String
      if value != nil, row.epoch < startFromEpoch {
        reason = "not watched yet: startFromEpoch is \(startFromEpoch)"
      } else if let value {
        let before = callback.best
        first = first ?? row
        let improves = callback.observe(value, epoch: row.epoch)
        reason = judgement.text(value, best: before, improves: improves)
        if improves {
          best = row
          if let baseline, callback.wait > 0 {
            reason += "; doesn't beat the baseline \(Judgement.number(baseline)): the wait goes on"
          }
        } else if callback.stoppedEpoch == nil, callback.wait >= patience {
          reason += "; the first epoch never ends training"
        }
      } else {
        reason = "\(name) wasn't logged: nothing is done"
      }
      if callback.stoppedEpoch != nil { reason += ": training ends" }
      replay.epochs.append(
        LogReplay.Epoch(
          label: row.label, value: value, best: callback.best, wait: callback.wait, rate: nil,
          reason: reason))
      if callback.stoppedEpoch != nil { break }
    }
    replay.conclusion = conclusion(of: callback, replay, log, best: best, first: first)
    return replay
  }

  private func conclusion(
    of callback: EarlyStopping, _ replay: LogReplay, _ log: LoggedEpochs, best: LoggedEpochs.Row?,
    first: LoggedEpochs.Row?
  ) -> [String] {
    var lines: [String] = []
    let last = replay.epochs.last?.label ?? ""
    if callback.stoppedEpoch != nil {
      let unused = log.rows.count - replay.epochs.count
      lines.append(
        "training ends after epoch \(last): \(callback.wait) "
          + (callback.wait == 1 ? "epoch" : "epochs") + " without improvement, patience "
          + "\(patience)" + (patience == 0 ? ", which acts like 1" : "")
          + (unused > 0
            ? "; \(unused) more \(unused == 1 ? "epoch" : "epochs") of the log wouldn't be" : ""))
    } else {
      lines.append(
        "training doesn't end within this log: after epoch \(last) it has waited "
          + "\(callback.wait) of \(max(patience, 1))")
    }
    if let best, let value = callback.best {
      lines.append("the best epoch is \(best.label): \(monitor) \(Judgement.number(value))")
    } else {
      lines.append("no epoch is the best: \(monitor) is never a number that is watched")
    }
    if restoreBestWeights, let restored = best ?? first {
      lines.append("the weights of epoch \(restored.label) come back")
    } else if let best, best.label != last {
      lines.append(
        "the weights stay those of epoch \(last); restoreBestWeights brings back those of epoch "
          + best.label)
    }
    return lines
  }
}
