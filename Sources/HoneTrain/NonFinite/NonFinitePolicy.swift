/// What training does when the loss or a weight stops being finite.
///
/// In any case it goes back to the state before the step that did it, and finds the first operation
/// whose result isn't finite though all that it reads is; see ``NonFiniteDiagnosis``.
public enum NonFinitePolicy: Hashable, Sendable {
  /// Ends training with an error that says what was found; the weights are those before the step.
  case stop
  /// Leaves the batch out and goes on with the next; an error after so many in a row.
  case skipBatch(limit: Int = 3)
  /// Goes back to the beginning of the epoch, and on with every learning rate multiplied by
  /// `factor`; an error after so many times. Checkpoints within an epoch hold its beginning too,
  /// and are twice as large.
  case rollBack(factor: Double = 0.5, limit: Int = 3)
}

/// Where a training stopped being finite.
public struct NonFiniteDiagnosis: Hashable, Sendable, Codable, CustomStringConvertible {
  /// The part of the step.
  public enum Direction: String, Hashable, Sendable, Codable {
    case forward, backward, update
  }

  /// The epoch, from 0.
  public let epoch: Int
  /// The step within the epoch, from 0.
  public let step: Int
  /// The layer whose operation it is, such as `block_1/conv2`; empty for the loss and the optimizer.
  public let layer: String
  /// The operation, such as `dotGeneral`.
  public let operation: String
  /// The part of the step.
  public let direction: Direction
  /// The line of the program that calls the layer, if it is known.
  public let location: String?
  /// The samples, by their places in the training data, whose rows aren't finite; empty if the
  /// value has no row for each sample.
  public let samples: [Int]
  /// The largest magnitude among what the operation reads.
  public let largestOperand: Double
  /// What was done about it.
  public internal(set) var action: String = ""

  public var description: String {
    let place = layer.isEmpty ? "" : " of \(layer)"
    let line = location.map { " (\($0))" } ?? ""
    let rows =
      samples.isEmpty
      ? ""
      : "; samples " + samples.prefix(8).map(String.init).joined(separator: ", ")
        + (samples.count > 8 ? " and \(samples.count - 8) more" : "")
    return "the first value that isn't finite is made \(Self.phrases[direction] ?? "") by "
      + "\(operation)\(place)\(line), from operands of magnitude up to "
      + "\(Float(largestOperand))\(rows)"
  }

  private static let phrases: [Direction: String] = [
    .forward: "in the forward pass", .backward: "in the backward pass",
    .update: "by the optimizer",
  ]
}
