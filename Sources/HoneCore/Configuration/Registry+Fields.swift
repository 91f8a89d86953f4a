extension Registry {
  /// Everything that is wrong with an object of fields that isn't a value of a family, such as a
  /// configuration file as a whole.
  package func validate(
    _ object: ConfigurationValue, against fields: [Field], at path: String = ""
  ) -> [HoneError] {
    Validator(registry: self).check(object, against: fields, at: path).map { error in
      guard path.isEmpty, var inner = error.path else { return error }
      var error = error
      if inner.hasPrefix(".") { inner.removeFirst() }
      error.path = inner.isEmpty ? nil : inner
      return error
    }
  }
}
