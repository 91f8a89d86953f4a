internal import HoneCore

/// What lies beyond the edges of a picture. All four as Keras's layers have them.
public enum FillMode: String, Sendable, CaseIterable {
  /// `d c b a | a b c d | d c b a`: mirrored, the outermost pixel twice.
  case reflect
  /// `k k k k | a b c d | k k k k`: the fill value.
  case constant
  /// `a a a a | a b c d | d d d d`: the outermost pixel.
  case nearest
  /// `a b c d | a b c d | a b c d`: again from the other side.
  case wrap
}

extension FillMode {
  /// The place within `0 … length − 1` that stands for any place.
  ///
  /// In float32 and in the order of operations of the kernel behind Keras on TensorFlow, down to
  /// what happens between the last pixel and the first one where a picture wraps.
  @inline(__always)
  func place(_ place: Float, _ length: Float) -> Float {
    var at = place
    switch self {
    case .constant: return at
    case .nearest: break
    case .reflect:
      if at < 0 {
        if length <= 1 { return 0 }
        let double = 2 * length
        if at < -double { at += double * (-at / double).rounded(.towardZero) }
        at = at < -length ? at + double : -at - 1
      } else if at > length - 1 {
        if length <= 1 { return 0 }
        let double = 2 * length
        if at >= double { at -= double * (at / double).rounded(.towardZero) }
        if at >= length { at = double - at - 1 }
      }
    case .wrap:
      if length <= 1 { return 0 }
      if at < 0 {
        at += length * ((-at / (length - 1)).rounded(.towardZero) + 1)
      } else if at > length - 1 {
        at -= length * (at / (length - 1)).rounded(.towardZero)
      }
    }
    return min(max(at, 0), length - 1)
  }
}

/// How the number between pixels is found.
public enum Interpolation: String, Sendable, CaseIterable {
  /// The number of the nearest pixel.
  case nearest
  /// Of the four pixels around, by their distances.
  case bilinear
}
