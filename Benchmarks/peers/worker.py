"""The worker's side of the protocol in README.md, the same for every peer written in Python.

A peer gives `serve` a function for each kind of workload; nothing heavy may be imported before it
runs, so that thread settings take effect and `start` counts the import. A function returns the
steps to be timed, or for `end-to-end` the outcome of a whole training.
"""

import argparse
import json
import os
import resource
import sys
import time
from dataclasses import dataclass
from typing import Any, Callable

from batches import BATCH

WARM_UP_STEPS = 3
WARM_UP_SECONDS = 1.0


@dataclass
class Steps:
    """A built model. `step` runs one step and returns its loss (or other number), perhaps still
    being computed; `read` waits for such a number and returns it as a float."""

    step: Callable[[], Any]
    read: Callable[[Any], float]
    version: str
    parameters: int | None = None


@dataclass
class Outcome:
    """What a whole training came to: its last accuracy on the test images."""

    accuracy: float
    version: str
    parameters: int


class Unavailable(Exception):
    """This engine or mode cannot run here; the message says why."""


def serve(engine, *, train, predict, feed, end_to_end):
    """Runs the function of the workload's kind; it is given the options.

    `feed` is for `input`. All but `end_to_end` are warmed up and then asked for rounds."""
    options = _parse_arguments()
    answer = _take_standard_output()
    described = {"engine": engine, "mode": options.mode}
    try:
        if options.workload == "end-to-end":
            outcome = end_to_end(options)
            described |= vars(outcome)
            answer({"finished": True, **described, "peak_rss_mb": round(_peak_megabytes(), 1)})
            return
        kind = {"input": feed, "predict": predict, "latency": predict}.get(options.workload, train)
        steps = kind(options)
        last = steps.read(steps.step())
        answer({"first_step": True})
        if options.workload != "start":
            last = _warm_up(steps)
        described |= {"version": steps.version}
        described |= {} if steps.parameters is None else {"parameters": steps.parameters}
        answer({"ready": True, **described})
        for line in sys.stdin:
            command, *arguments = line.split() or [""]
            if command == "round":
                milliseconds, last = _round(steps, int(arguments[0]))
                answer({"round_ms_per_step": milliseconds})
            elif command == "quit":
                break
            else:
                raise ValueError(f"unknown command {line.strip()!r}")
        answer({"peak_rss_mb": round(_peak_megabytes(), 1), "last_loss": last})
    except Exception as error:
        answer({"error": _one_line(error)})
        raise


def _parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--workload", required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--mode", required=True)
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--samples", type=int)
    options = parser.parse_args()
    # `start` times the `mlp` step, and predictions are those of `cnn`: builders need not know.
    others = {"start": "mlp", "predict": "cnn", "latency": "cnn"}
    options.model = others.get(options.workload, options.workload)
    options.batch = 1 if options.workload == "latency" else BATCH
    return options


def _take_standard_output():
    """Keeps standard output for the protocol: what libraries print goes to standard error."""
    channel = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)

    def answer(message):
        channel.write(json.dumps(message) + "\n")
        channel.flush()

    return answer


def _warm_up(steps):
    started = time.perf_counter()
    count = 0
    while count < WARM_UP_STEPS or time.perf_counter() - started < WARM_UP_SECONDS:
        last = steps.read(steps.step())
        count += 1
    return last


def _round(steps, count):
    started = time.perf_counter()
    for _ in range(count):
        last = steps.step()
    value = steps.read(last)
    return 1000 * (time.perf_counter() - started) / count, value


def _peak_megabytes():
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20) if sys.platform == "darwin" else peak / 1024


def _one_line(error):
    lines = str(error).strip().splitlines()
    if not lines:
        return type(error).__name__
    return lines[0] if isinstance(error, Unavailable) else f"{type(error).__name__}: {lines[0]}"
