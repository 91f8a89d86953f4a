internal import HoneCore

/// Reads the little-endian numbers of a file one after another; past the end is an error.
struct ByteCursor {
  let file: ImageFile
  private(set) var position = 0

  init(_ file: ImageFile) { self.file = file }

  /// The bytes that are left.
  var remaining: Int { file.bytes.count - position }

  /// The next byte.
  mutating func byte() throws(HoneError) -> Int { try number(1) }

  /// The next two bytes, as a number without sign.
  mutating func short() throws(HoneError) -> Int { try number(2) }

  /// The next four bytes, as a number without sign.
  mutating func long() throws(HoneError) -> Int { try number(4) }

  /// The next four bytes, as a number with a sign.
  mutating func signedLong() throws(HoneError) -> Int {
    Int(Int32(truncatingIfNeeded: try number(4)))
  }

  /// The next bytes as they are.
  mutating func bytes(_ count: Int) throws(HoneError) -> UnsafeRawBufferPointer {
    guard count >= 0, count <= remaining else {
      throw file.damaged(
        wanted: "\(count) more bytes from byte \(position) on", received: "\(remaining)")
    }
    position += count
    return UnsafeRawBufferPointer(rebasing: file.bytes[position - count..<position])
  }

  /// Goes to a place of the file.
  mutating func go(to place: Int) throws(HoneError) {
    guard 0...file.bytes.count ~= place else {
      throw file.damaged(
        wanted: "a place within its \(file.bytes.count) bytes", received: "byte \(place)")
    }
    position = place
  }

  private mutating func number(_ count: Int) throws(HoneError) -> Int {
    try bytes(count).reversed().reduce(0) { $0 << 8 | Int($1) }
  }
}
