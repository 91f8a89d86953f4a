/// Ranges of numbers as schemas give them.
extension ClosedRange<Double> {
  /// Every number.
  static let anyNumber = -Double.infinity...Double.infinity
  /// Numbers of 0 or more.
  static let notNegative = 0...Double.infinity
  /// Numbers above 0.
  static let positive = Double.leastNonzeroMagnitude...Double.infinity
  /// Numbers from 0 to below 1.
  static let belowOne = 0...(1.0).nextDown
}
