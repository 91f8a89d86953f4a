#if CommandLineTool
  internal import Foundation
  internal import Hone

  /// Turns a model's outputs into classes and probabilities.
  struct Predictions {
    private let isCategorical: Bool
    private let isBinary: Bool
    private let fromLogits: Bool
    private let classNames: [String]?

    /// Outputs of a model; what they mean follows from its loss.
    init(loss: ConfigurationValue?, classNames: [String]?) {
      let name: String
      switch loss?.kind {
      case .string(let text): name = text
      case .object(let members): name = members.first?.key ?? ""
      default: name = ""
      }
      let lower = name.lowercased()
      isCategorical = lower.contains("categorical")
      isBinary = lower.contains("binary")
      fromLogits = (try? loss?.members.first?.value["fromLogits"]?.bool()) ?? false
      self.classNames = classNames
    }

    /// One list of numbers for each sample: probabilities where the loss is one of classes.
    ///
    /// - Throws: `.model` if the output isn't a row for each sample.
    func rows(of output: HostTensor) throws(HoneError) -> [[Double]] {
      guard output.shape.rank >= 1, output.shape[0] > 0 else {
        throw HoneError(
          .model, operation: "predict", wanted: "an output row for each sample",
          received: "\(output.shape)")
      }
      let width = output.count / output.shape[0]
      let values = output.elements(as: Float.self).map { Double($0) }
      return stride(from: 0, to: values.count, by: max(width, 1)).map { start in
        probabilities(Array(values[start..<start + width]))
      }
    }

    private func probabilities(_ row: [Double]) -> [Double] {
      if isCategorical, fromLogits {
        let largest = row.max() ?? 0
        let powers = row.map { exp($0 - largest) }
        let sum = powers.reduce(0, +)
        return powers.map { $0 / sum }
      }
      if isBinary, row.count == 1 {
        let p = fromLogits ? 1 / (1 + exp(-row[0])) : row[0]
        return [1 - p, p]
      }
      return isBinary && fromLogits ? row.map { 1 / (1 + exp(-$0)) } : row
    }

    /// `Sneaker 93.1 %, Sandal 5.0 %`, or the numbers as they are.
    func text(_ row: [Double], top: Int) -> String {
      guard isCategorical || isBinary else {
        return row.map { Number.short($0) }.joined(separator: ", ")
      }
      return best(row, top).map { "\(name($0)) \(Number.percent(row[$0]))" }
        .joined(separator: ", ")
    }

    /// An object for programs.
    func json(_ row: [Double], file: String, index: Int, top: Int) -> String {
      var members: [(String, ConfigurationValue)] = [
        ("file", ConfigurationValue(file)), ("index", ConfigurationValue(index)),
      ]
      if isCategorical || isBinary {
        let list = best(row, top).map { index in
          ConfigurationValue.object([
            ("class", ConfigurationValue(name(index))), ("label", ConfigurationValue(index)),
            ("probability", ConfigurationValue(row[index])),
          ])
        }
        members.append(("classes", .array(list)))
      } else {
        members.append(("output", .array(row.map { ConfigurationValue($0) })))
      }
      return ConfigurationValue.object(members).json(indent: nil)
    }

    private func best(_ row: [Double], _ count: Int) -> [Int] {
      Array(row.indices.sorted { row[$0] != row[$1] ? row[$0] > row[$1] : $0 < $1 }.prefix(count))
    }

    private func name(_ index: Int) -> String {
      if let classNames, index < classNames.count { return classNames[index] }
      return "class \(index)"
    }
  }
#endif
