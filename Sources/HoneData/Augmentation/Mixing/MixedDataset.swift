public import HoneCore

/// A view of a data set in which each sample is mixed with another one, drawn from all of them.
///
/// ```swift
/// let mixed = try train.mixUp(alpha: 0.2)
/// let either = try MixedDataset(train, [.mixUp(alpha: 0.2), .cutMix(alpha: 1)])
/// ```
///
/// The partner of a row, which way they are mixed and how much, are drawn from `key.folding(row)`.
/// So a sample's result depends neither on its batch nor on the number of threads; Keras and
/// torchvision take partners from the batch. Where what is mixed is mixed already, both draw for
/// themselves. Labels become rows of shares, float32 `[classes]`:
/// train with `categoricalCrossentropy`. A partner goes through augmentation of its own.
public struct MixedDataset: Dataset {
  /// The data set that is viewed.
  public let base: any Dataset
  /// The ways of mixing, one of which is drawn for each sample.
  public let mixings: [Mixing]
  /// The probability that a sample is mixed at all.
  public let probability: Double
  public let fields: [FieldSpec]
  /// The number of classes.
  public let classes: Int
  /// How often samples were mixed before: each level draws from a stream of its own.
  private let level: Int

  /// Creates a view.
  ///
  /// - Parameters:
  ///   - base: Samples with float32 inputs and one target: class labels, whole numbers from 0, or
  ///     rows of shares. For CutMix inputs are `[H, W, C]`.
  ///   - mixings: The ways of mixing, each equally likely.
  ///   - probability: That a sample is mixed at all.
  ///   - classes: The number of classes, where labels are whole numbers; by default that of the
  ///     class names, else the highest label and one.
  /// - Throws: `.data` if the samples can't be mixed, `.usage` for an α that isn't positive.
  public init(
    _ base: any Dataset, _ mixings: [Mixing], probability: Double = 1, classes: Int? = nil
  ) throws(HoneError) {
    guard !mixings.isEmpty, mixings.allSatisfy({ $0.alpha > 0 && $0.alpha.isFinite }) else {
      throw HoneError(
        .usage, operation: "mixing", wanted: "one or more ways, each with a positive alpha",
        received: "\(mixings)")
    }
    try ImageFields.check(probability: probability, of: "mixing")
    try Self.check(base.fields, mixings)
    let isLabel = base.fields.contains { $0.role == .target && $0.dtype.isInteger }
    let counted =
      classes ?? base.classNames?.count
      ?? (isLabel ? base.classLabels?.max().map { $0 + 1 } : base.targets.first?.shape.count)
    guard let counted, counted > 0, counted <= 1 << 20 else {
      throw HoneError(
        .data, operation: "mixing", wanted: "a known number of classes",
        received: classes.map { "\($0)" } ?? "labels without names",
        help: "give classes, the number of classes")
    }
    self.base = base
    self.mixings = mixings
    self.probability = probability
    self.classes = counted
    level = base.mixingLevel
    fields = base.fields.map { field in
      guard field.role == .target, field.dtype.isInteger else { return field }
      return FieldSpec(.target, name: field.name, shape: [counted], dtype: .float32)
    }
  }

  private static func check(_ fields: [FieldSpec], _ mixings: [Mixing]) throws(HoneError) {
    let cuts = mixings.contains { if case .cutMix = $0 { true } else { false } }
    for field in fields {
      var wanted: String?
      switch field.role {
      case .input where field.dtype != .float32: wanted = "float32 inputs"
      case .input where cuts && field.shape.rank != 3: wanted = "inputs of shape [H, W, C]"
      case .target where field.dtype.isInteger && field.shape.count != 1:
        wanted = "one class label a sample"
      case .target where !field.dtype.isInteger && field.dtype != .float32:
        wanted = "class labels, or float32 shares of classes"
      default: break
      }
      if let wanted {
        throw HoneError(
          .data, path: field.name, operation: mixings.map(\.name).joined(separator: ", "),
          wanted: wanted, received: "\(field.dtype) of shape \(field.shape)",
          help: "mix samples after they have become numbers")
      }
    }
  }

  public var count: Int { base.count }
  public var classNames: [String]? { base.classNames }
  public var classLabels: [Int]? { base.classLabels }
  public func name(of row: Int) -> String { base.name(of: row) }
  public var preferredWorkers: Int { base.preferredWorkers }
  public var isCostlyToRead: Bool { base.isCostlyToRead }
  public func sourceIndex(of row: Int) -> Int { base.sourceIndex(of: row) }

  /// What is drawn for a row: its partner, and how the two are mixed.
  struct Plan {
    var partner: Int
    /// The share of the row itself.
    var share: Float
    /// The partner's rectangle as shares of height and width: top, left, height, width; nil where
    /// both are mixed all over.
    var window: (top: Double, left: Double, side: Double)?
  }

  func plan(_ row: Int, key: RandomKey) -> Plan {
    var key = key.folding(UInt64(row)).folding("mix")
    if level > 0 { key = key.folding(UInt64(level)) }
    guard probability >= 1 || key.happens(probability, at: 0) else {
      return Plan(partner: row, share: 1, window: nil)
    }
    let mixing = mixings[mixings.count == 1 ? 0 : key.integer(below: mixings.count, at: 1)]
    let partner = key.integer(below: count, at: 2)
    let share = key.folding("share").beta(mixing.alpha, mixing.alpha)
    guard case .cutMix = mixing else {
      return Plan(partner: partner, share: Float(share), window: nil)
    }
    let side = (1 - share).squareRoot()
    return Plan(
      partner: partner, share: Float(share),
      window: (
        Double(key.uniform(at: 6)) * (1 - side), Double(key.uniform(at: 7)) * (1 - side), side
      ))
  }

