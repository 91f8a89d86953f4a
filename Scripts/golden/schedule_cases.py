"""Learning-rate schedules: the cases, each as Hone's files spell it, sampled at every update."""

UPDATES = 120  # updates 0 … 119

CASES = {name: {kind: fields} for name, kind, fields in [
    ("constant", "constant", {"learningRate": 0.03}),
    ("exponential", "exponentialDecay", {"initial": 0.1, "steps": 10, "rate": 0.8}),
    ("exponential-staircase", "exponentialDecay", {
        "initial": 0.1, "steps": 10, "rate": 0.96, "staircase": True}),
    ("inverse-time", "inverseTimeDecay", {"initial": 0.2, "steps": 7, "rate": 0.5}),
    ("inverse-time-staircase", "inverseTimeDecay", {
        "initial": 0.2, "steps": 7, "rate": 0.5, "staircase": True}),
    ("polynomial", "polynomialDecay", {"initial": 0.1, "steps": 50}),
    ("polynomial-power", "polynomialDecay", {
        "initial": 0.1, "steps": 50, "end": 0.02, "power": 2.5}),
    ("polynomial-cycle", "polynomialDecay", {
        "initial": 0.1, "steps": 30, "end": 0.01, "power": 0.5, "cycle": True}),
    ("piecewise", "piecewiseConstant", {
        "boundaries": [10, 30, 31], "values": [0.1, 0.05, 0.2, 0.01]}),
    ("piecewise-single", "piecewiseConstant", {"boundaries": [0], "values": [1.0, 0.5]}),
    ("cosine", "cosineDecay", {"initial": 0.1, "steps": 80}),
    ("cosine-alpha", "cosineDecay", {"initial": 0.1, "steps": 80, "alpha": 0.2}),
    ("cosine-warmup", "cosineDecay", {
        "initial": 0.01, "steps": 80, "alpha": 0.1, "warmup": 20, "warmupTarget": 0.1}),
    ("restarts", "cosineDecayRestarts", {"initial": 0.1, "firstSteps": 10}),
    ("restarts-equal", "cosineDecayRestarts", {
        "initial": 0.1, "firstSteps": 25, "tMul": 1.0, "mMul": 0.5}),
    ("restarts-all", "cosineDecayRestarts", {
        "initial": 0.3, "firstSteps": 8, "tMul": 3.0, "mMul": 0.7, "alpha": 0.1}),
]}

# What PyTorch has and Keras has not, or has otherwise.
TORCH_CASES = {name: {kind: fields} for name, kind, fields in [
    ("step", "stepDecay", {"initial": 0.1, "steps": 30, "factor": 0.5}),
    ("restarts", "cosineDecayRestarts", {"initial": 0.1, "firstSteps": 10, "tMul": 2.0}),
    ("restarts-minimum", "cosineDecayRestarts", {
        "initial": 0.1, "firstSteps": 15, "tMul": 1.0, "alpha": 0.05}),
    ("warmup-exponential", "warmup", {
        "steps": 25, "start": 0.1,
        "then": {"exponentialDecay": {"initial": 0.2, "steps": 1, "rate": 0.97}}}),
    ("sequence", "sequence", {
        "schedules": [
            {"constant": {"learningRate": 0.1}},
            {"exponentialDecay": {"initial": 0.1, "steps": 1, "rate": 0.9}},
            {"stepDecay": {"initial": 0.1, "steps": 10, "factor": 0.3}}],
        "boundaries": [20, 60]}),
    ("one-cycle", "oneCycle", {"peak": 0.4, "steps": 120}),
    ("one-cycle-linear", "oneCycle", {
        "peak": 0.4, "steps": 120, "pctStart": 0.25, "divFactor": 10.0, "finalDivFactor": 100.0,
        "annealStrategy": "linear"}),
    ("one-cycle-three", "oneCycle", {
        "peak": 0.4, "steps": 120, "pctStart": 0.4, "threePhase": True}),
    ("noam", "noam", {"units": 64, "warmupSteps": 40, "scale": 2.0}),
    ("triangular", "triangular", {"low": 0.01, "high": 0.1, "stepsUp": 20}),
    ("triangular-uneven", "triangular", {
        "low": 0.01, "high": 0.1, "stepsUp": 10, "stepsDown": 25}),
    ("triangular-halving", "triangular", {
        "low": 0.01, "high": 0.1, "stepsUp": 15, "mode": "triangular2"}),
    ("triangular-range", "triangular", {
        "low": 0.01, "high": 0.1, "stepsUp": 15, "mode": "expRange", "gamma": 0.98}),
]}
