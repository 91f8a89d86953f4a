"""Optimizers with their options, by Keras: twenty steps on several weights."""

import numpy as np

import golden
import update_cases as cases
from keras_setup import FRAMEWORK, exact_variable, exactly, keras, tf, use

KINDS = {"adamW": "AdamW", "rmsprop": "RMSprop", "sgd": "SGD",
         "scheduleFreeAdamW": "ScheduleFreeAdamW"}
NAMES = {"clipValue": "clipvalue", "clipNorm": "clipnorm", "globalClipNorm": "global_clipnorm"}
# Hone's slot names: the attribute in which Keras keeps them.
SLOTS = {
    "velocity": "momentums",
    "accumulator": "_accumulators", "linear": "_linears",
    "m": "_momentums", "v": "_velocities", "v_max": "_velocity_hats",
    "average": "_model_variables_moving_average",
    "gradient_accumulator": "_accumulated_gradients",
}
OWN_SLOTS = {
    "adadelta": {"v": "_accumulated_grads", "delta": "_accumulated_delta_vars"},
    "rmsprop": {"v": "_velocities", "velocity": "_momentums", "m": "_average_gradients"},
    "adamax": {"m": "_m", "u": "_u"},
    "adafactor": {"r": "_r", "c": "_c", "v": "_v"},
    "scheduleFreeAdamW": {"z": "_momentums", "v": "_velocities"},
}
COMMON = ("average", "gradient_accumulator")


def snake(name):
    """beta1 as beta_1, initialAccumulatorValue as initial_accumulator_value."""
    if name in NAMES:
        return NAMES[name]
    text = "".join("_" + c.lower() if c.isupper() or c.isdigit() else c for c in name)
    return text.replace("l_1_", "l1_").replace("l_2_", "l2_").replace("_l_2", "_l2")


def optimizer(config):
    (kind, fields), = config.items()
    options = {snake(key): value for key, value in fields.items()}
    excluded = options.pop("exclude_from_weight_decay", None)
    made = exactly(getattr(keras.optimizers, KINDS.get(kind, kind.capitalize()))(**options))
    if excluded:
        made.exclude_from_weight_decay(var_names=excluded)
    return made


def constraint(config):
    (kind, fields), = config.items()
    names = {"maxNorm": "MaxNorm", "unitNorm": "UnitNorm", "nonNegative": "NonNeg",
             "minMaxNorm": "MinMaxNorm"}
    return getattr(keras.constraints, names[kind])(
        **{snake(key): value for key, value in fields.items()})


class Copied(keras.Variable):
    """A variable whose value is read as a copy, as on Keras's other backends.

    ScheduleFreeAdamW reads z, changes it, and goes on with what it read: on TensorFlow, where the
    value read is the variable itself, that would be the new z, which is not the paper's formula.
    """

    @property
    def value(self):
        return tf.identity(super().value)


def data():
    """Starts, and gradients: ordinary, tiny (where ε decides), zero, one huge."""
    generator = golden.random("updates")
    starts, gradients = {}, {}
    for path, shape in cases.WEIGHTS.items():
        starts[path] = golden.normal(generator, shape)
        values = golden.normal(generator, [cases.STEPS] + shape)
        flat = values.reshape(cases.STEPS, -1)
        flat[:, 0] *= np.float32(1e-4)
        if flat.shape[1] > 2:
            flat[:, 1] = 0
            flat[::2, 2] = 0
        flat[6, -1] *= np.float32(100)
        gradients[path] = values
    return starts, gradients


def slots(chosen, kind, variables):
    """The memory after the last step, by the weight's path and Hone's name."""
    found = {}
    table = {name: SLOTS[name] for name in COMMON} | OWN_SLOTS.get(
        kind, {name: SLOTS[name] for name in SLOTS if name not in COMMON})
    for index, (path, variable) in enumerate(variables.items()):
        for name, attribute in table.items():
            values = getattr(chosen, attribute, None)
            if not values or values[index] is None:
                continue
            if kind == "adafactor" and name in "rcv":
                if (len(variable.shape) >= 2) != (name != "v"):
                    continue
            found[f"slots/{path}/{name}"] = values[index].numpy()
        if kind == "nadam":
            found[f"slots/{path}/momentum_product"] = chosen._u_product.numpy()
        if kind == "muon":
            velocity = chosen.adam_velocities[index]
            momentum = "momentum" if velocity is None else "m"
            found.pop(f"slots/{path}/velocity", None)
            found[f"slots/{path}/{momentum}"] = chosen.momentums[index].numpy()
            if velocity is not None:
                found[f"slots/{path}/v"] = velocity.numpy()
    return found


def case(name, config, limit, starts, gradients):
    variables = {}
    for path, start in starts.items():
        scope, leaf = path.split("/")
        with keras.name_scope(scope):
            variables[path] = exact_variable(start, leaf)
        if limit:
            variables[path].constraint = constraint(limit)
    chosen = optimizer(config)
    chosen.build(list(variables.values()))
    if "scheduleFreeAdamW" in config:
        for momentum in chosen._momentums:
            momentum.__class__ = Copied
        chosen.assign_sub = lambda variable, value: variable._value.assign_sub(value)
    after = {path: [] for path in variables}
    for step, rate in enumerate(cases.RATES):
        chosen.learning_rate = rate
        chosen.apply([gradients[path][step].astype(np.float64) for path in variables],
                     list(variables.values()))
        for path, variable in variables.items():
            after[path].append(variable.numpy().copy())
    tensors = {f"after/{path}": np.stack(values) for path, values in after.items()}
    tensors |= slots(chosen, next(iter(config)), variables)
    description = {"optimizer": config, "learningRates": cases.RATES}
    if limit:
        description["constraint"] = limit
    golden.write(f"updates/{name}", tensors, description, FRAMEWORK)


use("float64")
STARTS, GRADIENTS = data()
golden.write("updates/data", {f"start/{path}": value for path, value in STARTS.items()}
             | {f"gradients/{path}": value for path, value in GRADIENTS.items()}, {}, FRAMEWORK)
for NAME, (CONFIG, LIMIT) in cases.CASES.items():
    case(NAME, CONFIG, LIMIT, STARTS, GRADIENTS)
print(f"updates: {len(cases.CASES)} cases")
