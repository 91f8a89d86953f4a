public import HoneBackend
public import HoneGraph

/// Where the time of training steps went, call by call.
///
/// Its description is two tables: time per layer and per operation, each apart for the forward
/// pass, the gradients and the update, longest first.
public struct Profile: Hashable, Sendable {
  /// A call of the program with its time.
  public struct Call: Hashable, Sendable {
    /// What it is.
    public var call: CallDescription
    /// The median of its times, in milliseconds.
    public var milliseconds: Double
  }

  /// Calls that have a layer or an operation in common.
  public struct Row: Hashable, Sendable {
    /// The part of the step.
    public var phase: Phase
    /// The layer or operation.
    public var name: String
    /// How many calls a step makes.
    public var calls = 0
    /// Their time in a step.
    public var milliseconds = 0.0
    /// Their floating-point operations in a step.
    public var flops = 0
    /// The bytes that they read and write in a step.
    public var byteCount = 0

    /// Operations per time.
    public var gigaflopsPerSecond: Double { Self.rate(flops, milliseconds) }
    /// Bytes moved per time.
    public var gigabytesPerSecond: Double { Self.rate(byteCount, milliseconds) }

    private static func rate(_ number: Int, _ milliseconds: Double) -> Double {
      milliseconds > 0 ? Double(number) / milliseconds / 1e6 : 0
    }
  }

  /// The program's name, such as `train`.
  public var program: String
  /// The engine, as it describes itself.
  public var engine: String
  /// The calls in their order.
  public var calls: [Call]
  /// The median time of a step in the engine, in milliseconds.
  public var stepMilliseconds: Double
  /// The median time that a step waited for its batch, in milliseconds.
  public var waitMilliseconds: Double
  /// What was measured, step by step.
  let steps: [RecordedStep]

  /// How many steps were measured.
  public var stepCount: Int { steps.count }

  /// The calls, longest first.
  public var callsByTime: [Call] { calls.sorted { $0.milliseconds > $1.milliseconds } }

  /// The time of each layer, parts of the step in their order, longest first within each.
  public var layers: [Row] { rows { $0.layer.isEmpty ? "(no layer)" : $0.layer } }

  /// The time of each kind of operation, ordered like ``layers``.
  public var operations: [Row] { rows(named: \.operation) }

  private func rows(named name: (CallDescription) -> String) -> [Row] {
    var rows: [Row] = []
    for entry in calls {
      let call = entry.call
      let own = name(call)
      let place = rows.firstIndex { $0.phase == call.phase && $0.name == own } ?? rows.count
      if place == rows.count { rows.append(Row(phase: call.phase, name: own)) }
      rows[place].calls += 1
      rows[place].milliseconds += entry.milliseconds
      rows[place].flops += call.flops
      rows[place].byteCount += call.readByteCount + call.writtenByteCount
    }
    return rows.sorted { ($0.phase, $1.milliseconds) < ($1.phase, $0.milliseconds) }
  }
}

/// The clock's marks of one step.
struct RecordedStep: Hashable, Sendable {
  /// The step's number among all updates, from 0.
  var number: Int
  /// When the loop asked for the batch.
  var asked: ContinuousClock.Instant
  /// When it had the batch.
  var received: ContinuousClock.Instant
  /// When the first call began and each ended.
  var marks: [ContinuousClock.Instant]
}
