import Foundation
import HoneCore
import Testing

@testable import HoneData

struct NumPyArraysTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func row(_ index: Int) -> [Float] { (0..<6).map { Float(index * 10) + Float($0) / 4 } }

  private func check(_ arrays: NumPyArrays, shape: Shape = [2, 3]) throws {
    #expect(arrays.count == 5)
    #expect(arrays.classLabels == [0, 1, 2, 0, 1])
    for index in [4, 0, 2] {
      let sample = try arrays.sample(at: index)
      guard case .tensor(let x) = sample.values[0], case .tensor(let y) = sample.values[1] else {
        Issue.record("no tensors")
        return
      }
      #expect(x.shape == shape)
      #expect(x.elements(as: Float.self) == row(index))
      #expect(y.elements(as: Double.self) == [Double(index % 3)])
    }
  }

  @Test(arguments: ["stored", "deflated", "others", "zip64"])
  func archivesThatNumPyWritesAreRead(_ name: String) throws {
    try check(try NumPyArrays(fixture("records/\(name).npz")))
  }

  @Test func arraysWithAFileEachAreRead() throws {
    let arrays = try NumPyArrays(
      inputs: ["x": fixture("records/x.npy")], targets: ["y": fixture("records/y.npy")])
    try check(arrays)
    #expect(arrays.features[0] == FeatureSpec(.input, name: "x", kind: .tensor([2, 3], .float32)))
  }

  @Test func contentsAreListed() throws {
    let contents = try NumPyArrays.contents(of: fixture("records/others.npz"))
    #expect(contents.map(\.name) == ["x", "y"])
    #expect(contents.map(\.shape) == [[5, 2, 3], [5]])
    #expect(contents.map(\.dtype) == [.float64, .int32])
  }

  @Test func mistakesAreNamed() throws {
    let stored = fixture("records/stored.npz")
    let missing = #expect(throws: HoneError.self) { try NumPyArrays(stored, inputs: ["X"]) }
    #expect(missing?.received == "\"x\", \"y\"")
    #expect(missing?.help == "did you mean \"x\"?")
    let rows = #expect(throws: HoneError.self) {
      try NumPyArrays(inputs: ["x": fixture("records/x.npy")], targets: ["x": stored])
    }
    #expect(rows?.description.contains("the mark of an NPY file") == true)
    let limit = #expect(throws: HoneError.self) {
      try NumPyArrays(fixture("records/deflated.npz"), limit: 100)
    }
    #expect(limit?.wanted == "at most 100 bytes of an array")
    let none = #expect(throws: HoneError.self) { try NumPyArrays(folder.path + "/none.npz") }
    #expect(none?.description.contains("no such file") == true)
  }

  /// Every byte of an archive, changed: an error or the same numbers, and never anything else.
  @Test(arguments: ["stored", "deflated", "zip64"])
  func flippedBytesAreFoundOrHarmless(_ name: String) throws {
    let whole = try readBytes(fixture("records/\(name).npz"))
    var errors = 0
    for place in whole.indices {
      var bytes = whole
      bytes[place] ^= 0x41
      let path = try folder.write(bytes, "flipped.npz")
      do {
        let arrays = try NumPyArrays(path)
        for index in 0..<arrays.count {
          let values = try arrays.sample(at: index).values
          guard case .tensor(let x) = values[0] else { continue }
          #expect(x.elements(as: Float.self) == row(index), "byte \(place)")
        }
      } catch {
        errors += 1
        #expect(error.kind == .data, "byte \(place)")
      }
    }
    #expect(errors > whole.count / 3)
  }

  @Test(arguments: ["stored", "deflated", "zip64"])
  func truncatedArchivesAreErrors(_ name: String) throws {
    let whole = try readBytes(fixture("records/\(name).npz"))
    for length in Swift.stride(from: 0, to: whole.count, by: 7) {
      let path = try folder.write(Array(whole.prefix(length)), "short.npz")
      let error = #expect(throws: HoneError.self) { try NumPyArrays(path) }
      #expect(error?.kind == .data)
    }
  }

  // Archives made to fill memory.

  /// An archive of one entry with sizes as said.
  private func archive(_ content: [UInt8], method: UInt8, size: UInt32, count: Int = 1) -> [UInt8] {
    func little(_ value: UInt32, _ bytes: Int = 4) -> [UInt8] {
      (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
    }
    let name = Array("x.npy".utf8)
    let sizes = little(0) + little(UInt32(content.count)) + little(size)
    let common = [method, 0, 0, 0, 0, 0] + sizes + little(UInt32(name.count), 2) + little(0, 2)
    let local = little(0x0403_4B50) + [20, 0, 0, 0] + common + name + content
    let entry =
      little(0x0201_4B50) + [20, 0, 20, 0, 0, 0] + common + little(0, 2) + little(0, 2)
      + little(0, 2) + little(0) + little(0) + name
    let list = Array((0..<count).map { _ in entry }.joined())
    return local + list + little(0x0605_4B50) + [0, 0, 0, 0] + little(UInt32(count), 2)
      + little(UInt32(count), 2) + little(UInt32(list.count)) + little(UInt32(local.count)) + [
        0, 0,
      ]
  }

  @Test func bombsAreRefused() throws {
    // 4 GiB from 40 bytes: more than deflate can hold.
    let claims = try folder.write(
      archive([UInt8](repeating: 7, count: 40), method: 8, size: .max), "claims.npz")
    let claim = #expect(throws: HoneError.self) { try NumPyArrays(claims, targets: []) }
    #expect(claim?.wanted == "a size that 40 stored bytes can hold")
    // The same bytes under many names.
    let shared = try folder.write(
      archive([UInt8](repeating: 7, count: 40), method: 0, size: 40, count: 50), "shared.npz")
    let overlap = #expect(throws: HoneError.self) { try NumPyArrays(shared, targets: []) }
    #expect(overlap?.received?.contains("which overlap") == true)
    let encrypted = #expect(throws: HoneError.self) {
      try NumPyArrays(
        folder.write(archive([1], method: 99, size: 1), "method.npz"), targets: [])
    }
    #expect(encrypted?.received == "one of method 99")
  }

  @Test func headersThatClaimMoreThanThereIsAreRefused() throws {
    for shape in [
      "(9223372036854775807,)", "(0, 9223372036854775807, 9223372036854775807)", "(3,)",
    ] {
      let text = "{'descr': '<f4', 'fortran_order': True, 'shape': \(shape), }\n"
      let bytes = NPYHeader.mark + [1, 0, UInt8(text.utf8.count), 0] + Array(text.utf8)
      let path = try folder.write(bytes, "huge.npy")
      let error = #expect(throws: HoneError.self) { try NumPyArrays(inputs: ["x": path]) }
      #expect(error?.kind == .data)
    }
  }
}
