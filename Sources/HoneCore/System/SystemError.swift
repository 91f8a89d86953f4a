#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

extension HoneError {
  /// The error for a failed system call on a file.
  ///
  /// - Parameters:
  ///   - kind: The family, `.file` unless the file is part of a data set.
  ///   - path: The file or folder concerned.
  ///   - operation: What was being done, such as `write`.
  ///   - code: The value of `errno`.
  ///   - help: What the user can do; nil for the usual advice for this code.
  package static func system(
    _ kind: Kind = .file, path: String, operation: String, code: Int32, help: String? = nil
  ) -> HoneError {
    HoneError(
      kind, path: path, operation: operation, message: SystemError.text(of: code),
      help: help ?? SystemError.advice(for: code))
  }
}

/// The texts for failed system calls.
package enum SystemError {
  /// The current value of `errno`.
  package static var code: Int32 { errno }

  static func text(of code: Int32) -> String {
    switch code {
    case ENOENT: "no such file or folder"
    case EACCES, EPERM: "permission denied"
    case ENOSPC: "no space left on the device"
    case EDQUOT: "the disk quota is used up"
    case EROFS: "the file system is read-only"
    case EISDIR: "this is a folder, not a file"
    case EEXIST: "there is a file of that name"
    case ENOTDIR: "a part of the path is a file, not a folder"
    case EMFILE, ENFILE: "too many open files"
    case ENAMETOOLONG: "the name is too long"
    case ELOOP: "too many symbolic links"
    case EIO: "the device reports an input/output error"
    default: "system error \(code)"
    }
  }

  static func advice(for code: Int32) -> String? {
    switch code {
    case ENOENT: "check the path"
    case EACCES, EPERM: "change the permissions or choose another folder"
    case ENOSPC, EDQUOT: "free some space or choose a folder on another device"
    case EROFS: "choose a folder on a file system that can be written"
    case EISDIR, EEXIST, ENOTDIR, ENAMETOOLONG, ELOOP: "choose another path"
    case EMFILE, ENFILE: "raise the limit with `ulimit -n`"
    default: nil
    }
  }
}
