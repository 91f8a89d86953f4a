import HoneCore
import Testing

@testable import HoneData

struct ContactSheetTests {
  private func plain(_ color: [UInt8], _ height: Int, _ width: Int) throws -> HostTensor {
    try HostTensor(
      Array(repeating: color, count: height * width).flatMap { $0 },
      shape: [height, width, color.count])
  }

  private func pixel(_ sheet: HostTensor, _ row: Int, _ column: Int) -> [UInt8] {
    let place = (row * sheet.shape[1] + column) * 3
    return Array(sheet.elements(as: UInt8.self)[place..<place + 3])
  }

  @Test func imagesOfAnySizeAndKindStandInTheirCells() throws {
    let sheet = try ContactSheet(
      rows: [
        (
          label: "",
          cells: [
            (image: plain([200], 3, 5), caption: []), (image: plain([10, 20, 30], 900, 700), []),
          ]
        ),
        (label: "", cells: [(image: plain([255, 0, 0, 0], 4, 4), caption: [])]),
      ], cellSize: 40
    ).render()
    #expect(sheet.shape == [8 + 2 * (40 + 4 + 8), 8 + 2 * (40 + 8), 3])
    // 3×5 by 8 is 24×40, in the middle of the cell; around it is the cell's grey.
    #expect(pixel(sheet, 8 + 8, 8) == [200, 200, 200])
    #expect(pixel(sheet, 8 + 7, 8) == [244, 244, 244])
    #expect(pixel(sheet, 8 + 20, 56 + 20) == [10, 20, 30])
    // 900×700 by 40 / 900 is 40×31.
    #expect(pixel(sheet, 8 + 20, 56 + 3) == [244, 244, 244])
    // Nothing of what is transparent is seen but the checkerboard.
    #expect(pixel(sheet, 60, 8) == [230, 230, 230])
    #expect(pixel(sheet, 60, 12) == [190, 190, 190])
  }

  @Test func enlargedPixelsStaySquares() throws {
    let image = try HostTensor([1, 2, 3, 4] as [UInt8], shape: [2, 2])
    let sheet = try ContactSheet(rows: [("", [(image, [])])], cellSize: 8).render()
    let values = (8..<16).map { row in (8..<16).map { pixel(sheet, row, $0)[0] } }
    let upper = [UInt8](repeating: 1, count: 4) + [UInt8](repeating: 2, count: 4)
    #expect(values[0] == upper)
    #expect(values[3] == upper)
    #expect(values[4] == upper.map { $0 + 2 })
  }

  @Test func reducedPixelsAreMeans() throws {
    let row: [UInt8] = Array(repeating: 0, count: 8) + [100, 150, 100, 150, 100, 150, 100, 150]
    let image = try HostTensor(Array(repeating: row, count: 16).flatMap { $0 }, shape: [16, 16])
    let sheet = try ContactSheet(rows: [("", [(image, [])])], cellSize: 8).render()
    #expect((8..<16).map { pixel(sheet, 10, $0)[0] } == [0, 0, 0, 0, 125, 125, 125, 125])
  }

  @Test func textIsDrawnInDots() throws {
    var canvas = Canvas(height: 8, width: 12, grey: 255)
    canvas.draw("L한", top: 0, left: 0, scale: 1, grey: 0)
    let tensor = canvas.tensor
    var lines = [String](repeating: "", count: 8)
    for row in 0..<8 {
      for column in 0..<12 { lines[row] += pixel(tensor, row, column) == [0, 0, 0] ? "#" : "." }
    }
    #expect(
      lines == [
        "#.....#####.", "#.....#...#.", "#.....#...#.", "#.....#...#.", "#.....#...#.",
        "#.....#...#.", "#####.#####.", "............",
      ])
  }

  @Test func everyCharacterOfTheFontLooksDifferent() {
    let ascii = (33..<127 as Range<UInt8>).map { Character(UnicodeScalar($0)) }
    let characters = ascii + Array("°±×÷·…→←αβλμπσ²−")
    let drawings = characters.map { Array(BitmapFont.standard.dots(of: $0)) }
    #expect(Set(drawings).count == characters.count)
    let box = Array(BitmapFont.standard.dots(of: "한"))
    #expect(!drawings.contains(box))
    #expect(BitmapFont.standard.dots(of: " ").allSatisfy { $0 == 0 })
  }

  @Test func longTextsStayWithinTheirPlaces() throws {
    let image = try plain([0], 1, 1)
    let words = "angle 12.5 of a_word_that_is_far_too_long_for_a_line"
    let label = String(repeating: "folder/", count: 60)
    let sheet = try ContactSheet(rows: [(label, [(image, [words, ""])])], cellSize: 60).render()
    // Lines of ten characters: "angle 12.5", "of", and 36 characters in four lines.
    #expect(sheet.shape[0] == 8 + 12 + 60 + 4 + 6 * 10 + 8)
    #expect(sheet.shape[1] == 8 + 4 * 68)
    // Nothing is drawn beyond the first cell's width under it, and nothing in the margins.
    func isEmpty(_ rows: Range<Int>, _ columns: Range<Int>) -> Bool {
      rows.allSatisfy { row in columns.allSatisfy { pixel(sheet, row, $0)[0] == 255 } }
    }
    #expect(isEmpty(8 + 12 + 60..<sheet.shape[0], 68..<280))
    #expect(isEmpty(8..<20, 272..<280))
    #expect(!isEmpty(8..<20, 8..<272))
  }

  @Test func aGridBreaksIntoRows() throws {
    let cells = try (0..<5).map { (image: try plain([UInt8($0)], 2, 2), caption: ["\($0)"]) }
    let sheet = ContactSheet(cells: cells, columns: 2, cellSize: 16)
    #expect(sheet.rows.map(\.cells.count) == [2, 2, 1])
    #expect(try sheet.render().shape == [8 + 3 * (16 + 4 + 10 + 8), 8 + 2 * 24, 3])
  }

  @Test func whatCanNotBeDrawnIsAnError() throws {
    let image = try plain([1], 2, 2)
    let wrong = HostTensor(zeros: [2, 2, 3])
    let float = #expect(throws: HoneError.self) {
      try ContactSheet(rows: [("a", [(image, []), (wrong, [])])]).render()
    }
    #expect(float?.path == "row 0, column 1")
    #expect(float?.received == "float32 of shape [2, 2, 3]")
    for shape: Shape in [[2], [2, 2, 5], [0, 2, 1], [1, 2, 2, 1]] {
      #expect(throws: HoneError.self) {
        try ContactSheet(rows: [("", [(HostTensor(zeros: shape, dtype: .uint8), [])])]).render()
      }
    }
    let size = #expect(throws: HoneError.self) {
      try ContactSheet(rows: [("", [(image, [])])], cellSize: 5).render()
    }
    #expect(size?.description == "cellSize: ContactSheet expects 8 … 4096. Received: 5")
    let huge = #expect(throws: HoneError.self) {
      try ContactSheet(
        rows: Array(repeating: ("", [(image, [])]), count: 5000), cellSize: 4096
      ).render()
    }
    #expect(huge?.kind == .usage)
    #expect(throws: HoneError.self) { try ContactSheet(rows: []).render() }
    #expect(throws: HoneError.self) { try ContactSheet(rows: [("", [])]).render() }
  }
}
