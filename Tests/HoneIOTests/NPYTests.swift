import HoneCore
import HoneIO
import Testing

struct NPYTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func file(_ header: String, version: UInt8 = 1, data: [UInt8]) -> [UInt8] {
    let text = Array(header.utf8)
    let length = (0..<(version == 1 ? 2 : 4)).map {
      UInt8(truncatingIfNeeded: text.count >> (8 * $0))
    }
    return [0x93] + Array("NUMPY".utf8) + [version, 0] + length + text + data
  }

  @Test(arguments: DType.allCases.filter { $0 != .bfloat16 })
  func everyTypeAndShapeSurvives(_ dtype: DType) throws {
    for shape: Shape in [[], [3], [2, 0, 4], [2, 3, 5]] {
      let tensor = HostTensor(shape: shape, dtype: dtype) { memory in
        for index in memory.indices { memory[index] = UInt8(index % 2) }
      }
      try NPYFile.write(tensor, to: folder.path + "/a.npy")
      #expect(try NPYFile.read(folder.path + "/a.npy") == tensor)
      let bytes = try readBytes(folder.path + "/a.npy")
      #expect((bytes.count - tensor.byteCount) % 64 == 0)
    }
  }

  @Test func versionsByteOrdersAndFortranOrderAreRead() throws {
    let c = "{'descr': '<i2', 'fortran_order': False, 'shape': (2, 3), }\n"
    let fortran = "{'descr': '>i2', 'fortran_order': True, 'shape': (2, 3), }\n"
    let expected = try HostTensor([1, 2, 3, 4, 5, -1] as [Int32], shape: [2, 3])
    for version: UInt8 in 1...3 {
      let little = try folder.write(
        file(c, version: version, data: [1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 255, 255]), "c.npy")
      #expect(try NPYFile.read(little) == expected)
      let big = try folder.write(
        file(fortran, version: version, data: [0, 1, 0, 4, 0, 2, 0, 5, 0, 3, 255, 255]), "f.npy")
      #expect(try NPYFile.read(big) == expected)
    }
  }

  @Test func malformedFilesAreNamed() throws {
    let good = "{'descr': '|u1', 'fortran_order': False, 'shape': (4,), }\n"
    for (bytes, message) in [
      ([], "expects the mark of an NPY file"),
      (Array("PK\u{3}\u{4}aaaaaaaaaaaa".utf8), "expects the mark of an NPY file"),
      (file(good, version: 4, data: [1, 2, 3, 4]), "a version from 1 to 3"),
      (Array(file(good, data: []).prefix(30)), "a header of at most 20 bytes"),
      (file(good, data: [1, 2, 3]), "expects 4 bytes for [4]. Received: 3"),
      (file(good, data: [1, 2, 3, 4, 5]), "expects 4 bytes for [4]. Received: 5"),
      (file("{'descr': '|O', 'shape': (1,)}", data: []), "'descr' expects"),
      (file("{'descr': [('a', '<i4')]}", data: []), "'descr' expects a type among"),
      (file("{'descr': '<f4', 'shape': (1,)}", data: []), "'fortran_order' expects True or False"),
      (
        file("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", data: []),
        "'shape' expects a tuple"
      ),
      (
        file(
          "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)}", data: []),
        "'shape' expects fewer elements"
      ),
    ] as [([UInt8], String)] {
      let path = try folder.write(bytes, "bad.npy")
      let error = #expect(throws: HoneError.self) { try NPYFile.read(path) }
      #expect(error?.kind == .file)
      #expect(error?.description.contains(message) == true, "\(error?.description ?? "")")
    }
  }
}
