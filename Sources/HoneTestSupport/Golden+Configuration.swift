public import HoneBackend
public import HoneCore
internal import HoneGraph
public import HoneNN

/// The value that a case's configuration describes. Names are those of Keras's classes.
extension Golden {
  /// The loss of a case of `losses`.
  public func loss() throws(HoneError) -> any Loss {
    var fields = configuration
    let name = try fields.member("loss").string()
    fields["loss"] = fields["of"]
    fields["of"] = nil
    return try made(.loss, name, fields)
  }

  /// The metric of a case of `metrics`.
  public func metric() throws(HoneError) -> any Metric {
    var fields = configuration
    let name = try fields.member("metric").string()
    fields["metric"] = nil
    fields["batches"] = nil
    fields["style"] = nil
    fields["weighted"] = nil
    let metric: any Metric = try made(.metric, name, fields)
    return configuration["weighted"] == nil ? metric : WeightedMetric(metric)
  }

  /// The penalty of a case of `regularizers`.
  public func regularizer() throws(HoneError) -> any Regularizer {
    var fields = configuration
    let name = try fields.member("regularizer").string()
    fields["regularizer"] = nil
    return try made(.regularizer, name, fields)
  }

  private func made<Member>(
    _ family: Family, _ name: String, _ fields: ConfigurationValue
  ) throws(HoneError) -> Member {
    let value = ConfigurationValue.object([(Self.honeName(name), fields)])
    guard let member = try Registry.standard.make(family, from: value, at: self.name) as? Member
    else { throw value.mismatch("a \(family.rawValue)", at: self.name) }
    return member
  }

  /// `MeanSquaredError` as `meanSquaredError`, `KLDivergence` as `klDivergence`, `AUC` as `auc`.
  private static func honeName(_ name: String) -> String {
    let capitals = name.prefix { $0.isUppercase || $0.isNumber }
    let count = capitals.count == name.count ? name.count : max(capitals.count - 1, 1)
    return name.prefix(count).lowercased() + name.dropFirst(count)
  }

  /// Requires that a loss has this case's values: of the batch, of its samples, and the gradient.
  ///
  /// - Throws: a ``Mismatch`` that names what differs.
  public func expectLoss(on backend: any Backend) throws {
    let loss = try loss()
    var points = [try tensor("predictions"), try tensor("targets")]
    if let weights = tensors["sample_weights"] { points.append(weights) }
    let results = try evaluate(at: points, on: backend) { x in
      let value = loss(x[0], x[1], sampleWeights: x.count > 2 ? x[2] : nil)
      return [value, loss.perSample(x[0], x[1])] + gradient(of: value, withRespectTo: [x[0]])
    }
    // Losses of exactly right predictions are 1e-7 or so, of which float32 knows one digit.
    let limit = name.hasSuffix("saturated") ? 1e-4 : 1e-5
    try expect(results[0], toBe: "loss", within: limit)
    try expect(results[2], toBe: "grad/predictions", within: limit)
    let wanted = try tensor("per_sample").samplewiseMeans
    guard wanted.shape.rank == 1, relativeError(results[1], wanted) >= limit else { return }
    throw Mismatch(
      message: "\(name), per_sample: received \(results[1]), wanted \(wanted)",
      maxError: relativeError(results[1], wanted))
  }
}

extension HostTensor {
  /// The means over all axes but the first.
  fileprivate var samplewiseMeans: HostTensor {
    guard shape.rank > 1, shape[0] > 0 else { return self }
    let values = elements(as: Double.self)
    let width = values.count / shape[0]
    return HostTensor(
      (0..<shape[0]).map { row in
        Float(values[row * width..<(row + 1) * width].reduce(0, +) / Double(width))
      })
  }
}

extension Golden {
  /// Requires that a metric has this case's running results over its batches.
  ///
  /// - Throws: a ``Mismatch`` that names what differs.
  public func expectMetric(_ metric: any Metric, on backend: any Backend) throws {
    let wanted = try tensor("results").elements(as: Double.self)
    var sums: [[Double]] = []
    for (batch, result) in wanted.enumerated() {
      let points = [try tensor("predictions/\(batch)"), try tensor("targets/\(batch)")]
      let weights = tensors["weights/\(batch)"].map { [$0] } ?? []
      let added = try evaluate(at: points + weights, on: backend) { x in
        (metric as? WeightedMetric)?.sums(
          x[0], x[1], mask: nil, weights: x.count > 2 ? x[2] : nil) ?? metric.sums(x[0], x[1])
      }
      guard added.allSatisfy({ $0.dtype == .float64 }) else {
        throw Mismatch(message: "\(name): sums of \(added.map(\.dtype))", maxError: .infinity)
      }
      let values = added.map { $0.elements(as: Double.self) }
      sums = sums.isEmpty ? values : zip(sums, values).map { zip($0, $1).map(+) }
      let received = metric.result(sums)
      let error = abs(received - result) / max(abs(result), 1)
      guard error < 2e-6 else {
        throw Mismatch(
          message: "\(name), batch \(batch): received \(received), wanted \(result)",
          maxError: error)
      }
      record(error, of: [("metric", type(of: metric).schema.name)])
      guard let details = tensors["details/\(batch)"] else { continue }
      guard let all = metric.details(sums), relativeError(all, details) < 2e-6 else {
        throw Mismatch(
          message: "\(name), details of batch \(batch): wanted \(details), received "
            + "\(metric.details(sums).map { "\($0)" } ?? "none")", maxError: .infinity)
      }
    }
  }
}
