"""What neither framework has, or has rightly: from the definitions, by other means than Hone's.

Sparsemax is made in exact fractions, since Keras 3.15's sums its support's cumulated sums, so that
its results don't sum to 1. Encodings of positions are layers of KerasHub; their sines are made here
from complex exponentials. The classic dropout is that of the notes.
"""

from fractions import Fraction

import numpy as np

import golden

EXACT = "exact fractions"
SOURCE = f"NumPy {np.__version__}, by formula"

SPARSEMAX = {"sparsemax": ({}, [5, 7], 1), "sparsemax-axis1": ({"axis": 1}, [3, 5, 2], 1),
             "sparsemax-wide": ({}, [4, 9], 5), "sparsemax-flat": ({}, [4, 6], 0.05),
             "sparsemax-one": ({}, [3, 1], 1)}
SINES = {"sine-position-encoding": ({"maxWavelength": 10000}, [2, 6, 8]),
         "sine-position-encoding-odd": ({"maxWavelength": 50}, [1, 9, 5])}
POSITIONS = {"position-embedding": (7, [2, 7, 4]), "position-embedding-shorter": (9, [3, 4, 5])}


def projected(row):
    """The point of the simplex that is nearest to a row, and its support: in fractions.

    Of all possible supports, the k greatest elements for each k, the nearest point wins.
    """
    z = [Fraction(float(value)) for value in row]
    order = sorted(range(len(z)), key=lambda i: -z[i])
    best = None
    for count in range(1, len(z) + 1):
        chosen = order[:count]
        shift = (sum(z[i] for i in chosen) - 1) / count
        point = [z[i] - shift if i in chosen else Fraction(0) for i in range(len(z))]
        if min(point) < 0:
            continue
        distance = sum((a - b) ** 2 for a, b in zip(point, z))
        if best is None or distance < best[0]:
            best = (distance, point)
    return best[1]


def sparsemax(name, options, shape, scale):
    generator = golden.random(name)
    values, upstream = golden.normal(generator, shape, scale), golden.normal(generator, shape)
    axis = options.get("axis", -1)
    rows = np.moveaxis(values, axis, -1)
    above = np.moveaxis(upstream, axis, -1)
    output, gradient = np.zeros(rows.shape), np.zeros(rows.shape)
    for place in np.ndindex(rows.shape[:-1]):
        point = projected(rows[place])
        support = [i for i, value in enumerate(point) if value > 0]
        mean = sum(Fraction(float(above[place][i])) for i in support) / len(support)
        output[place] = [float(value) for value in point]
        for i in support:
            gradient[place][i] = float(Fraction(float(above[place][i])) - mean)
    golden.write(f"layers/activation-{name}", {
        "input": values, "upstream": upstream, "output": np.moveaxis(output, -1, axis),
        "grad/input": np.moveaxis(gradient, -1, axis)},
        {"layer": "Activation", "activation": {"sparsemax": options}}, EXACT)


def sines(name, options, shape):
    generator = golden.random(name)
    values, upstream = golden.normal(generator, shape), golden.normal(generator, shape)
    time, features = shape[1:]
    frequencies = float(options["maxWavelength"]) ** (-2 * np.arange(-(-features // 2)) / features)
    waves = np.exp(1j * np.outer(np.arange(time), frequencies))
    table = np.stack([waves.imag, waves.real], -1).reshape(time, -1)[:, :features]
    golden.write(f"layers/{name}", {
        "input": values, "upstream": upstream, "output": np.broadcast_to(table, shape),
        "grad/input": np.zeros(shape)}, {"layer": "SinePositionEncoding"} | options, SOURCE)


def positions(name, length, shape):
    generator = golden.random(name)
    values, upstream = golden.normal(generator, shape), golden.normal(generator, shape)
    table = golden.normal(generator, [length, shape[2]])
    gradient = np.zeros(table.shape)
    gradient[:shape[1]] = upstream.astype(np.float64).sum(0)
    path = "position_embedding/position_embeddings"
    golden.write(f"layers/{name}", {
        "input": values, "upstream": upstream, f"params/{path}": table,
        "output": np.broadcast_to(table[:shape[1]], shape), "grad/input": np.zeros(shape),
        f"grad/{path}": gradient}, {"layer": "PositionEmbedding", "sequenceLength": length}, SOURCE)


def classic_dropout(name, rate, shape):
    generator = golden.random(name)
    values, upstream = golden.normal(generator, shape), golden.normal(generator, shape)
    golden.write(f"noise/{name}", {
        "input": values, "upstream": upstream, "kept": values, "dropped": np.zeros(shape),
        "grad/kept": upstream, "grad/dropped": np.zeros(shape),
        "inference": values.astype(np.float64) * (1 - rate)},
        {"layer": "Dropout", "rate": rate, "form": "classic"}, SOURCE)


for name, arguments in SPARSEMAX.items():
    sparsemax(name, *arguments)
for name, arguments in SINES.items():
    sines(name, *arguments)
for name, arguments in POSITIONS.items():
    positions(name, *arguments)
classic_dropout("dropout-classic", 0.4, [5, 7])
print("formulas: 10 cases")
