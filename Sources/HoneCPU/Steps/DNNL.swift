internal import COneDNN
internal import HoneGraph

/// A memory descriptor of oneDNN.
final class DNNLDescriptor {
  let handle: OpaquePointer

  /// A plain layout with the given strides, or one that the primitive chooses.
  init?(_ dims: [Int], strides: [Int]?) {
    var made: OpaquePointer?
    let extents = dims.map { Int64($0) }
    let status =
      if let strides {
        hone_dnnl_desc_plain(
          &made, Int32(dims.count), extents, strides.map { Int64($0) }, HONE_DNNL_F32)
      } else {
        hone_dnnl_desc_any(&made, Int32(dims.count), extents, HONE_DNNL_F32)
      }
    guard status == HONE_DNNL_SUCCESS, let made else { return nil }
    handle = made
  }

  deinit { hone_dnnl_desc_destroy(handle) }
}

/// A primitive of oneDNN with its argument memories.
final class DNNLOperation {
  let handle: OpaquePointer

  init?(_ make: (UnsafeMutablePointer<OpaquePointer?>) -> hone_dnnl_status) {
    var made: OpaquePointer?
    guard make(&made) == HONE_DNNL_SUCCESS, let made else { return nil }
    handle = made
  }

  deinit { hone_dnnl_op_destroy(handle) }

  var name: String { String(cString: hone_dnnl_op_name(handle)) }
  /// Whether the library has no fast code for it.
  var isReference: Bool { name.hasPrefix("ref") || name.hasPrefix("simple") }
  var scratchpadByteCount: Int { hone_dnnl_op_scratchpad_size(handle) }

  func bind(_ argument: hone_dnnl_argument, _ pointer: UnsafeMutableRawPointer) {
    _ = hone_dnnl_op_bind(handle, argument, pointer)
  }

  func byteCount(_ argument: hone_dnnl_argument) -> Int {
    hone_dnnl_desc_size(hone_dnnl_op_desc(handle, argument))
  }

  /// Whether an argument's layout is the given one.
  func takes(_ argument: hone_dnnl_argument, _ descriptor: DNNLDescriptor) -> Bool {
    guard let own = hone_dnnl_op_desc(handle, argument) else { return false }
    return hone_dnnl_desc_equal(own, descriptor.handle) != 0
  }
}
