"""Optimizers: ten steps on a fixed sequence of gradients, by Keras."""

import numpy as np

import cases
import golden
from keras_setup import FRAMEWORK, exact_variable, optimizer, use

# Hone's slot names, in the order in which Keras keeps its own.
SLOTS = {"SGD": ["velocity"], "Adam": ["first_moment", "second_moment"]}


def gradients(generator):
    """Twelve parameters: ordinary gradients, tiny ones (where ε decides), zeros, one huge."""
    values = golden.normal(generator, (10, 4, 3))
    values[:, 1] *= np.float32(1e-6)
    values[:, 2, 0] = 0
    values[::2, 2, 1] = 0
    values[6, 2, 2] *= np.float32(1e3)
    return values


def case(name, kind, options):
    generator = golden.random("optimizers")  # the same start and gradients for all of them
    start, sequence = golden.normal(generator, (4, 3)), gradients(generator)
    weight = exact_variable(start, "w")
    chosen = optimizer(kind, options, cases.RATES[0])
    chosen.build([weight])
    names = SLOTS[kind] if options.get("momentum") != 0.0 else []
    slots = {slot: [] for slot in names}
    trajectory = []
    for rate, gradient in zip(cases.RATES, sequence):
        chosen.learning_rate = rate
        chosen.apply([gradient.astype(np.float64)], [weight])
        trajectory.append(weight.numpy().copy())
        # The first two variables are the step number and the learning rate.
        for slot, variable in zip(names, chosen.variables[2:], strict=True):
            slots[slot].append(variable.numpy().copy())
    tensors = {"params": start, "gradients": sequence, "params_after": np.stack(trajectory)}
    tensors |= {f"slots_after/{slot}": np.stack(values) for slot, values in slots.items()}
    config = {"optimizer": kind, "learningRates": cases.RATES} | options
    golden.write(f"optimizers/{name}", tensors, config, FRAMEWORK)


use("float64")
for name, (kind, options) in cases.OPTIMIZERS.items():
    case(name, kind, options)
print(f"optimizers: {len(cases.OPTIMIZERS)} cases")
