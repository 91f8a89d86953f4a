#if CommandLineTool
  internal import Foundation
  internal import Hone

  /// The machine that a run was made on.
  struct MachineDescription {
    let system: String
    let processor: String
    let processorCount: Int
    let memory: String

    /// This machine.
    static var current: MachineDescription {
      let process = ProcessInfo.processInfo
      let gibibytes = Double(process.physicalMemory) / 1_073_741_824
      return MachineDescription(
        system: process.operatingSystemVersionString, processor: processorName,
        processorCount: process.activeProcessorCount,
        memory: String(format: "%.1f GiB", gibibytes))
    }

    /// The most memory that this process has had resident.
    static var peakMemory: ByteCount {
      #if os(macOS)
        var usage = rusage()
        getrusage(RUSAGE_SELF, &usage)
        return ByteCount(Int(usage.ru_maxrss))
      #else
        // What getrusage says begins with the memory of the process that started this one.
        let text = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
        let kibibytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first
        return ByteCount((kibibytes.flatMap { Int($0) } ?? 0) * 1024)
      #endif
    }

    private static var processorName: String {
      #if os(macOS)
        var size = 0
        sysctlbyname("machdep.cpu.brand_string", nil, &size, nil, 0)
        var name = [CChar](repeating: 0, count: size + 1)
        sysctlbyname("machdep.cpu.brand_string", &name, &size, nil, 0)
        return name.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
      #else
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        guard let colon = line?.firstIndex(of: ":"), let line else { return "unknown" }
        return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      #endif
    }
  }
#endif
