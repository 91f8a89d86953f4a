"""Learning-rate schedules at every update, by Keras."""

import numpy as np

import golden
import schedule_cases as cases
from keras_setup import FRAMEWORK, keras, use

S = keras.optimizers.schedules


def schedule(config):
    (kind, f), = config.items()
    # Python's numbers would be computed with in float32.
    f = {key: np.float64(value) if isinstance(value, float) else value for key, value in f.items()}
    if kind == "constant":
        return lambda _: keras.optimizers.SGD(f["learningRate"]).learning_rate
    if kind == "exponentialDecay":
        return S.ExponentialDecay(f["initial"], f["steps"], f["rate"], f.get("staircase", False))
    if kind == "inverseTimeDecay":
        return S.InverseTimeDecay(f["initial"], f["steps"], f["rate"], f.get("staircase", False))
    if kind == "polynomialDecay":
        return S.PolynomialDecay(f["initial"], f["steps"], f.get("end", 1e-4), f.get("power", 1.0),
                                 f.get("cycle", False))
    if kind == "piecewiseConstant":
        return S.PiecewiseConstantDecay(f["boundaries"], [np.float64(v) for v in f["values"]])
    if kind == "cosineDecay":
        return S.CosineDecay(f["initial"], f["steps"], f.get("alpha", 0.0),
                             warmup_target=f.get("warmupTarget"), warmup_steps=f.get("warmup", 0))
    return S.CosineDecayRestarts(f["initial"], f["firstSteps"], f.get("tMul", 2.0),
                                 f.get("mMul", 1.0), f.get("alpha", 0.0))


use("float64")
for name, config in cases.CASES.items():
    chosen = schedule(config)
    rates = np.array([float(chosen(update)) for update in range(cases.UPDATES)])
    golden.write(f"schedules/{name}", {"rates": rates}, {"schedule": config}, FRAMEWORK)
print(f"schedules: {len(cases.CASES)} cases")
