import Foundation
import HoneCore
import HoneData
import Testing

struct CSVTableTests {
  private let folder: TemporaryFolder
  init() throws { folder = try TemporaryFolder() }

  private func file(_ text: String, _ name: String = "a.csv") throws -> String {
    try folder.write(Array(text.utf8), name)
  }

  private func table(
    _ text: String, _ options: TableOptions = TableOptions(), _ format: CSVFormat = CSVFormat()
  ) throws -> CSVTable {
    try CSVTable(try file(text), format: format, options: options)
  }

  private func numbers(_ table: CSVTable, _ row: Int, _ feature: Int = 0) throws -> [Float] {
    guard case .tensor(let tensor) = try table.sample(at: row).values[feature] else { return [] }
    return tensor.elements(as: Float.self)
  }

  private func message(_ body: () throws -> CSVTable) throws -> String {
    let error = #expect(throws: HoneError.self) { _ = try body() }
    return try #require(error).description.replacing(folder.path + "/", with: "")
  }

  @Test func typesAreFoundAndFeaturesMakeOneVector() throws {
    let table = try table(
      "id,width,kind,isRound,price\n1,2.5,b,true,10\n-2,3,a,False,20\n3,.5,b,TRUE,30\n",
      TableOptions(targets: ["price"]))
    #expect(table.schema.columns.map(\.type) == [.int, .double, .categorical, .bool, .int])
    #expect(table.schema.vectorNames == ["id", "width", "kind=a", "kind=b", "isRound"])
    #expect(
      table.features == [
        FeatureSpec(.input, name: "x", kind: .tensor([5], .float32)),
        FeatureSpec(.target, name: "price", kind: .tensor([1], .float32)),
      ])
    #expect(try numbers(table, 0) == [1, 2.5, 0, 1, 1])
    #expect(try numbers(table, 1) == [-2, 3, 1, 0, 0])
    #expect(try numbers(table, 2, 1) == [30])
    #expect(table.classLabels == nil)
    #expect(table.name(of: 1).hasSuffix("a.csv:3"))
  }

  @Test func targetsOfCategoriesAndConsecutiveNumbersAreLabels() throws {
    let text = "x,kind,code,flag\n1,b,0,true\n2,a,2,false\n3,a,1,true\n"
    let kinds = try table(text, TableOptions(targets: ["kind"], features: ["x"]))
    #expect(kinds.classLabels == [1, 0, 0])
    #expect(kinds.classNames == ["a", "b"])
    #expect(kinds.features[1] == FeatureSpec(.target, name: "kind", kind: .tensor([], .int32)))
    let codes = try table(text, TableOptions(targets: ["code"], features: ["x"]))
    #expect(codes.classLabels == [0, 2, 1])
    #expect(codes.classNames == nil)
    let flags = try table(text, TableOptions(targets: ["flag"], features: ["x"]))
    #expect(flags.classLabels == [1, 0, 1])
    #expect(flags.classNames == ["false", "true"])
    // 1, 2, 3 are numbers unless the file is told otherwise.
    #expect(try table(text, TableOptions(targets: ["x"])).classLabels == nil)
    let classes = try table(text, TableOptions(targets: ["x"], types: ["x": .categorical]))
    #expect(classes.classLabels == [0, 1, 2])
    #expect(classes.classNames == ["1", "2", "3"])
  }

  @Test func wholeNumbersAsCategoriesAreSortedByValue() throws {
    let table = try table(
      "c,y\n10,a\n9,b\n-1,a\n10,b\n", TableOptions(targets: ["y"], types: ["c": .categorical]))
    #expect(table.schema["c"]?.vocabulary == ["-1", "9", "10"])
    #expect(try numbers(table, 0) == [0, 0, 1])
  }

  @Test func columnsCanBeInputsOfTheirOwn() throws {
    let table = try table(
      "w,kind,note,y\n1,b,\"one, two\",0\n2,a,\"say \"\"hi\"\"\",1\n",
      TableOptions(targets: ["y"], types: ["note": .text], layout: .named))
    #expect(
      table.features == [
        FeatureSpec(.input, name: "w", kind: .tensor([1], .float32)),
        FeatureSpec(.input, name: "kind", kind: .tensor([1], .int32)),
        FeatureSpec(.input, name: "note", kind: .text),
        FeatureSpec(.target, name: "y", kind: .tensor([], .int32)),
      ])
    let sample = try table.sample(at: 1)
    #expect(sample.values[1] == .tensor(HostTensor([Int32(0)])))
    #expect(sample.values[2] == .text("say \"hi\""))
    #expect(try table.sample(at: 0).values[2] == .text("one, two"))
  }

  @Test func longTextsAreTextAndMayBeCompressed() throws {
    var text = "review,label\n"
    for row in 0..<50 {
      let many = String(repeating: "very ", count: row % 20)
      text += "\"한국어 review \(row), \(many) \"\"good\"\"\",\(row % 2)\n"
    }
    let plain = try CSVTable(try file(text), options: TableOptions(targets: ["label"]))
    #expect(plain.schema["review"]?.type == .text)
    let packed = try CSVTable(
      try folder.write(gzip(Array(text.utf8)), "a.csv.gz"),
      options: TableOptions(targets: ["label"]))
    for row in 0..<50 {
      let expected = "한국어 review \(row), \(String(repeating: "very ", count: row % 20)) \"good\""
      #expect(try plain.sample(at: row).values[0] == .text(expected))
      #expect(try packed.sample(at: row).values[0] == .text(expected))
    }
  }

  // Missing values.

  private let holes = "a,kind,y\n1,u,0\n,v,1\nNA,?,0\n4,v,1\n10,null,1\n"

  @Test func missingValuesAreErrorsByDefault() throws {
    #expect(
      try message { try table(holes, TableOptions(targets: ["y"])) } == """
        a.csv: column "a" expects a value. Received: a missing one, the first of 2 missing values
          at a.csv:3:1
          help: say what becomes of missing values: fill in the mean, the median or a constant, or \
        drop the row
        """)
    let filled = TableOptions(targets: ["y"], missing: .mean)
    #expect(
      try message { try table("a,y\n1,0\n2,\n", filled) } == """
        a.csv: column "y" expects a value. Received: a missing one
          at a.csv:3:3
          help: a target can't be made up: mend the file, or drop such rows with missing: .dropRow
        """)
  }

  @Test func missingValuesAreFilled() throws {
    let mean = try table(holes, TableOptions(targets: ["y"], missing: .mean))
    #expect(try numbers(mean, 1) == [5, 0, 1])
    #expect(try numbers(mean, 2) == [5, 0, 1])  // The most frequent kind is v.
    let median = try table(holes, TableOptions(targets: ["y"], missing: .median))
    #expect(try numbers(median, 2) == [4, 0, 1])
    let constant = try table(
      holes,
      TableOptions(
        targets: ["y"], missing: .mostFrequent,
        missingByColumn: ["a": .constant("-1"), "kind": .constant("none")]))
    #expect(try numbers(constant, 2) == [-1, 1, 0, 0])
    #expect(constant.schema["kind"]?.vocabulary == ["none", "u", "v"])
    #expect(constant.schema["a"]?.fill == "-1")
  }

  @Test func rowsWithMissingValuesAreDroppedAndCounted() throws {
    let dropped = try table(holes, TableOptions(targets: ["y"], missing: .dropRow))
    #expect(dropped.count == 2)
    #expect(dropped.droppedRows == 3)
    #expect(try numbers(dropped, 1) == [4, 0, 1])
    #expect(dropped.name(of: 1).hasSuffix(":5"))
    // Only rows without `a` go; the categories of dropped rows leave no trace.
    let some = try table(
      "a,kind,y\n1,u,0\n,w,1\n2,v,1\n",
      TableOptions(targets: ["y"], missingByColumn: ["a": .dropRow]))
    #expect(some.schema["kind"]?.vocabulary == ["u", "v"])
  }

  @Test func missingValuesCanStay() throws {
    let kept = try table(holes, TableOptions(targets: ["y"], missing: .keep, unknown: .index))
    #expect(try numbers(kept, 1)[0].isNaN)
    #expect(try Array(numbers(kept, 2)[1...]) == [1, 0, 0])
    #expect(throws: HoneError.self) {
      try table(holes, TableOptions(targets: ["y"], missing: .keep))
    }
  }

  @Test func marksOfMissingValuesCanBeChosen() throws {
    let table = try table(
      "a,kind\n1,NA\n-99,b\n3,NA\n", TableOptions(missing: .constant("0")),
      CSVFormat(missing: ["-99"]))
    #expect(table.schema["kind"]?.vocabulary == ["NA", "b"])
    #expect(try numbers(table, 1) == [0, 0, 1])
    // What the training data didn't lack has no constant in its vocabulary.
    let other = try file("a,kind\n1,-99\n", "v.csv")
    #expect(try message { try table.applying(to: other) }.contains("at v.csv:2:3"))
  }

  // Fitting and applying.

  @Test func otherFilesAreReadAsTheFirst() throws {
    let train = try table(
      "a,kind,y\n1,u,no\n3,v,yes\n,u,yes\n", TableOptions(targets: ["y"], missing: .mean))
    // Another order, one column more, numbers without points, a missing value.
    let test = try train.applying(to: try file("y,extra,kind,a\nyes,x,v,\nyes,x,u,7\n", "t.csv"))
    #expect(test.features == train.features)
    #expect(test.classLabels == [1, 1])
    #expect(test.classNames == ["no", "yes"])
    #expect(try numbers(test, 0) == [2, 0, 1])
    #expect(try numbers(test, 1) == [7, 1, 0])
    let unlabelled = try train.applying(
      to: try file("a,kind\n5,u\n", "p.csv"), requiresTargets: false)
    #expect(unlabelled.features.count == 1)
    #expect(try numbers(unlabelled, 0) == [5, 1, 0])
  }

  @Test func labelsThatTrainingNeverSawAreNamed() throws {
    let train = try table("a,y\n1,no\n3,yes\n", TableOptions(targets: ["y"]))
    #expect(
      try message { try train.applying(to: try file("a,y\n1,no\n2,maybe\n", "v.csv")) } == """
        v.csv: label column "y" expects one of the 2 categories of the training data, "no", "yes". \
        Received: "maybe"
          at v.csv:3:3
          help: the labels of both files must be the same: mend the label, or train on data that \
        has it
        """)
    let codes = try table("a,y\n1,0\n3,1\n", TableOptions(targets: ["y"]))
    #expect(
      try message { try codes.applying(to: try file("a,y\n1,0\n2,2\n", "v.csv")) }
        .contains("label column \"y\" expects labels from 0 to 1, as in the training data"))
  }

  @Test func unknownCategoriesAreErrorsOrHaveAnIndex() throws {
    let text = "kind,y\nred,0\nblue,1\n"
    let strict = try table(text, TableOptions(targets: ["y"]))
    let other = try file("kind,y\nrde,0\n", "v.csv")
    #expect(
      try message { try strict.applying(to: other) } == """
        v.csv: column "kind" expects one of the 2 categories of the training data, "blue", "red". \
        Received: "rde"
          at v.csv:2:1
          help: did you mean "red"?
        """)
    let lenient = try table(text, TableOptions(targets: ["y"], unknown: .index))
    #expect(lenient.schema.vectorNames == ["kind=?", "kind=blue", "kind=red"])
    #expect(try numbers(lenient, 0) == [0, 0, 1])
    #expect(try numbers(lenient.applying(to: other), 0) == [1, 0, 0])
    let indices = try table(
      text, TableOptions(targets: ["y"], categories: .index, unknown: .index))
    #expect(try numbers(indices, 0) == [2])
    #expect(try numbers(indices.applying(to: other), 0) == [0])
  }

  @Test func schemasAreStoredAndReadBack() throws {
    let train = try table(
      "a,kind,y\n1,u,no\n3,v,yes\n,u,yes\n", TableOptions(targets: ["y"], missing: .median))
    let stored = try JSONEncoder().encode(train.schema)
    let again = try CSVTable(
      train.path, fittedTo: try JSONDecoder().decode(TableSchema.self, from: stored))
    #expect(again.schema == train.schema)
    #expect(try numbers(again, 2) == [2, 1, 0])
  }

  // Mistakes.

  @Test func mistakesAreNamedWithTheirPlace() throws {
    #expect(
      try message { try table("a,b\n1,2\n3\n") } == """
        a.csv: CSV expects 2 fields, as the first line has. Received: 1
          at a.csv:3:1
          help: a field that holds a delimiter stands between double quotes
        """)
    #expect(try message { try table("a,b\n1,2,3\n") }.contains("at a.csv:2:5"))
    #expect(
      try message { try table("a,b,a\n1,2,3\n") } == """
        a.csv: CSV expects a name for each column. Received: "a" twice
          at a.csv:1:5
          help: rename one of the two
        """)
    #expect(
      try message { try table("5.1,3.5,setosa\n4,2,virginica\n") } == """
        a.csv: CSV expects the columns' names in the first line. Received: 2 numbers
          at a.csv:1:1
          help: say header: false if the file has no names, header: true if these are names
        """)
    let rows = (0..<20).map { "\($0)" }.joined(separator: "\n")
    #expect(
      try message { try table("a\n\(rows)\nabc\n") } == """
        a.csv: column "a" expects a number, as 20 of its values are. Received: "abc"
          at a.csv:22:1
          help: mend the value, count it among the missing ones, or give the column the type \
        categorical or text
        """)
    #expect(
      try message { try table("a\n1\nx\n", TableOptions(types: ["a": .double])) }
        .contains("column \"a\" expects a number. Received: \"x\"\n  at a.csv:3:1"))
    #expect(try message { try table("a\n1e39\n") }.contains("expects a number below 3.4e38"))
    #expect(
      try message { try table("height,b\n1,2\n", TableOptions(targets: ["heigth"])) } == """
        a.csv: columns expects among "height", "b". Received: "heigth"
          help: did you mean "height"?
        """)
    #expect(try message { try table("") }.contains("Received: an empty file"))
    #expect(try message { try table("a,b\n") }.contains("expects at least one row. Received: none"))
    #expect(try message { try CSVTable(folder.path + "/none.csv") }.contains("no such file"))
    #expect(try message { try CSVTable(folder.path) }.contains("folder"))
    let train = try table("a,b,y\n1,2,3\n", TableOptions(targets: ["y"]))
    #expect(
      try message { try train.applying(to: try file("a,y\n1,3\n", "v.csv")) }
        .contains("expects the column \"b\", which the table was fitted with"))
  }

  @Test func columnsThatAreMixedAreWords() throws {
    let table = try table("ticket\nA/5 21171\n113803\n007\n7\n113803\nA/5 21171\n")
    #expect(table.schema["ticket"]?.vocabulary == ["007", "113803", "7", "A/5 21171"])
    // Numbers first: the file is read again, and what they were written as is kept.
    let again = try self.table("ticket\n007\n7\n7.0\nA/5 21171\n")
    #expect(again.schema["ticket"]?.vocabulary == ["007", "7", "7.0", "A/5 21171"])
  }

  @Test func filesWithoutHeaderHaveNumberedColumns() throws {
    let table = try table(
      "5.1,3.5,setosa\n4,2,virginica\n", TableOptions(targets: ["column3"]),
      CSVFormat(header: false))
    #expect(table.classNames == ["setosa", "virginica"])
    #expect(try numbers(table, 0) == [5.1, 3.5])
    #expect(table.count == 2)
  }

  @Test func arraysHoldWhatSamplesHold() throws {
    for layout in FeatureLayout.allCases {
      let table = try table(
        "a,kind,y\n1,u,no\n3,v,yes\n5,w,yes\n",
        TableOptions(targets: ["y"], layout: layout, unknown: .index))
      let arrays = try table.arrays()
      #expect(arrays.fields == table.features.compactMap(\.field))
      #expect(arrays.classNames == ["no", "yes"])
      #expect(arrays.classLabels == [0, 1, 1])
      for row in 0..<3 {
        let sample = try table.sample(at: row)
        let values = try arrays.tensors(at: [row])
        for (value, tensor) in zip(sample.values, values) {
          let shape = Shape(Array(tensor.shape.dimensions.dropFirst()))
          #expect(try value == .tensor(tensor.reshaped(to: shape)))
        }
      }
    }
    let error = #expect(throws: HoneError.self) {
      try table("t\nhello\n", TableOptions(types: ["t": .text])).arrays()
    }
    #expect(error?.received == "the text column \"t\"")
  }

  @Test func samplesUseTheMemoryOfEarlierOnes() throws {
    let table = try table("a,y\n1,0\n2,1\n3,0\n", TableOptions(targets: ["y"]))
    var sample = Sample()
    var context = TransformContext(key: RandomKey(seed: 0))
    for row in [0, 2, 1] {
      try table.read(row, into: &sample, context: &context)
      #expect(sample.values[0] == .tensor(HostTensor([Float(row + 1)])))
      #expect(sample.values[1] == .tensor(HostTensor(scalar: Int32(row % 2))))
    }
    #expect(sample.values.count == 2)
  }
}
