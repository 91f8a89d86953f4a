#if CommandLineTool
  internal import Hone
  internal import HoneTrain

  extension RunConfiguration {
    /// Whether all transforms in front of the model have what they learn from data.
    var isFitted: Bool {
      var fitting = TransformFitting(knowing: [])
      _ = try? fitting.model(in: resolved)
      return !fitting.foundUnfitted
    }

    /// The configuration with what its transforms learn from data, such as vocabularies and means,
    /// in their fields: each learns from what those before it make of the samples.
    ///
    /// - Parameters:
    ///   - training: The samples to learn from: the training split alone.
    ///   - known: Transforms that learned already, in their order: one that is the same but for that
    ///     is taken over.
    /// - Throws: `.data`, with the place of the transform, if it can't learn from the samples.
    func fitted(
      to training: RawData, knowing known: [any Transform] = []
    ) throws(HoneError) -> RunConfiguration {
      var fitting = TransformFitting(knowing: known)
      fitting.samples = training.asSource
      var configuration = self
      configuration.resolved = try fitting.model(in: resolved)
      let fields = configuration.resolved
      var transforms: [any Transform] = []
      for value in fields["augment"]?.elements ?? [] {
        if let made = try Registry.command.make(.transform, from: value, at: "augment")
          as? any Transform
        {
          transforms.append(made)
        }
      }
      configuration.model = try Self.placing(
        transforms, before: fields["model"] ?? .null, Registry.command)
      return configuration
    }

    /// The same where nothing is known, from the data that the configuration names, less what it
    /// holds out for validation.
    ///
    /// - Throws: `.data` if there is none.
    func fittedToItsData(knowing known: [any Transform] = []) throws(HoneError) -> RunConfiguration
    {
      if isFitted { return self }
      guard let data = try data.load(.train, seed: seed) else {
        throw HoneError(
          .data, path: "data", message: "the data has no training part",
          location: resolved["data"]?.location)
      }
      let training =
        validationSplit == 0
        ? data : try data.split(validationFraction: validationSplit, seed: seed).training
      return try fitted(to: training, knowing: known)
    }
  }

  /// Walks through the transforms in front of a model as it is written, fitting those that learn.
  private struct TransformFitting {
    /// What the transforms met so far make of the samples; nil to look only.
    var samples: (any SampleSource)?
    private(set) var foundUnfitted = false
    private let known: [any Transform]
    private var count = 0

    init(knowing known: [any Transform]) { self.known = known }

    /// The complete configuration, fitted.
    mutating func model(in configuration: ConfigurationValue) throws(HoneError)
      -> ConfigurationValue
    {
      var result = configuration
      if let augment = configuration["augment"] {
        result["augment"] = try list(augment).value
      }
      guard let model = configuration["model"] else { return result }
      if case .array = model.kind {
        result["model"] = try list(model).value
      } else if let graph = model["Model"] {
        result["model"]?["Model"] = try self.graph(graph)
      } else {
        result["model"] = try layer(model).value
      }
      return result
    }

    /// A list of layers up to the first that is no transform; whether there is none.
    private mutating func list(
      _ list: ConfigurationValue
    ) throws(HoneError) -> (value: ConfigurationValue, isAll: Bool) {
      var elements = list.elements
      for index in elements.indices {
        let (value, isTransform) = try layer(elements[index])
        elements[index] = value
        guard isTransform else {
          return (ConfigurationValue(.array(elements), location: list.location), false)
        }
      }
      return (ConfigurationValue(.array(elements), location: list.location), true)
    }

    /// A layer, and whether it does nothing but transform samples.
    private mutating func layer(
      _ layer: ConfigurationValue
    ) throws(HoneError) -> (value: ConfigurationValue, isTransform: Bool) {
      if let layers = layer["Sequential"]?["layers"] {
        var result = layer
        let (value, isAll) = try list(layers)
        result["Sequential"]?["layers"] = value
        return (result, isAll)
      }
      guard let name = layer.typeName else { return (layer, false) }
      if name == "Input" { return (layer, true) }
      guard Registry.command.type(.transform, named: name) != nil,
        let transform = try Registry.command.make(.transform, from: layer, at: name)
          as? any Transform
      else { return (layer, false) }
      if (transform as? any MixingTransform)?.mixes != nil { return (layer, true) }
      let fitted = try fit(transform, at: layer.location)
      count += 1
      if let fitted {
        let complete = Registry.command.completing(fitted.configuration, as: .transform)
        return (ConfigurationValue(complete.kind, location: layer.location), true)
      }
      return (layer, true)
    }

    /// The transform with what it learns; nil if that is nothing. The samples go through it.
    private mutating func fit(
      _ transform: any Transform, at place: SourceLocation?
    ) throws(HoneError) -> (any Transform)? {
      var transform = transform
      var isNew = false
      if let learner = transform as? any FittedTransform, !learner.isFitted {
        foundUnfitted = true
        guard let samples else { return nil }
        do throws(HoneError) {
          if let known = taken(over: learner) {
            transform = known
          } else {
            transform = try learner.adapt(to: samples)
          }
        } catch {
          var error = error
          error.location = error.location ?? place
          throw error
        }
        isNew = true
      }
      // Samples that a transform can't work on are reported when the model is built.
      if let samples, let acting = transform.inferenceTransform,
        let next = try? MappedSource(samples, [acting])
      {
        self.samples = next
      }
      return isNew ? transform : nil
    }

    /// The known transform of the same place, if what was written of it says the same.
    private func taken(over learner: any FittedTransform) -> (any Transform)? {
      guard count < known.count, type(of: known[count]) == type(of: learner) else { return nil }
      let written = learner.configuration.members.first?.value ?? .null
      let other = known[count].configuration.members.first?.value ?? .null
      let kept = other.members.filter { !Self.learntFields.contains($0.key) }
      return kept == written.members ? known[count] : nil
    }

    /// The fields in which transforms keep what they learn.
    private static let learntFields = [
      "binBoundaries", "idfWeights", "mean", "variance", "vocabulary",
    ]

    /// A graph of layers: the transforms right behind each input.
    private mutating func graph(
      _ graph: ConfigurationValue
    ) throws(HoneError) -> ConfigurationValue {
      let inputs = graph["inputs"]?.elements ?? []
      var nodes = graph["nodes"]?.elements ?? []
      let all = samples
      for (number, input) in inputs.enumerated() {
        if inputs.count > 1, let all {
          let name = try input["Input"]?["name"].flatMap { (name) throws(HoneError) in
            name.isNull ? nil : try name.string()
          }
          samples = OneInput(all, named: name ?? "input_\(number + 1)")
        }
        var end = number
        while true {
          let readers = nodes.indices.filter { nodes[$0]["of"]?.reads(end) == true }
          guard readers.count == 1, let reader = readers.first, let layer = nodes[reader]["layer"],
            !layer.isNull
          else { break }
          let (value, isTransform) = try self.layer(layer)
          guard isTransform else { break }
          nodes[reader]["layer"] = value
          end = inputs.count + reader
        }
      }
      var result = graph
      result["nodes"] = .array(nodes)
      return result
    }
  }

  /// Samples of which only one input is seen.
  private struct OneInput: SampleSource {
    let base: any SampleSource
    let features: [FeatureSpec]
    private let index: Int?

    init(_ base: any SampleSource, named name: String) {
      self.base = base
      index = base.features.firstIndex { $0.role == .input && $0.name == name }
      features = index.map { [base.features[$0]] } ?? []
    }

    var count: Int { base.count }
    func name(of index: Int) -> String { base.name(of: index) }

    func read(
      _ row: Int, into sample: inout Sample, context: inout TransformContext
    ) throws(HoneError) {
      var whole = Sample()
      try base.read(row, into: &whole, context: &context)
      sample.values = index.map { [whole.values[$0]] } ?? []
    }
  }

  extension ConfigurationValue {
    /// Whether it is the number of a value, or a list with it.
    fileprivate func reads(_ number: Int) -> Bool {
      switch kind {
      case .int(let value): value == number
      case .array(let elements): elements.contains { $0.reads(number) }
      default: false
      }
    }
  }

  extension RawData {
    /// The samples one at a time.
    var asSource: any SampleSource {
      switch self {
      case .dataset(let data): DatasetSource(data)
      case .source(let data): data
      }
    }
  }
#endif