  public func gather(
    _ rows: UnsafeBufferPointer<Int>, key: RandomKey,
    into buffers: UnsafeBufferPointer<UnsafeMutableRawBufferPointer>
  ) throws(HoneError) {
    let own = BatchSlot(fields: base.fields, capacity: max(rows.count, 1))
    let others = BatchSlot(fields: base.fields, capacity: max(rows.count, 1))
    var plans = rows.map { plan($0, key: key) }
    let partners = plans.map(\.partner)
    try own.fill(from: base, rows: rows, key: key)
    try partners.withUnsafeBufferPointer { partners throws(HoneError) in
      try others.fill(from: base, rows: partners, key: key.folding("partner"))
    }
    for role in [FieldSpec.Role.input, .target, .sampleWeight] {
      for (index, field) in base.fields.enumerated() where field.role == role {
        let (mine, theirs) = (
          own.bytes(ofField: index, count: rows.count),
          others.bytes(ofField: index, count: rows.count)
        )
        switch role {
        case .input: mix(field.shape, &plans, mine, theirs, into: buffers[index])
        case .target:
          try mixTargets(field, plans, rows, mine, theirs, into: buffers[index])
        case .sampleWeight: buffers[index].copyMemory(from: mine)
        }
      }
    }
  }

  /// Mixes inputs; for rectangles the share becomes that of the pixels.
  private func mix(
    _ shape: Shape, _ plans: inout [Plan], _ mine: UnsafeRawBufferPointer,
    _ theirs: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer
  ) {
    let count = shape.count
    let a = mine.bindMemory(to: Float.self)
    let b = theirs.bindMemory(to: Float.self)
    let out = output.bindMemory(to: Float.self)
    for place in plans.indices {
      let start = place * count
      guard let window = plans[place].window, shape.rank == 3 else {
        let share = plans[place].share
        for i in start..<start + count { out[i] = share * a[i] + (1 - share) * b[i] }
        continue
      }
      let (height, width, channels) = (shape[0], shape[1], shape[2])
      let rows = Self.pixels(window.top, window.side, height)
      let columns = Self.pixels(window.left, window.side, width)
      for i in start..<start + count { out[i] = a[i] }
      for y in rows {
        let line = start + y * width * channels
        for i in line + columns.lowerBound * channels..<line + columns.upperBound * channels {
          out[i] = b[i]
        }
      }
      let covered = Float(rows.count * columns.count) / Float(max(height * width, 1))
      plans[place].share = 1 - covered
    }
  }

  /// The pixels whose numbers lie from a beginning to before an end, as Keras's masks.
  private static func pixels(_ start: Double, _ side: Double, _ count: Int) -> Range<Int> {
    let first = min(Int((start * Double(count)).rounded(.up)), count)
    let end = min(Int(((start + side) * Double(count)).rounded(.up)), count)
    return first..<max(end, first)
  }

  private func mixTargets(
    _ field: FieldSpec, _ plans: [Plan], _ rows: UnsafeBufferPointer<Int>,
    _ mine: UnsafeRawBufferPointer, _ theirs: UnsafeRawBufferPointer,
    into output: UnsafeMutableRawBufferPointer
  ) throws(HoneError) {
    let out = output.bindMemory(to: Float.self)
    guard field.dtype.isInteger else {
      let count = field.shape.count
      let (a, b) = (mine.bindMemory(to: Float.self), theirs.bindMemory(to: Float.self))
      for place in plans.indices {
        let share = plans[place].share
        for i in place * count..<(place + 1) * count { out[i] = share * a[i] + (1 - share) * b[i] }
      }
      return
    }
    for place in plans.indices {
      for i in place * classes..<(place + 1) * classes { out[i] = 0 }
      let ways = [
        (mine, rows[place], plans[place].share),
        (theirs, plans[place].partner, 1 - plans[place].share),
      ]
      for (bytes, row, share) in ways {
        let label = ClassLabel.read(bytes, field.dtype, at: place)
        try ClassLabel.require(label, below: classes, of: name(of: row))
        out[place * classes + label] += share
      }
    }
  }
}

extension Dataset {
  /// How often samples are mixed in this view and those below it.
  fileprivate var mixingLevel: Int {
    switch self {
    case let mixed as MixedDataset: mixed.base.mixingLevel + 1
    case let view as Subset: view.base.mixingLevel
    case let view as WeightedDataset: view.base.mixingLevel
    default: 0
    }
  }

  /// The samples, each mixed with another one all over: see ``Mixing/mixUp(alpha:)``.
  ///
  /// - Throws: as ``MixedDataset/init(_:_:probability:classes:)``.
  public func mixUp(alpha: Double = 0.2, classes: Int? = nil) throws(HoneError) -> MixedDataset {
    try MixedDataset(self, [.mixUp(alpha: alpha)], classes: classes)
  }

  /// The samples, each with a rectangle of another one in it: see ``Mixing/cutMix(alpha:)``.
  ///
  /// - Throws: as ``MixedDataset/init(_:_:probability:classes:)``.
  public func cutMix(alpha: Double = 1, classes: Int? = nil) throws(HoneError) -> MixedDataset {
    try MixedDataset(self, [.cutMix(alpha: alpha)], classes: classes)
  }
}
