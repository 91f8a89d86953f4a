"""Penalties: name: (regularizer, options in Hone's spelling, shape of the weight)."""

REGULARIZERS = {
    "l1": ("L1", {"l1": 0.03}, [5, 7]),
    "l1-kernel": ("L1", {"l1": 0.01}, [3, 2, 4, 5]),
    "l2": ("L2", {"l2": 0.03}, [5, 7]),
    "l2-vector": ("L2", {"l2": 0.5}, [9]),
    "l1l2": ("L1L2", {"l1": 0.02, "l2": 0.05}, [5, 7]),
    "orthogonal": ("Orthogonal", {"factor": 0.01, "mode": "rows"}, [5, 7]),
    "orthogonal-columns": ("Orthogonal", {"factor": 0.3, "mode": "columns"}, [5, 7]),
    "orthogonal-two": ("Orthogonal", {"factor": 1.0, "mode": "rows"}, [2, 3]),
}
