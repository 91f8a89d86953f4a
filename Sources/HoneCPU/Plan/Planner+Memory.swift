internal import HoneBackend
internal import HoneCore
internal import HoneGraph

/// Where values lie: leaves and kept results in memory of the plan's own, the rest in an arena that
/// all programs over one store share.
extension Planner {
  func owner(_ value: ValueID) -> ValueID {
    var value = value
    while let next = sharing[value] { value = next }
    return value
  }

  func byteCount(_ value: ValueID) -> Int {
    let type = graph.type(of: value)
    return type.shape.count * type.dtype.byteCount
  }

  func placeLeaves(
    _ needed: [Int]
  ) -> (
    inputs: [(memory: UnsafeMutableRawPointer, byteCount: Int)],
    scalars: [(memory: UnsafeMutableRawPointer, dtype: DType)]
  ) {
    let inputs = graph.inputs.indices.map { allocate(inputByteCount($0)) }
    let scalars = graph.scalars.map { (memory: allocate(8), dtype: $0.dtype) }
    for index in needed {
      let value = ValueID(node: index)
      switch graph.nodes[index].op {
      case .input(let place): pointers[value] = inputs[place]
      case .scalar(let place): pointers[value] = scalars[place].memory
      case .state(let slot):
        guard let memory = store.memory(at: graph.slots[slot].path) else { continue }
        resources.append(memory)
        pointers[value] = memory.start
      case .constant, .iota:
        let memory = allocate(byteCount(value))
        if !isShortOfMemory {
          FallbackStep.evaluate(graph.nodes[index], [], [memory], graph)
        }
        pointers[value] = memory
      default: continue
      }
    }
    return (
      inputs.enumerated().map { ($1, inputByteCount($0)) },
      scalars
    )
  }

  /// Memory that lives as long as the plan.
  func allocate(_ byteCount: Int) -> UnsafeMutableRawPointer {
    let memory = Memory(byteCount: byteCount)
    isShortOfMemory = isShortOfMemory || memory.isMissing
    resources.append(memory)
    ownByteCount += byteCount
    return memory.start
  }

  /// The blocks of the arena, and those of results that the host reads after the step, which lie
  /// outside: programs over one store share the arena.
  func placeBlocks() -> (
    blocks: [Arena.Block], ofValue: [ValueID: Int], outside: Set<Int>, byteCount: Int
  ) {
    let outputs = Set(
      program.outputs.compactMap { output in views[output.value].map { owner($0.base) } })
    var outside: Set<Int> = []
    var blocks: [Arena.Block] = []
    var blockOf: [ValueID: Int] = [:]
    for (position, group) in groups.enumerated() {
      for node in group.nodes {
        for output in graph.nodes[node].types.indices {
          let value = ValueID(node: node, output: output)
          guard slotOf[value] == nil, hasMemory(value) else { continue }
          let last = lastRead[value] ?? position
          if let block = blockOf[owner(value)] {
            blocks[block].last = max(blocks[block].last, last)
            continue
          }
          let bytes = max(Memory.aligned(byteCount(value)), Memory.alignment)
          let isOutside = outputs.contains(owner(value))
          if isOutside { outside.insert(blocks.count) }
          blockOf[owner(value)] = blocks.count
          blocks.append(
            Arena.Block(byteCount: isOutside ? 0 : bytes, first: position, last: last))
        }
      }
    }
    var arena = Arena()
    arena.place(&blocks)
    return (blocks, blockOf, outside, arena.byteCount)
  }

  func placeResults() -> Memory {
    let placed = placeBlocks()
    arenaByteCount = placed.byteCount
    let memory = store.workspace(.arena, byteCount: placed.byteCount)
    var kept: [Int: UnsafeMutableRawPointer] = [:]
    for group in groups {
      for node in group.nodes {
        for output in graph.nodes[node].types.indices {
          let value = ValueID(node: node, output: output)
          if let slot = slotOf[value] {
            pointers[value] = store.memory(at: graph.slots[slot].path)?.start
          } else if let block = placed.ofValue[owner(value)] {
            if placed.outside.contains(block) {
              let place = kept[block] ?? allocate(byteCount(owner(value)))
              kept[block] = place
              pointers[value] = place
            } else {
              pointers[value] = memory.start + placed.blocks[block].offset
            }
          }
        }
      }
    }
    for update in program.updates {
      guard let slot = store.memory(at: graph.slots[update.slot].path) else { continue }
      resources.append(slot)
    }
    return memory
  }

  /// Where a value's view begins.
  func pointer(_ value: ValueID) -> UnsafeMutableRawPointer {
    guard let view = views[value] else { return allocate(64) }
    return pointer(view, graph.type(of: value).dtype)
  }

  func pointer(_ view: View, _ dtype: DType) -> UnsafeMutableRawPointer {
    let base = pointers[view.base] ?? allocate(byteCount(view.base))
    pointers[view.base] = base
    return base + view.offset * dtype.byteCount
  }
}
