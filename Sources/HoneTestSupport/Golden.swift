public import HoneCore
internal import HoneIO

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Tensors that Keras or PyTorch computed: one file of `Tests/Fixtures/golden`.
///
/// ```swift
/// let golden = try Golden("layers/conv2d-valid")
/// let output = …  // from golden["input"] and golden.tensors(under: "params")
/// try golden.expect(output, toBe: "output")
/// ```
public struct Golden: Sendable {
  /// The file's path within the folder, without its ending, such as `layers/conv2d-valid`.
  public let name: String
  /// The layer's, loss's or optimizer's configuration, in Hone's spelling.
  public let configuration: ConfigurationValue
  /// The framework that computed the values, with its version.
  public let framework: String
  /// The other framework that computed the same from the same inputs; nil if none did.
  public let checked: String?
  /// The tensors.
  public let tensors: [String: HostTensor]

  /// Reads a case.
  ///
  /// - Parameters:
  ///   - name: the group and the case, such as `losses/sparse-logits`.
  ///   - folder: where the groups are; by default the fixtures of this package's checkout.
  /// - Throws: an error of kind `.file` if there is no such file or it is damaged.
  public init(_ name: String, in folder: String = Golden.folder) throws(HoneError) {
    let path = "\(folder)/\(name).safetensors"
    let file = try SafetensorsFile(path)
    self.name = name
    framework = file.metadata["framework"] ?? ""
    checked = file.metadata["checked"]
    configuration = try ConfigurationValue(
      parsingJSON: file.metadata["config"] ?? "{}", file: path, errorKind: .file)
    var tensors: [String: HostTensor] = [:]
    for name in file.names { tensors[name] = try file.tensor(name) }
    self.tensors = tensors
  }

  /// The fixtures of the checkout that this module was built from.
  public static var folder: String {
    let sources = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    return sources.joined(separator: "/") + "/Tests/Fixtures/golden"
  }

  /// The names of a group's cases, sorted: `layers/conv2d-valid` and so on.
  ///
  /// - Parameters:
  ///   - group: `layers`, `losses`, `metrics`, `optimizers` or `training`.
  ///   - prefix: how the names of the wanted cases begin.
  /// - Throws: an error of kind `.file` if there is no such folder.
  public static func names(
    of group: String, prefix: String = "", in folder: String = Golden.folder
  ) throws(HoneError) -> [String] {
    guard let directory = opendir("\(folder)/\(group)") else {
      throw HoneError(
        .file, path: "\(folder)/\(group)", message: "there is no such folder of golden values")
    }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let file = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard file.hasSuffix(".safetensors"), file.hasPrefix(prefix) else { continue }
      names.append("\(group)/\(file.dropLast(".safetensors".count))")
    }
    return names.sorted()
  }

  /// A tensor by name.
  ///
  /// - Throws: an error of kind `.file` that lists the names there are.
  public func tensor(_ name: String) throws(HoneError) -> HostTensor {
    guard let tensor = tensors[name] else {
      throw HoneError(
        .file, path: self.name, operation: "golden value", wanted: "a tensor \"\(name)\"",
        received: tensors.keys.sorted().joined(separator: ", "))
    }
    return tensor
  }

  /// The tensors whose names begin with `prefix/`, by the rest of their names.
  public func tensors(under prefix: String) -> [String: HostTensor] {
    var found: [String: HostTensor] = [:]
    for (name, tensor) in tensors where name.hasPrefix(prefix + "/") {
      found[String(name.dropFirst(prefix.count + 1))] = tensor
    }
    return found
  }

  /// The operands of a layer: `input`, or `input/0`, `input/1`, …
  public var inputs: [HostTensor] {
    if let single = tensors["input"] { return [single] }
    return (0...).lazy.map { tensors["input/\($0)"] }.prefix { $0 != nil }.compactMap(\.self)
  }

  /// Requires that `‖received − wanted‖₂ / ‖wanted‖₂` is at most `limit`.
  ///
  /// - Throws: a ``Mismatch`` that names case and tensor, or an error if there is no such tensor.
  public func expect(_ received: HostTensor, toBe name: String, within limit: Double = 1e-5) throws
  {
    try expect(received, toBe: try tensor(name), called: name, within: limit)
  }

  /// Requires the same of a value that was made from the case's tensors.
  ///
  /// - Throws: a ``Mismatch`` that names case and value.
  public func expect(
    _ received: HostTensor, toBe wanted: HostTensor, called name: String,
    within limit: Double = 1e-5
  ) throws {
    let error = relativeError(received, wanted)
    guard error <= limit else {
      throw Mismatch(
        message: "\(self.name), \(name): relative error \(error), at most \(limit) allowed; "
          + "received \(received), wanted \(wanted)",
        maxError: error)
    }
    record(error)
  }
}
