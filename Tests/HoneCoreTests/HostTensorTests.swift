import HoneCore
import Testing

struct HostTensorTests {
  @Test func elementsKeepTheirOrderAndType() throws {
    let tensor = try HostTensor([1, 2, 3, 4, 5, 6] as [Int64], shape: [2, 3])
    #expect(tensor.dtype == .int64)
    #expect(tensor.byteCount == 48)
    #expect(tensor.elements(as: Int64.self) == [1, 2, 3, 4, 5, 6])
    #expect(tensor.description == "int64[2, 3] [1, 2, 3, 4, 5, 6]")
    #expect(HostTensor(scalar: 2.5).shape == [])
    #expect(HostTensor(filling: [3], with: 7, dtype: .int32) == HostTensor([7, 7, 7] as [Int32]))
    #expect(HostTensor(zeros: [0, 4]).count == 0)
  }

  @Test func wrongCountsAreErrors() {
    let error = #expect(throws: HoneError.self) { try HostTensor([1, 2] as [Float], shape: [3]) }
    #expect(
      error?.description == """
        HostTensor expects 3 elements for shape [3]. Received: 2
          help: pass as many elements as the shape holds
        """)
    #expect(throws: HoneError.self) { try HostTensor([1] as [Float], shape: [-1]) }
    #expect(throws: HoneError.self) { try HostTensor(zeros: [4]).reshaped(to: [3]) }
  }

  @Test func argMaxTakesTheFirstLargestOfEachRow() throws {
    let scores = try HostTensor([1, 5, 5, 7, 2, 3] as [Float], shape: [2, 3])
    #expect(scores.argMax() == [1, 0])
    #expect(HostTensor(zeros: [0, 3]).argMax() == [])
    #expect(HostTensor(scalar: 1.0).argMax() == [])
  }

  @Test func copiesAreIndependentOnceWritten() {
    let original = HostTensor([1, 2, 3] as [Float])
    var copy = original
    copy.withUnsafeMutableBytes { $0.bindMemory(to: Float.self)[1] = 9 }
    #expect(original.elements(as: Float.self) == [1, 2, 3])
    #expect(copy.elements(as: Float.self) == [1, 9, 3])
    #expect(copy != original)
  }

  @Test func conversionsCutTowardsZeroAndStayInRange() {
    let tensor = HostTensor([-1.9, 2.9, 300, 1e30, .nan, -1e30] as [Double])
    #expect(tensor.converted(to: .uint8).elements(as: UInt8.self) == [0, 2, 255, 255, 0, 0])
    #expect(
      tensor.converted(to: .int32).elements(as: Int32.self)
        == [-1, 2, 300, .max, 0, .min])
    #expect(
      tensor.converted(to: .int64).elements(as: Int64.self)
        == [-1, 2, 300, .max, 0, .min])
    #expect(HostTensor([0, 2] as [Float]).converted(to: .bool).elements() == [false, true])
    #expect(HostTensor([true, false]).converted(to: .float32).elements() == [1 as Float, 0])
  }

  @Test func equalTensorsHaveEqualTypeShapeAndBytes() throws {
    let a = HostTensor([1, 2] as [Float])
    #expect(a == HostTensor([1, 2] as [Float]))
    #expect(a.hashValue == HostTensor([1, 2] as [Float]).hashValue)
    #expect(a != HostTensor([1, 3] as [Float]))
    #expect(a != (try HostTensor([1, 2] as [Float], shape: [2, 1])))
    #expect(HostTensor([0] as [Int32]) != HostTensor([0] as [Float]))
  }

  @Test func rowsAreTakenAlongTheFirstAxis() throws {
    let tensor = try HostTensor(Array(0..<12) as [Int32], shape: [4, 3])
    #expect(
      tensor.rows(1..<3) == (try HostTensor([3, 4, 5, 6, 7, 8] as [Int32], shape: [2, 3])))
    #expect(tensor.rows(2..<2).shape == [0, 3])
  }

  @Test func memoryIsAlignedForVectors() {
    HostTensor(zeros: [3]).withUnsafeBytes { bytes in
      #expect(UInt(bitPattern: bytes.baseAddress) % 64 == 0)
    }
  }

  @Test func closuresThrowWhatTheyDeclare() {
    #expect(throws: HoneError(.data, message: "stop")) {
      try HostTensor(shape: [2], dtype: .uint8) { _ throws(HoneError) in
        throw HoneError(.data, message: "stop")
      }
    }
  }
}

struct DTypeTests {
  @Test func typesMatchTheirSwiftElements() {
    func check<Element: TensorElement>(_: Element.Type) {
      #expect(Element.dtype.byteCount == MemoryLayout<Element>.stride)
    }
    check(Float.self)
    check(Double.self)
    check(Int32.self)
    check(Int64.self)
    check(UInt8.self)
    check(Bool.self)
    #expect(DType.allCases.filter { !$0.isSupported } == [.float16, .bfloat16])
    #expect(DType.allCases.filter(\.isInteger) == [.int32, .int64, .uint8])
    #expect(DType.allCases.filter(\.isFloatingPoint).count == 4)
  }
}
