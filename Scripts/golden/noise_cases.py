"""Layers that draw at random while training, and one that adds to the loss: the cases."""

# name: (layer as Hone spells it, shape of the input). Each element is kept or dropped.
DROPS = {
    "dropout": ({"layer": "Dropout", "rate": 0.5}, [5, 7]),
    "dropout-fifth": ({"layer": "Dropout", "rate": 0.2}, [3, 5, 4]),
    "dropout-most": ({"layer": "Dropout", "rate": 0.875}, [2, 3, 2, 3]),
    "spatial-dropout1d": ({"layer": "SpatialDropout1D", "rate": 0.3}, [3, 4, 5]),
    "spatial-dropout2d": ({"layer": "SpatialDropout2D", "rate": 0.5}, [2, 3, 4, 5]),
    "spatial-dropout3d": ({"layer": "SpatialDropout3D", "rate": 0.7}, [2, 2, 3, 2, 3]),
    "alpha-dropout": ({"layer": "AlphaDropout", "rate": 0.1}, [5, 7]),
    "alpha-dropout-half": ({"layer": "AlphaDropout", "rate": 0.5}, [3, 5, 4]),
    "alpha-dropout-most": ({"layer": "AlphaDropout", "rate": 0.9}, [3, 5]),
}
# Each element gets a normal number.
NORMALS = {
    "gaussian-noise": ({"layer": "GaussianNoise", "stddev": 0.1}, [5, 7]),
    "gaussian-noise-wide": ({"layer": "GaussianNoise", "stddev": 0.9}, [3, 5, 4]),
    "gaussian-dropout": ({"layer": "GaussianDropout", "rate": 0.5}, [5, 7]),
    "gaussian-dropout-fifth": ({"layer": "GaussianDropout", "rate": 0.2}, [3, 5, 4]),
    "gaussian-dropout-most": ({"layer": "GaussianDropout", "rate": 0.9}, [3, 5]),
}
# The loss gets a penalty.
PENALTIES = {
    "activity-l1": ({"layer": "ActivityRegularization", "l1": 0.03}, [5, 7]),
    "activity-l2": ({"layer": "ActivityRegularization", "l2": 0.3}, [3, 5, 4]),
    "activity-both": ({"layer": "ActivityRegularization", "l1": 0.1, "l2": 0.02}, [1, 6]),
}
