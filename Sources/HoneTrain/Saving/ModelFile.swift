internal import HoneBackend
internal import HoneCore
internal import HoneData
internal import HoneNN

/// The contents of `model.json`.
enum ModelFile {
  static func encode(_ trainer: Trainer) throws(HoneError) -> ConfigurationValue {
    var members: [(String, ConfigurationValue)] = [
      ("format", "hone-model"), ("version", 1), ("seed", ConfigurationValue(String(trainer.seed))),
      ("step", ConfigurationValue(trainer.stepCount)),
      ("fields", .array(trainer.fields.map { encode($0, trainer.inputTransforms[$0.name]) })),
    ]
    if let names = trainer.classNames {
      members.append(("classNames", .array(names.map { ConfigurationValue($0) })))
    }
    do throws(HoneError) {
      members.append(("optimizer", trainer.recipe.optimizer.configuration))
      members.append(("outputs", .array(try trainer.recipe.outputs.map(encode))))
      members.append(("model", try trainer.model.encoded()))
    } catch {
      members.append(("notSaved", ConfigurationValue(error.message ?? error.description)))
      members.append(("means", .array(trainer.meanNames.map { ConfigurationValue($0) })))
    }
    if let plan = trainer.engine.backend.planRecord {
      members.append(("plan", plan.configuration))
    }
    return .object(members)
  }

  private static func encode(_ output: OutputSpecification) throws(HoneError) -> ConfigurationValue
  {
    let metrics: [any Configurable] = output.metrics.map { metric in
      let own = (metric as? WeightedMetric)?.metric ?? metric
      return (own as? LossMetric)?.loss ?? own
    }
    for part in [(output.loss as? WeightedLoss)?.loss ?? output.loss] + metrics
    where type(of: part).schema.name == "custom" {
      throw HoneError(
        .model, operation: "save", message: "a loss or metric is a closure, which has no file form."
      )
    }
    return .object([
      ("name", ConfigurationValue(output.name)), ("loss", output.loss.configuration),
      ("weight", ConfigurationValue(output.weight)),
      ("metrics", .array(output.metrics.map(\.configuration))),
    ])
  }

  private static func encode(
    _ field: FieldSpec, _ transform: RowTransform?
  ) -> ConfigurationValue {
    var members: [(String, ConfigurationValue)] = [
      ("role", ConfigurationValue(field.role.rawValue)), ("name", ConfigurationValue(field.name)),
      ("shape", .array(field.shape.dimensions.map { ConfigurationValue($0) })),
      ("dtype", ConfigurationValue(field.dtype.rawValue)),
    ]
    if field.role == .input, let transform, transform != .identity {
      members.append(("scale", ConfigurationValue(Double(transform.scale))))
      members.append(("offset", ConfigurationValue(Double(transform.offset))))
    }
    return .object(members)
  }

  /// The changes that fields record: elements become the field's type, scaled and moved.
  static func transforms(
    _ fields: [ConfigurationValue]
  ) throws(HoneError) -> [String: RowTransform] {
    var transforms: [String: RowTransform] = [:]
    for value in fields {
      guard let scale = value["scale"], let offset = value["offset"] else { continue }
      let field = try field(value)
      transforms[field.name] = RowTransform(
        dtype: field.dtype, scale: Float(try scale.double()), offset: Float(try offset.double()))
    }
    return transforms
  }

  static func field(_ value: ConfigurationValue) throws(HoneError) -> FieldSpec {
    var shape: [Int] = []
    for extent in try value.member("shape").array() { shape.append(try extent.int()) }
    guard let role = FieldSpec.Role(rawValue: try value.member("role").string()),
      let dtype = DType(rawValue: try value.member("dtype").string())
    else { throw value.mismatch("a field with role, name, shape and dtype") }
    return FieldSpec(
      role, name: try value.member("name").string(), shape: Shape(shape), dtype: dtype)
  }
}
