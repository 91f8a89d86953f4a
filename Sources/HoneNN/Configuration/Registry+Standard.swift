extension Registry {
  /// Everything that Hone brings: a new type is one file and one line here.
  public static let standard = Registry()
    // Layers.
    .adding(Input.self)
    .adding(Sequential.self)
    .adding(Dense.self)
    // Initializers.
    .adding(Zeros.self)
    .adding(VarianceScaling.self)
    .adding(GlorotUniform.self)
    .adding(GlorotNormal.self)
    .adding(HeUniform.self)
    .adding(HeNormal.self)
    .adding(LecunUniform.self)
    .adding(LecunNormal.self)
    // Schedules.
    .adding(ConstantRate.self)
}
