"""Hone's kernels one by one, each against its ceiling."""

import json
import subprocess

from .engines import BenchError
from .worker import pin, threads_text

TIMEOUT = 600


def measure(engine, threads, limits):
    """What `hone-bench --micro` prints, as JSON: `{"threads", "text", "rows"}`."""
    command = [*engine.command, "--micro", "--json", "--threads", str(threads)]
    for option, limit in (("--sgemm", "sgemm_gflops"), ("--triad", "triad_gbs")):
        command += [option, str(limits[limit])] if limits[limit] else []
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=TIMEOUT, stdin=subprocess.DEVNULL,
            preexec_fn=lambda: pin(threads))
        answer = json.loads(done.stdout.strip().splitlines()[-1])
    except (subprocess.TimeoutExpired, ValueError, IndexError):
        answer = {"error": "gave no numbers"}
    if "error" in answer:
        raise BenchError(f"kernels with {threads_text(threads)}: {answer['error']}")
    return {"threads": threads, **answer}
