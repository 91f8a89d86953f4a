/// The standard normal distribution, by formulas that give the same bits on every machine.
public enum Normal {
  /// The value below which a standard normal draw falls with probability `p`, 0 < p < 1.
  ///
  /// Relative accuracy about 1e-9: a rational approximation in three ranges; its tails use our own
  /// logarithm rather than the C library's, whose last bits differ between systems.
  ///
  /// Reference: P. J. Acklam, "An algorithm for computing the inverse normal cumulative
  /// distribution function", 2003.
  public static func quantile(_ p: Double) -> Double {
    if p < lowTail {
      return tail((-2 * logarithm(p)).squareRoot())
    }
    if p > 1 - lowTail {
      return -tail((-2 * logarithm(1 - p)).squareRoot())
    }
    let q = p - 0.5
    let r = q * q
    let numerator = polynomial(r, centreNumerator) * q
    return numerator / (polynomial(r, centreDenominator) * r + 1)
  }

  private static let lowTail = 0.02425

  private static func tail(_ q: Double) -> Double {
    polynomial(q, tailNumerator) / (polynomial(q, tailDenominator) * q + 1)
  }

  private static let centreNumerator = [
    -3.969683028665376e+01, 2.209460984245205e+02, -2.759285104469687e+02,
    1.383577518672690e+02, -3.066479806614716e+01, 2.506628277459239e+00,
  ]
  private static let centreDenominator = [
    -5.447609879822406e+01, 1.615858368580409e+02, -1.556989798598866e+02,
    6.680131188771972e+01, -1.328068155288572e+01,
  ]
  private static let tailNumerator = [
    -7.784894002430293e-03, -3.223964580411365e-01, -2.400758277161838e+00,
    -2.549732539343734e+00, 4.374664141464968e+00, 2.938163982698783e+00,
  ]
  private static let tailDenominator = [
    7.784695709041462e-03, 3.224671290700398e-01, 2.445134137142996e+00,
    3.754408661907416e+00,
  ]

  private static func polynomial(_ x: Double, _ coefficients: [Double]) -> Double {
    var sum = 0.0
    for coefficient in coefficients { sum = sum * x + coefficient }
    return sum
  }

  /// The natural logarithm by x = m·2ᵏ and the series of artanh((m−1)/(m+1)), |error| < 1e-15.
  package static func logarithm(_ x: Double) -> Double {
    var mantissa = x.significand
    var exponent = Double(x.exponent)
    if mantissa > 1.414_213_562_373_095_1 {
      mantissa /= 2
      exponent += 1
    }
    let s = (mantissa - 1) / (mantissa + 1)
    let square = s * s
    var sum = 0.0
    for k in stride(from: 21, through: 1, by: -2) { sum = sum * square + 1 / Double(k) }
    return 2 * s * sum + exponent * 0.693_147_180_559_945_3
  }
}
