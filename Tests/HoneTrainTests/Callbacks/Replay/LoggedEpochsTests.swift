import Hone
import Testing

@testable import HoneTrain

/// Logs of ours and of others.
@Suite struct LoggedEpochsTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func log(_ text: String) throws -> LoggedEpochs {
    try AtomicFile.write(text, to: folder.path + "/log")
    return try LoggedEpochs(folder.path + "/log")
  }

  @Test(arguments: [
    "epoch,loss,val_loss\r\n0,1.5,NA\r\n1,0.5,2\r\n",
    "epoch;loss;val_loss\n1;1.5;\n2;0.5;2",
    "epoch\tloss\tval_loss\n0\t1.5\tnull\n1\t 0.5 \t2\n\n",
    "\"loss\",\"val_loss\"\n1.5,\n0.5,\"2\"\n",
    "{\"epoch\":0,\"loss\":1.5}\n{\"epoch\":1,\"loss\":0.5,\"val_loss\":2}\n",
    "{\"epoch\":5,\"loss\":1.5,\"val_loss\":null}\n{\"epoch\":6,\"loss\":0.5,\"val_loss\":2.0}",
  ])
  func numbersAreReadFromAnyLog(_ text: String) throws {
    let log = try log(text)
    #expect(log.names == ["loss", "val_loss"])
    #expect(log.rows.map { $0.epoch - log.rows[0].epoch } == [0, 1])
    #expect(try log.rows.map { try log.value("loss", in: $0) } == [1.5, 0.5])
    #expect(try log.rows.map { try log.value("val_loss", in: $0) } == [nil, 2])
  }

  @Test func epochsCountFrom0Or1() throws {
    #expect(try log("epoch,loss\n0,1\n1,1\n").rows.map(\.epoch) == [0, 1])
    #expect(try log("epoch,loss\n1,1\n2,1\n").rows.map(\.epoch) == [0, 1])
    #expect(try log("epoch,loss\n4,1\n9,1\n").rows.map(\.label) == ["4", "9"])
    #expect(try log("epoch,loss\n4,1\n9,1\n").rows.map(\.epoch) == [3, 8])
  }

  @Test(arguments: [
    ("", "an empty file"), ("epoch,loss\n", "no row"), ("epoch\n1\n", "no row"),
    ("epoch,loss\n1,2,3\n", "2 fields"), ("epoch,loss\none,2\n", "whole number"),
    ("epoch,loss\n0,1\n1,1\n0,1\n", "the rows of one training"),
    ("epoch,loss\n-1,1\n", "whole number"), ("{\"epoch\":0,\n", "log:1"),
  ])
  func whatIsNoLogIsAnError(_ text: String, says: String) async {
    await expectError(.data, saying: says) { _ = try log(text) }
  }

  @Test func aCellThatIsNoNumberIsNamed() async throws {
    let log = try log("epoch,loss\n0,high\n")
    await expectError(.data, saying: "log:2", "\"high\"") {
      _ = try log.value("loss", in: log.rows[0])
    }
  }

  @Test func fieldsWithinMarksAreReadAsTheyWereWritten() {
    for fields in [["a", "b,c", "d\"e"], ["", "\"", "\"\""], ["x;y"]] {
      let line = fields.map { DelimitedLine.written($0, ",") }.joined(separator: ",")
      #expect(DelimitedLine.fields(of: line, ",") == fields)
    }
  }
}
