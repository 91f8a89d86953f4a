"""Optimizers with their options, twenty steps on several weights: the cases.

A case is the optimizer as Hone's files spell it, without its rate. To add one, add a line here.
"""

# Paths and shapes: what a dense layer, a convolution, a normalization and an embedding have; one
# matrix is wide, one is tall.
WEIGHTS = {
    "dense/kernel": [3, 4],
    "dense/bias": [5],
    "conv/kernel": [2, 1, 3, 2],
    "norm/gamma": [1],
    "tall/kernel": [5, 2],
    "embedding/embeddings": [3, 3],
}
STEPS = 20
# Steps count from 1; the rate falls after step 8.
RATES = [0.1] * 8 + [0.03] * 12

# name: (optimizer as Hone spells it, constraint or None)
CASES = {name: ({kind: fields}, None) for name, kind, fields in [
    ("sgd", "sgd", {}),
    ("sgd-momentum", "sgd", {"momentum": 0.9}),
    ("sgd-nesterov", "sgd", {"momentum": 0.8, "nesterov": True}),
    ("adagrad", "adagrad", {}),
    ("adagrad-zero", "adagrad", {"initialAccumulatorValue": 0.0}),
    ("adagrad-epsilon", "adagrad", {"initialAccumulatorValue": 0.5, "epsilon": 0.1}),
    ("adadelta", "adadelta", {}),
    ("adadelta-rho", "adadelta", {"rho": 0.5, "epsilon": 1e-3}),
    ("rmsprop", "rmsprop", {}),
    ("rmsprop-rho", "rmsprop", {"rho": 0.99, "epsilon": 1e-4}),
    ("rmsprop-momentum", "rmsprop", {"momentum": 0.9}),
    ("rmsprop-centered", "rmsprop", {"centered": True}),
    ("rmsprop-centered-momentum", "rmsprop", {"rho": 0.8, "centered": True, "momentum": 0.5}),
    ("adam", "adam", {}),
    ("adam-amsgrad", "adam", {"beta2": 0.8, "amsgrad": True}),
    ("adamw", "adamW", {}),
    ("adamw-decay", "adamW", {"weightDecay": 0.3, "beta1": 0.5}),
    ("adamw-amsgrad", "adamW", {"weightDecay": 0.1, "beta2": 0.7, "amsgrad": True}),
    ("adamax", "adamax", {}),
    ("adamax-betas", "adamax", {"beta1": 0.5, "beta2": 0.7, "epsilon": 1e-2}),
    ("nadam", "nadam", {}),
    ("nadam-betas", "nadam", {"beta1": 0.7, "beta2": 0.9, "epsilon": 1e-3}),
    ("ftrl", "ftrl", {}),
    ("ftrl-l1", "ftrl", {"l1RegularizationStrength": 0.5, "l2RegularizationStrength": 0.1}),
    ("ftrl-all", "ftrl", {
        "learningRatePower": -0.7, "initialAccumulatorValue": 0.3, "beta": 0.2,
        "l1RegularizationStrength": 0.1, "l2ShrinkageRegularizationStrength": 0.05}),
    ("lion", "lion", {}),
    ("lion-betas", "lion", {"beta1": 0.5, "beta2": 0.8, "weightDecay": 0.1}),
    ("lamb", "lamb", {}),
    ("lamb-betas", "lamb", {"beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3, "weightDecay": 0.1}),
    ("muon", "muon", {}),
    ("muon-options", "muon", {
        "nesterov": False, "momentum": 0.8, "nsSteps": 3, "adamLrRatio": 0.5,
        "weightDecay": 0.1, "adamWeightDecay": 0.2, "excludeEmbeddings": False,
        "excludeLayers": ["tall"]}),
    ("adafactor", "adafactor", {}),
    ("adafactor-options", "adafactor", {
        "beta2Decay": -0.5, "epsilon1": 1e-3, "epsilon2": 0.5, "clipThreshold": 0.3}),
    ("schedule-free", "scheduleFreeAdamW", {}),
    ("schedule-free-warmup", "scheduleFreeAdamW", {
        "warmupSteps": 5, "beta1": 0.6, "weightDecay": 0.1}),
    # What is the same for every optimizer.
    ("clip-value", "sgd", {"momentum": 0.9, "clipValue": 0.4}),
    ("clip-norm", "sgd", {"momentum": 0.9, "clipNorm": 1.5}),
    ("clip-global-norm", "adam", {"globalClipNorm": 2.0}),
    ("decay", "sgd", {"weightDecay": 0.2}),
    ("decay-excluded", "adam", {"weightDecay": 0.2, "excludeFromWeightDecay": ["bias", "gamma"]}),
    ("accumulation", "adam", {"gradientAccumulationSteps": 4, "globalClipNorm": 1.0}),
    ("accumulation-decay", "sgd", {
        "gradientAccumulationSteps": 3, "momentum": 0.9, "weightDecay": 0.1}),
    ("ema", "adam", {"useEma": True, "emaMomentum": 0.8}),
    ("ema-overwrite", "sgd", {"useEma": True, "emaMomentum": 0.7, "emaOverwriteFrequency": 6}),
    ("accumulation-ema", "sgd", {
        "gradientAccumulationSteps": 2, "useEma": True, "emaMomentum": 0.9}),
]}
CASES |= {f"constraint-{name}": ({"sgd": {}}, {kind: fields}) for name, kind, fields in [
    ("max-norm", "maxNorm", {"maxValue": 0.8}),
    ("unit-norm", "unitNorm", {}),
    ("non-negative", "nonNegative", {}),
    ("min-max-norm", "minMaxNorm", {"minValue": 0.5, "maxValue": 1.2, "rate": 0.6}),
]}

# PyTorch's weight_decay, which is added to the gradient: the gradient of an L2 penalty of half of it.
PENALIZED = {name: ({kind: fields}, decay) for name, kind, fields, decay in [
    ("sgd-l2", "sgd", {"momentum": 0.9, "momentumForm": "pytorch"}, 0.2),
    ("adam-l2", "adam", {"epsilon": 1e-8, "epsilonForm": "pytorch"}, 0.1),
    ("rmsprop-l2", "rmsprop", {"rho": 0.99, "epsilon": 1e-8, "convention": "pytorch"}, 0.05),
]}

# What PyTorch does otherwise, as Hone spells it: name: optimizer.
TORCH_CASES = {name: {kind: fields} for name, kind, fields in [
    ("adagrad", "adagrad", {
        "initialAccumulatorValue": 0.0, "epsilon": 1e-10, "convention": "pytorch"}),
    ("rmsprop", "rmsprop", {"rho": 0.99, "epsilon": 1e-8, "convention": "pytorch"}),
    ("rmsprop-centered", "rmsprop", {
        "rho": 0.9, "epsilon": 1e-3, "momentum": 0.9, "centered": True, "convention": "pytorch"}),
    ("adam", "adam", {"epsilon": 1e-8, "epsilonForm": "pytorch"}),
    ("adam-amsgrad", "adam", {
        "epsilon": 1e-3, "beta2": 0.8, "amsgrad": True, "epsilonForm": "pytorch"}),
    ("adamw", "adamW", {"epsilon": 1e-8, "weightDecay": 0.01, "epsilonForm": "pytorch"}),
    ("adamax", "adamax", {"epsilon": 1e-3, "convention": "pytorch"}),
    ("nadam", "nadam", {"epsilon": 1e-8, "momentumDecay": 0.004}),
    ("adafactor", "adafactor", {"epsilon1": 1.1920928955078125e-07, "convention": "pytorch"}),
    ("swa", "sgd", {"momentum": 0.9, "momentumForm": "pytorch", "swaStart": 5, "swaFrequency": 3}),
]}
