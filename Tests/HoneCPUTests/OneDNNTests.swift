import COneDNN
import Foundation
import HoneBackend
import HoneCPU
import HoneCore
import Testing

@Suite struct OneDNNTests {
  /// Where oneDNN's headers are: HONE_ONEDNN_HEADERS, beside the checkout's library, or the system's.
  static let headers: String? = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let candidates: [String?] = [
      ProcessInfo.processInfo.environment["HONE_ONEDNN_HEADERS"],
      root.appending(path: ".hone/onednn/include").path(), "/usr/include", "/usr/local/include",
      "/opt/homebrew/include",
    ]
    return candidates.compactMap { $0 }.first {
      FileManager.default.fileExists(atPath: $0 + "/oneapi/dnnl/dnnl.h")
    }
  }()

  @Test func declarationsEqualTheRealHeaders() throws {
    let headers = try #require(Self.headers, "run Scripts/install-onednn-headers.sh")
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let source = root.appending(path: "Sources/COneDNN")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [
      "clang", "-fsyntax-only", "-DHONE_CHECK_ONEDNN_HEADERS", "-I", headers,
      "-I", source.appending(path: "include").path(),
      source.appending(path: "headers_check.c").path(),
    ]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
  }

  @Test func aMissingFileAndAForeignLibraryAreRefusedInOneLine() throws {
    guard hone_onednn_is_loaded() == 0 else { return }  // Only the first library is looked at.
    var message = [CChar](repeating: 0, count: 256)
    #expect(
      hone_onednn_load("/nonexistent/libdnnl.so.3", &message, 256) == HONE_ONEDNN_NOT_FOUND)
    let text = message.withUnsafeBufferPointer { $0.baseAddress.map { String(cString: $0) } ?? "" }
    #expect(text.contains("/nonexistent/libdnnl.so.3") && !text.contains("\n"))
  }

  @Test func theEngineNamesItsLibraryAndThreads() throws {
    let backend = try CPUBackend()
    #expect(backend.capabilities.description.hasPrefix("cpu, oneDNN 3."))
    #expect(backend.capabilities.dtypes.contains(.float64))
  }
}
