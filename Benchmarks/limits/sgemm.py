"""Prints the best rate at which `sgemm.py LIBRARY THREADS` multiplies two 2048 x 2048 matrices."""

import json
import os
import sys
import time

SIZE = 2048
SECONDS = 1.0


def multiplication(library, threads):
    """A closure that multiplies once, and the name of what multiplies."""
    for variable in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ[variable] = str(threads)
    if library == "torch":
        import torch

        torch.set_num_threads(threads)
        a, b, out = (torch.rand(SIZE, SIZE) for _ in range(3))
        return lambda: torch.mm(a, b, out=out), f"PyTorch {torch.__version__}"
    if library == "tensorflow":
        os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
        import tensorflow as tf

        tf.config.threading.set_intra_op_parallelism_threads(threads)
        tf.config.threading.set_inter_op_parallelism_threads(threads)
        a, b = (tf.random.uniform((SIZE, SIZE)) for _ in range(2))
        return lambda: tf.linalg.matmul(a, b)[0, 0].numpy(), f"TensorFlow {tf.__version__}"
    if library == "jax":
        os.environ["JAX_PLATFORMS"] = "cpu"
        import jax

        a, b = (jax.random.uniform(jax.random.key(k), (SIZE, SIZE)) for k in range(2))
        product = jax.jit(jax.numpy.matmul)
        return lambda: product(a, b).block_until_ready(), f"JAX {jax.__version__}"
    import numpy

    a, b, out = (numpy.random.rand(SIZE, SIZE).astype("float32") for _ in range(3))
    return lambda: numpy.matmul(a, b, out=out), f"NumPy {numpy.__version__}"


def main():
    multiply, name = multiplication(sys.argv[1], int(sys.argv[2]))
    multiply()
    best = float("inf")
    ends = time.perf_counter() + SECONDS
    while time.perf_counter() < ends:
        started = time.perf_counter()
        multiply()
        best = min(best, time.perf_counter() - started)
    rate = 2 * SIZE**3 / best / 1e9
    print(json.dumps({"sgemm_gflops": round(rate, 1), "sgemm_library": name}))


main()
