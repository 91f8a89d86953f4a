#if CommandLineTool
  import Hone
  import Testing

  @testable import HoneCommand

  struct DataSourceTests {
    private func source(_ value: ConfigurationValue) throws -> any DataSource {
      let made = try Registry.command.make(.dataset, from: value, at: "data")
      return try #require(made as? any DataSource)
    }

    @Test func aLimitDrawsTheSameSamplesForASeedAndOthersForAnother() throws {
      let source = try source(["sample": ["limit": 20]])
      func draw(_ seed: UInt64) throws -> [Int] {
        let data = try #require(try source.load(.train, seed: seed)).dataset()
        return (0..<data.count).map { data.sourceIndex(of: $0) }
      }
      let first = try draw(1)
      #expect(first.count == 20)
      #expect(Set(first).count == 20)
      #expect(try draw(1) == first)
      #expect(try draw(2) != first)
      #expect(first != Array(0..<20))
    }

    @Test func aLimitAboveTheNumberOfSamplesTakesAll() throws {
      let data = try #require(try source(["sample": ["limit": 1_000_000]]).load(.test, seed: 0))
      #expect(data.count == 100)
    }

    @Test func bytesAreMultipliedByTheScale() throws {
      func largest(_ value: ConfigurationValue) throws -> Float {
        let data = try #require(try source(value).load(.test, seed: 0)).dataset()
        return try data.tensors(at: [0, 1, 2])[0].elements(as: Float.self).max() ?? 0
      }
      let usual = try largest("sample")
      #expect(usual > 0.5)
      #expect(usual <= 1)
      #expect(try abs(largest(["sample": ["scale": 1]]) - usual * 255) < 1e-3)
    }
  }
#endif
