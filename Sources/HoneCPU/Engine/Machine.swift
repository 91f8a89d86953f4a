internal import CHoneKernels
internal import HoneCore
internal import HoneIO

#if canImport(Darwin)
  internal import Darwin
#endif

/// What a measured choice depends on.
enum Machine {
  /// The version of our own kernels; raised when one becomes faster or slower.
  private static let kernels = 2

  static func description(oneDNN version: Int, threads: Int) -> String {
    "oneDNN \(version), kernels \(kernels) of \(hone_convolution_lanes()) lanes, "
      + "\(threads) threads, \(processor)"
  }

  /// The name of the processor.
  private static let processor: String = {
    #if canImport(Darwin)
      var bytes = [CChar](repeating: 0, count: 256)
      var count = bytes.count
      guard sysctlbyname("machdep.cpu.brand_string", &bytes, &count, nil, 0) == 0 else {
        return "unknown processor"
      }
      return String(decoding: bytes.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    #else
      guard let file = try? FileReader("/proc/cpuinfo"), let bytes = try? file.beginning(4096)
      else { return "unknown processor" }
      let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      func field(_ name: String) -> String {
        let line = lines.first { $0.hasPrefix(name) }
        return line?.split(separator: ":").last.map { $0.trimmingPrefix(" ").description } ?? "?"
      }
      return "\(field("model name")) family \(field("cpu family")) model \(field("model\t"))"
    #endif
  }()
}
