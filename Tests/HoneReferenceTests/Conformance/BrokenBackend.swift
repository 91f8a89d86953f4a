import HoneBackend
import HoneCore
import HoneGraph
import HoneReference

/// The reference backend with one fault, to show that the conformance suite finds faults.
struct BrokenBackend: Backend {
  enum Fault: CaseIterable {
    /// One element of a large output is off by a thousandth of itself.
    case wrongElement
    /// Averages count padding.
    case averageWithPadding
    /// The last row of a batch is lost.
    case lostRow
    /// A max-pool gradient goes to the last largest element.
    case lastLargest
    /// Updates are stored one after another while later ones still read.
    case updatesOneByOne
    /// Each program has a store of its own.
    case privateState
    /// Every run but the first gives other bits.
    case leftovers
    /// A sum reads a transposed operand as if it weren't.
    case sumOfTranspose
  }

  let fault: Fault
  private let reference = ReferenceBackend()

  init(_ fault: Fault) { self.fault = fault }

  var name: String { "broken" }
  var capabilities: Capabilities { reference.capabilities }

  func makeStateStore() throws(HoneError) -> any StateStore { try reference.makeStateStore() }

  func compile(
    _ program: Program, over store: any StateStore
  ) throws(HoneError) -> any Executable {
    var program = program
    var store = store
    switch fault {
    case .averageWithPadding: program.replaceAverages()
    case .lastLargest: program.favourLaterMaxima()
    case .sumOfTranspose: program.forgetTransposes()
    case .privateState:
      let copy = try reference.makeStateStore()
      for slot in store.slots { try copy.set(slot, to: try store.value(at: slot.path)) }
      store = copy
    default: break
    }
    return BrokenExecutable(fault, try reference.compile(program, over: store), store)
  }
}

/// An executable whose results are spoilt on the way out.
private final class BrokenExecutable: Executable, @unchecked Sendable {
  private let fault: BrokenBackend.Fault
  private let inner: any Executable
  private let store: any StateStore
  private var runs = 0

  init(_ fault: BrokenBackend.Fault, _ inner: any Executable, _ store: any StateStore) {
    self.fault = fault
    self.inner = inner
    self.store = store
  }

  var program: Program { inner.program }
  var workspaceByteCount: Int { inner.workspaceByteCount }

  func run(inputs: [UnsafeRawPointer], scalars: [Double]) throws(HoneError) {
    try inner.run(inputs: inputs, scalars: scalars)
    runs += 1
    if fault == .updatesOneByOne { try storeOneByOne() }
  }

  /// An update that only passes another slot on sees that slot's new value.
  private func storeOneByOne() throws(HoneError) {
    let graph = program.graph
    for update in program.updates {
      guard case .state(let source) = graph.nodes[update.value.node].op else { continue }
      let value = try store.value(at: graph.slots[source].path)
      try store.set(graph.slots[update.slot], to: value)
    }
  }

  func output(_ index: Int) -> HostTensor {
    var value = inner.output(index)
    guard value.dtype == .float32, value.count > 0 else { return value }
    let last = value.count - 1
    switch fault {
    case .wrongElement where value.count > 100:
      value.withUnsafeMutableBytes { $0.bindMemory(to: Float.self)[77] *= 1.001 }
    case .lostRow where value.shape.rank > 1:
      value.withUnsafeMutableBytes { $0.bindMemory(to: Float.self)[last] = 0 }
    case .leftovers where runs > 1:
      value.withUnsafeMutableBytes { $0.bindMemory(to: Float.self)[0] *= 1 + Float.ulpOfOne }
    default: break
    }
    return value
  }
}

extension Program {
  /// Averages become sums over the window divided by its full size.
  fileprivate mutating func replaceAverages() {
    for index in graph.nodes.indices {
      guard case .pool(.average, let d) = graph.nodes[index].op else { continue }
      let spatial = d.window.count
      let channels = graph.nodes[index].types[0].shape[-1]
      let dtype = graph.nodes[index].types[0].dtype
      let count = d.window.reduce(1, *)
      let kernel = HostTensor(
        filling: Shape(d.window + [1, channels]), with: 1 / Double(count), dtype: dtype)
      // A depthwise convolution, whose kernel is appended as a constant of its own just before.
      let convolution = ConvolutionDimensions(
        strides: d.strides, padding: d.padding, dilation: [Int](repeating: 1, count: spatial),
        groups: channels)
      insert(
        Node(op: .constant(kernel), inputs: [], types: [TensorType(dtype, kernel.shape)]),
        at: index)
      graph.nodes[index + 1].op = .convolution(convolution)
      graph.nodes[index + 1].inputs.append(ValueID(node: index))
      return
    }
  }

  /// Max-pool gradients go to the last of equal elements.
  fileprivate mutating func favourLaterMaxima() {
    for index in graph.nodes.indices {
      guard case .maxPoolBackward(let d) = graph.nodes[index].op else { continue }
      // A ramp that grows with the place lets the last of equal elements win.
      let type = graph.nodes[index].types[0]
      let ramp = (0..<type.shape.count).map { Double($0) * 1e-4 }
      let constant = HostTensor(unchecked: ramp, shape: type.shape).converted(to: type.dtype)
      let images = graph.nodes[index].inputs[0]
      insert(Node(op: .constant(constant), inputs: [], types: [type]), at: index)
      insert(
        Node(op: .binary(.add), inputs: [images, ValueID(node: index)], types: [type]),
        at: index + 1)
      graph.nodes[index + 2].op = .maxPoolBackward(d)
      graph.nodes[index + 2].inputs[0] = ValueID(node: index + 1)
      return
    }
  }

  /// Sums of transposed values take the elements in the old order.
  fileprivate mutating func forgetTransposes() {
    for index in graph.nodes.indices where graph.nodes[index].op == .binary(.add) {
      for operand in graph.nodes[index].inputs {
        guard case .transpose = graph.nodes[operand.node].op else { continue }
        graph.nodes[operand.node].op = .reshape(graph.nodes[operand.node].types[0].shape)
      }
    }
  }

  /// Inserts a node and renumbers what refers to later ones.
  private mutating func insert(_ node: Node, at place: Int) {
    func moved(_ value: ValueID) -> ValueID {
      value.node >= place ? ValueID(node: value.node + 1, output: value.output) : value
    }
    for index in graph.nodes.indices {
      graph.nodes[index].inputs = graph.nodes[index].inputs.map(moved)
    }
    outputs = outputs.map { Output(name: $0.name, value: moved($0.value)) }
    updates = updates.map { Update(slot: $0.slot, value: moved($0.value)) }
    graph.nodes.insert(node, at: place)
  }
}
