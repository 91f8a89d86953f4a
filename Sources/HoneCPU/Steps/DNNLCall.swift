internal import COneDNN

/// A primitive of oneDNN with the reorders between its layouts and ours.
struct DNNLCall {
  private let operation: DNNLOperation
  private var resources: [AnyObject]
  private var before: [() -> Int32] = []
  private var after: [() -> Int32] = []
  private var reorders: [Reorder] = []
  private var scratchByteCount = 0
  private var scratchUsers: [(UnsafeMutableRawPointer) -> Void] = []
  /// A copy of the kernel, each feature times its scale.
  private(set) var scaledKernel: UnsafeMutableRawPointer?

  init(_ operation: DNNLOperation, resources: [AnyObject]) {
    self.operation = operation
    self.resources = resources + [operation]
    needScratch(operation.scratchpadByteCount) { [operation] in
      operation.bind(HONE_DNNL_ARG_SCRATCHPAD, $0)
    }
  }

  private mutating func needScratch(
    _ byteCount: Int, _ use: @escaping (UnsafeMutableRawPointer) -> Void
  ) {
    let offset = scratchByteCount
    scratchByteCount += Memory.aligned(byteCount)
    scratchUsers.append { use($0 + offset) }
  }

  /// Makes an operand dense first.
  mutating func copy(_ copy: StridedCopy, _ tensor: String, byteCount: Int) {
    reorders.append(Reorder(tensor: tensor, change: "to row-major", byteCount: byteCount))
    before.append {
      copy.run()
      return 0
    }
  }

  /// Computes scale and shift of the finish first; scales the kernel, since the library can't scale
  /// results by feature.
  mutating func prelude(_ numbers: Finish.Numbers, kernel: UnsafeMutableRawPointer, count: Int) {
    resources += numbers.resources
    guard let scale = numbers.scale else { return }
    let memory = Memory(byteCount: count * 4)
    resources.append(memory)
    scaledKernel = memory.start
    let source = kernel.assumingMemoryBound(to: Float.self)
    let target = memory.start.assumingMemoryBound(to: Float.self)
    let features = numbers.features
    before.append {
      numbers.update()
      for start in stride(from: 0, to: count, by: features) {
        for feature in 0..<features {
          target[start + feature] = source[start + feature] * scale[feature]
        }
      }
      return 0
    }
  }

  /// Binds an operand, reordered first if the primitive wants another layout than `plain`.
  mutating func read(
    _ argument: hone_dnnl_argument, _ memory: UnsafeMutableRawPointer, _ plain: DNNLDescriptor
  ) -> Bool {
    guard !operation.takes(argument, plain) else {
      operation.bind(argument, memory)
      return true
    }
    guard let wanted = hone_dnnl_op_desc(operation.handle, argument),
      let reorder = DNNLOperation({ hone_dnnl_reorder_create($0, plain.handle, wanted) })
    else { return false }
    reorder.bind(HONE_DNNL_ARG_SOURCE, memory)
    bind(reorder, HONE_DNNL_ARG_DESTINATION, argument, change: "from plain")
    let handle = reorder.handle
    before.append { Int32(hone_dnnl_op_run(handle).rawValue) }
    return true
  }

  /// Binds the result, reordered afterwards if the primitive writes another layout than `plain`.
  mutating func write(
    _ argument: hone_dnnl_argument, _ memory: UnsafeMutableRawPointer, _ plain: DNNLDescriptor
  ) -> Bool {
    guard !operation.takes(argument, plain) else {
      operation.bind(argument, memory)
      return true
    }
    guard let written = hone_dnnl_op_desc(operation.handle, argument),
      let reorder = DNNLOperation({ hone_dnnl_reorder_create($0, written, plain.handle) })
    else { return false }
    reorder.bind(HONE_DNNL_ARG_DESTINATION, memory)
    bind(reorder, HONE_DNNL_ARG_SOURCE, argument, change: "to plain")
    let handle = reorder.handle
    after.append { Int32(hone_dnnl_op_run(handle).rawValue) }
    return true
  }

  /// Does something to the written result.
  mutating func afterwards(_ run: @escaping () -> Void) {
    after.append {
      run()
      return 0
    }
  }

  /// Joins the primitive's argument and a side of the reorder through scratch memory.
  private mutating func bind(
    _ reorder: DNNLOperation, _ side: hone_dnnl_argument, _ argument: hone_dnnl_argument,
    change: String
  ) {
    resources.append(reorder)
    reorders.append(
      Reorder(
        tensor: Self.name(argument), change: change, byteCount: operation.byteCount(argument)))
    needScratch(operation.byteCount(argument)) { [operation] in
      operation.bind(argument, $0)
      reorder.bind(side, $0)
    }
    needScratch(reorder.scratchpadByteCount) { reorder.bind(HONE_DNNL_ARG_SCRATCHPAD, $0) }
  }

  private static func name(_ argument: hone_dnnl_argument) -> String {
    switch argument {
    case HONE_DNNL_ARG_SOURCE, HONE_DNNL_ARG_DIFF_SOURCE: "images"
    case HONE_DNNL_ARG_WEIGHTS, HONE_DNNL_ARG_DIFF_WEIGHTS: "kernel"
    default: "outputs"
    }
  }

  func prepared() -> PreparedCall {
    let (users, handle) = (scratchUsers, operation.handle)
    let run: () -> Int32
    if before.isEmpty && after.isEmpty {
      run = { Int32(hone_dnnl_op_run(handle).rawValue) }
    } else {
      let main = { Int32(hone_dnnl_op_run(handle).rawValue) }
      let calls = ContiguousArray(before + [main] + after)
      run = {
        for index in calls.indices {
          let status = calls[index]()
          if status != 0 { return status }
        }
        return 0
      }
    }
    return PreparedCall(
      implementation: operation.name, reorders: reorders, scratchByteCount: scratchByteCount,
      useScratch: { start in for use in users { use(start) } }, resources: resources, run: run)
  }
}
