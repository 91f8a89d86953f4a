"""What the machine itself can do, measured in the same run: the fastest matrix product among the
libraries at hand, and the memory bandwidth of a small C program."""

import json
import os
import shutil
import subprocess
import tempfile
from pathlib import Path

from .worker import pin

FOLDER = Path(__file__).resolve().parent.parent / "limits"
# Which of them is fastest depends on the processor's maker and on its vector instructions.
LIBRARIES = {"torch": ["torch", "numpy"], "keras": ["tensorflow", "numpy"], "jax": ["jax", "numpy"]}


def limits(threads, environments):
    """One entry of the result's `limits`; a number that cannot be had is null, with the reason."""
    entry = {"threads": threads, "sgemm_gflops": None, "sgemm_library": None}
    entry |= _best_product(threads, environments)
    entry |= _bandwidth(threads)
    return entry


def better(first, second):
    """The better half of each of two entries: another process may have disturbed either."""
    merged = dict(first)
    for rate, keys in (("sgemm_gflops", ["sgemm_library"]), ("triad_gbs", []), ("copy_gbs", [])):
        if (second[rate] or 0) > (first[rate] or 0):
            merged |= {key: second[key] for key in [rate, *keys]}
    return merged


def _best_product(threads, environments):
    tried = {}
    for peer, python in environments.items():
        for library in LIBRARIES[peer]:
            if library in tried:
                continue
            command = [str(python), str(FOLDER / "sgemm.py"), library, str(threads)]
            answer = _run(command, threads)
            if "sgemm_gflops" in answer:
                tried[library] = answer
    if not tried:
        return {"sgemm_reason": "no peer's environment has a matrix product"}
    return max(tried.values(), key=lambda answer: answer["sgemm_gflops"])


def _bandwidth(threads):
    empty = {"triad_gbs": None, "copy_gbs": None}
    compiler = next(filter(shutil.which, (os.environ.get("CC", "cc"), "gcc", "clang")), None)
    if not compiler:
        return {**empty, "bandwidth_reason": "no C compiler was found"}
    with tempfile.TemporaryDirectory(prefix="hone-bench-") as folder:
        program = str(Path(folder) / "bandwidth")
        source = str(FOLDER / "bandwidth.c")
        done = subprocess.run(
            [compiler, "-O3", "-march=native", "-pthread", source, "-o", program],
            capture_output=True, text=True)
        if done.returncode != 0:
            return {**empty, "bandwidth_reason": f"{compiler} cannot compile bandwidth.c"}
        answer = _run([program, str(threads)], threads)
        return answer if "triad_gbs" in answer else {**empty, **answer}


def _run(command, threads):
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=120,
            preexec_fn=lambda: pin(threads))
        return json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return {"bandwidth_reason": f"{Path(command[0]).name} gave no numbers"}
