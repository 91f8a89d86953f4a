public import HoneCore

/// How far two tensors may differ: `|a − b| ≤ absolute + relative · |b|`, per element type.
///
/// Whole numbers and truth values must be equal. NaN agrees with NaN, an infinity with itself.
public struct Tolerance: Hashable, Sendable {
  /// The part that grows with the element.
  public var relative: Double
  /// The part that doesn't.
  public var absolute: Double
  /// By how much both shrink for float64.
  public var float64Factor: Double

  /// Creates a tolerance for float32; for float64 it is `float64Factor` as large.
  public init(relative: Double, absolute: Double, float64Factor: Double = 1e-7) {
    self.relative = relative
    self.absolute = absolute
    self.float64Factor = float64Factor
  }

  /// No difference at all.
  public static let exact = Tolerance(relative: 0, absolute: 0)

  /// For functions of single elements of order 1: 1e-5 relative, 1e-6 absolute.
  public static let elementwise = Tolerance(relative: 1e-5, absolute: 1e-6)

  /// For sums of `length` terms of size `magnitude`: 1e-5 relative, and absolutely
  /// `(1e-6 + 3e-7 · length) · magnitude`, since terms of both signs cancel.
  public static func sum(of length: Int, magnitude: Double = 1) -> Tolerance {
    Tolerance(relative: 1e-5, absolute: (1e-6 + 3e-7 * Double(length)) * magnitude)
  }

  /// What is allowed beside a wanted element.
  func allowed(_ wanted: Double, dtype: DType) -> Double {
    switch dtype {
    case .float64: (absolute + relative * wanted.magnitude) * float64Factor
    case .float32, .float16, .bfloat16: absolute + relative * wanted.magnitude
    case .int32, .int64, .uint8, .bool: 0
    }
  }
}

/// How two tensors differ.
public struct Mismatch: Error, Hashable, Sendable, CustomStringConvertible {
  /// What differs, in words.
  public var message: String
  /// The largest difference of two elements; infinite if they can't be compared.
  public var maxError: Double

  public var description: String { message }
}

/// The difference between two tensors if it is more than a tolerance allows.
public func mismatch(
  _ received: HostTensor, _ wanted: HostTensor, tolerance: Tolerance = .elementwise
) -> Mismatch? {
  guard received.dtype == wanted.dtype, received.shape == wanted.shape else {
    return Mismatch(
      message: "received \(received.dtype)\(received.shape), wanted \(wanted.dtype)\(wanted.shape)",
      maxError: .infinity)
  }
  if received == wanted { return nil }
  if wanted.dtype == .int64 {  // Doubles can't tell all of these apart.
    return firstDifference(received.elements(as: Int64.self), wanted.elements(as: Int64.self))
  }
  let a = received.elements(as: Double.self)
  let b = wanted.elements(as: Double.self)
  var (count, first, maxError) = (0, -1, 0.0)
  for index in a.indices where !(a[index] == b[index] || (a[index].isNaN && b[index].isNaN)) {
    let error = (a[index] - b[index]).magnitude
    if error <= tolerance.allowed(b[index], dtype: wanted.dtype) && b[index].isFinite { continue }
    if count == 0 { first = index }
    count += 1
    maxError = error.isNaN ? .infinity : max(maxError, error)
  }
  if count == 0 { return nil }
  return Mismatch(
    message: "\(count) of \(a.count) elements of \(wanted.dtype)\(wanted.shape) differ, "
      + "the first at \(first): received \(a[first]), wanted \(b[first]) "
      + "(± \(tolerance.allowed(b[first], dtype: wanted.dtype))); largest error \(maxError)",
    maxError: maxError)
}

private func firstDifference(_ received: [Int64], _ wanted: [Int64]) -> Mismatch? {
  guard let index = received.indices.first(where: { received[$0] != wanted[$0] }) else {
    return nil
  }
  return Mismatch(
    message: "element \(index): received \(received[index]), wanted \(wanted[index])",
    maxError: (Double(received[index]) - Double(wanted[index])).magnitude)
}

/// Requires that two tensors agree.
///
/// - Throws: a ``Mismatch`` if they differ by more than the tolerance.
public func expectClose(
  _ received: HostTensor, _ wanted: HostTensor, tolerance: Tolerance = .elementwise
) throws(Mismatch) {
  if let mismatch = mismatch(received, wanted, tolerance: tolerance) { throw mismatch }
}

/// `‖a − b‖₂ / ‖b‖₂`, the measure in which results are held against golden values; the norm of
/// the difference alone if `b` is zero, infinite if the shapes differ or a difference isn't finite.
public func relativeError(_ received: HostTensor, _ wanted: HostTensor) -> Double {
  guard received.shape == wanted.shape else { return .infinity }
  let (a, b) = (received.elements(as: Double.self), wanted.elements(as: Double.self))
  let difference = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
  let norm = b.reduce(0) { $0 + $1 * $1 }.squareRoot()
  let error = norm > 0 ? difference / norm : difference
  return error.isFinite ? error : .infinity
}
