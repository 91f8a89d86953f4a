internal import Synchronization

/// Numbers that are unique in the process.
package enum Counter {
  private static let value = Atomic<Int>(0)

  /// The next number.
  package static func next() -> Int { value.wrappingAdd(1, ordering: .relaxed).newValue }
}
