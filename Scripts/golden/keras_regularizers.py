"""Penalties and their gradients, by Keras."""

import golden
import regularizer_cases
from keras_setup import FRAMEWORK, keras, tf, use

KINDS = {"L1": keras.regularizers.L1, "L2": keras.regularizers.L2,
         "L1L2": keras.regularizers.L1L2,
         "Orthogonal": keras.regularizers.OrthogonalRegularizer}


def regularizer_case(name, kind, options, shape):
    # Its factor is a float32 tensor, which float64 weights do not go with.
    precision = "float32" if kind == "Orthogonal" else "float64"
    use(precision)
    weight = golden.normal(golden.random(name), shape)
    variable = tf.Variable(weight, dtype=precision)
    with tf.GradientTape() as tape:
        penalty = KINDS[kind](**options)(variable)
    tensors = {"weight": weight, "penalty": penalty.numpy(),
               "grad/weight": tape.gradient(penalty, variable).numpy()}
    golden.write(f"regularizers/{name}", tensors, {"regularizer": kind} | options, FRAMEWORK,
                 precision)


for name, arguments in regularizer_cases.REGULARIZERS.items():
    regularizer_case(name, *arguments)
print(f"regularizers: {len(regularizer_cases.REGULARIZERS)} cases")
