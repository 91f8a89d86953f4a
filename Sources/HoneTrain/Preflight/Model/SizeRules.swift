internal import HoneBackend
internal import HoneCore
internal import HoneData
internal import HoneGraph
internal import HoneNN

/// How large the model is: for its data, for the memory, and what of it is trained at all.
extension Preflight {
  /// Trainable weights for each sample beyond which learning by heart is the likely outcome.
  private static let mostWeightsPerSample = 2000

  func sizeFindings(_ forward: ForwardTrace) -> [Finding] {
    var findings = flattenFindings(forward)
    let count = forward.trace.trainableSlots().reduce(0) { $0 + $1.type.shape.count }
    let samples = max(training.prepared.count, 1)
    if count / samples > Self.mostWeightsPerSample {
      findings.append(
        Finding(
          "parameters-per-sample", at: "model",
          "\(count) trainable weights for \(samples) samples, \(count / samples) for each: it will "
            + "learn them by heart",
          help: "make the model smaller, freeze layers that were trained elsewhere, augment the "
            + "data, or add more"))
    }
    return findings
  }

  /// Flatten before a dense layer on many channels, beside global average pooling.
  private func flattenFindings(_ forward: ForwardTrace) -> [Finding] {
    let parts = forward.parts
    let found = parts.parts.indices.compactMap { index -> (path: String, message: String)? in
      guard parts[index].kind == .flatten, let input = parts[index].inputType?.shape,
        input.rank >= 3, input[-1] >= 512
      else { return nil }
      let places = input.dimensions.dropFirst().dropLast().reduce(1, *)
      let next = parts.next(after: index) { $0.kind == .dropout }
      guard places > 1, let next, let dense = parts[next].layer as? Dense else { return nil }
      let bias = dense.useBias ? dense.units : 0
      let flat = places * input[-1] * dense.units + bias
      let pooled = input[-1] * dense.units + bias
      return (
        parts[index].path,
        "Flatten of \(places) places with \(input[-1]) channels gives \(parts[next].path) \(flat) "
          + "weights; behind global average pooling it would have \(pooled)"
      )
    }
    return Finding.gathered(
      "flatten-channels", .note, at: found,
      help: "GlobalAveragePooling2D in place of Flatten suits 512 channels and more")
  }

  /// Whether state, batch and workspace fit into the machine.
  func memoryFindings(_ forward: ForwardTrace) -> [Finding] {
    guard trainer.memoryLimit == nil, let machine = plan.machineMemory, machine > 0 else {
      return []
    }
    // What the forward pass makes is kept for the way back; weights have a gradient and moments.
    let graph = forward.trace.graph
    let rows = Double(plan.batches.batchSize) / Double(max(forward.batchSize, 1))
    var values = 0.0
    for node in graph.nodes.prefix(forward.nodeCount) {
      if case .state = node.op { continue }
      for type in node.types { values += Double(type.shape.count * type.dtype.byteCount) }
    }
    let state = graph.slots.reduce(0.0) { $0 + Double($1.type.shape.count * 4) }
    guard 4 * state + 2 * values * rows > 0.3 * Double(machine) else { return [] }
    guard let planner = try? MemoryPlanner(trainer),
      let needed = try? planner.memory(batchSize: plan.batches.batchSize)?.total.bytes,
      Double(needed) > 0.8 * Double(machine)
    else { return [] }
    return [
      Finding(
        "memory", needed > machine ? .error : .warning, at: "batchSize",
        "a step takes \(ByteCount(needed)), the data apart, of the machine's \(ByteCount(machine))",
        help:
          "make the batch smaller, or set memoryLimit, which computes some values twice instead "
          + "of keeping them")
    ]
  }
}
