/// Ranges of numbers as schemas give them.
extension ClosedRange<Double> {
  /// Every number.
  package static let anyNumber = -Double.infinity...Double.infinity
  /// Numbers of 0 or more.
  package static let notNegative = 0...Double.infinity
  /// Numbers above 0.
  package static let positive = Double.leastNonzeroMagnitude...Double.infinity
  /// Numbers from 0 to below 1.
  package static let belowOne = 0...(1.0).nextDown
}
