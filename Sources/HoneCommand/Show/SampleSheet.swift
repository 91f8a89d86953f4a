#if CommandLineTool
  internal import Hone
  internal import HoneCore

  /// The first images of every class side by side.
  struct SampleSheet {
    private let sheet: ContactSheet

    private static let perClass = 10
    private static let mostClasses = 40

    /// - Throws: `.usage` if the samples have no images, `.data` if one can't be read.
    init(_ source: any SampleSource) throws(HoneError) {
      let isImage = source.features.map { feature in
        if case .image = feature.kind { true } else { false }
      }
      guard let place = isImage.firstIndex(of: true) else {
        throw HoneError(
          .usage, operation: "--sheet", wanted: "images",
          received: source.features.map { "\($0.kind)" }.joined(separator: ", "))
      }
      func cell(_ index: Int) throws(HoneError) -> ContactSheet.Cell {
        guard case .image(let image) = try source.sample(at: index).values[place] else {
          return (HostTensor(zeros: [1, 1, 1], dtype: .uint8), [])
        }
        return (image.bytes, ["\(index)"])
      }
      var rows: [ContactSheet.Row] = []
      if let labels = source.classLabels {
        var members: [Int: [Int]] = [:]
        for (index, label) in labels.enumerated()
        where (members[label]?.count ?? 0) < Self.perClass {
          members[label, default: []].append(index)
        }
        for (label, indices) in members.sorted(by: { $0.key < $1.key }).prefix(Self.mostClasses) {
          let name = source.classNames.flatMap { $0.indices.contains(label) ? $0[label] : nil }
          var cells: [ContactSheet.Cell] = []
          for index in indices { cells.append(try cell(index)) }
          rows.append((name ?? "class \(label)", cells))
        }
        sheet = ContactSheet(rows: rows)
      } else {
        var cells: [ContactSheet.Cell] = []
        for index in 0..<min(source.count, 100) { cells.append(try cell(index)) }
        sheet = ContactSheet(cells: cells, columns: Self.perClass)
      }
    }

    func render() throws(HoneError) -> HostTensor { try sheet.render() }
  }
#endif
