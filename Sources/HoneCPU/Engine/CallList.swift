/// The calls of a step, run without counting references.
///
/// A closure that an array holds is retained around each call. Here each lies in an object of its
/// own that lives as long as the list, and is called through a pointer to that.
final class CallList: @unchecked Sendable {
  private final class Call {
    let run: () -> Int32
    init(_ run: @escaping () -> Int32) { self.run = run }
  }

  private let calls: UnsafeMutableBufferPointer<Unmanaged<Call>>

  init(_ closures: [() -> Int32]) {
    calls = .allocate(capacity: closures.count)
    for (index, closure) in closures.enumerated() {
      calls.initializeElement(at: index, to: .passRetained(Call(closure)))
    }
  }

  deinit {
    for call in calls { call.release() }
    calls.deallocate()
  }

  var indices: Range<Int> { calls.indices }
  var count: Int { calls.count }

  /// Runs a call and returns its status.
  @inline(__always) func run(_ index: Int) -> Int32 {
    calls[index]._withUnsafeGuaranteedRef { $0.run() }
  }
}
