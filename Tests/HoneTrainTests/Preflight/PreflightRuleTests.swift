import Foundation
import Hone
import Testing

@testable import HoneTrain

/// Each rule has a training that it finds something in, and a like one in which it doesn't.
struct PreflightRuleTests {
  static let cases =
    RuleCase.model + RuleCase.output + RuleCase.data + RuleCase.training + RuleCase.beginning

  @Test(arguments: cases)
  func isFoundWhereItIsAndNowhereElse(_ test: RuleCase) async throws {
    // Only this engine tells its memory.
    let engine = test.rule == "memory" ? try backend("cpu") : reference
    let bad = try await test.bad.findings(on: engine)
    let found = bad.filter { $0.rule == test.rule && $0.severity == test.severity }
    #expect(found.count == 1, "all: \(bad)")
    #expect(found.allSatisfy { !$0.place.isEmpty && !$0.message.isEmpty && !$0.help.isEmpty })
    let others = bad.filter { $0.severity > .note && $0.rule != test.rule }
    #expect(others == [], "nothing else is wrong")
    let good = try await test.good.findings(on: engine)
    #expect(good.filter { $0.severity > .note || $0.rule == test.rule } == [])
  }

  @Test func everyRuleHasACase() {
    let tested = Set(Self.cases.map(\.rule)).union(Preflight.rulesOfTransforms)
    #expect(tested.sorted() == Preflight.rules.sorted())
  }

  @Test func everyRuleIsDocumented() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
      "../../..")
    let page = try String(
      contentsOf: root.appendingPathComponent("Sources/Hone/Hone.docc/Preflight.md"),
      encoding: .utf8)
    let rows = page.split(separator: "\n").compactMap { line in
      line.hasPrefix("| `") ? String(line.dropFirst(3).prefix { $0 != "`" }) : nil
    }
    #expect(Set(rows).sorted() == Preflight.rules.sorted())
  }
}
