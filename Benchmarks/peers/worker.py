"""The worker's side of the protocol in README.md, the same for every peer written in Python.

A peer gives `serve` a function `build(options) -> Training`; nothing heavy may be imported before
it runs, so that thread settings take effect and `start` counts the import.
"""

import argparse
import json
import os
import resource
import sys
import time
from dataclasses import dataclass
from typing import Any, Callable

WARM_UP_STEPS = 3
WARM_UP_SECONDS = 1.0


@dataclass
class Training:
    """A built model. `step` runs one training step and returns its loss, perhaps still being
    computed; `read` waits for such a loss and returns it as a float."""

    step: Callable[[], Any]
    read: Callable[[Any], float]
    version: str
    parameters: int


class Unavailable(Exception):
    """This engine or mode cannot run here; the message says why."""


def serve(engine, build):
    """Builds, warms up, then answers `round N` and `quit` until standard input ends."""
    options = _parse_arguments()
    answer = _take_standard_output()
    try:
        training = build(options)
        loss = training.read(training.step())
        answer({"first_step": True})
        if options.workload != "start":
            loss = _warm_up(training)
        answer({
            "ready": True, "engine": engine, "mode": options.mode,
            "version": training.version, "parameters": training.parameters,
        })
        for line in sys.stdin:
            command, *arguments = line.split() or [""]
            if command == "round":
                milliseconds, loss = _round(training, int(arguments[0]))
                answer({"round_ms_per_step": milliseconds})
            elif command == "quit":
                break
            else:
                raise ValueError(f"unknown command {line.strip()!r}")
        answer({"peak_rss_mb": round(_peak_megabytes(), 1), "last_loss": loss})
    except Exception as error:
        answer({"error": _one_line(error)})
        raise


def _parse_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("--workload", required=True)
    parser.add_argument("--threads", type=int, required=True)
    parser.add_argument("--mode", required=True)
    options = parser.parse_args()
    # `start` times the `mlp` step; the builders need not know.
    options.model = "mlp" if options.workload == "start" else options.workload
    return options


def _take_standard_output():
    """Keeps standard output for the protocol: what libraries print goes to standard error."""
    channel = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)

    def answer(message):
        channel.write(json.dumps(message) + "\n")
        channel.flush()

    return answer


def _warm_up(training):
    started = time.perf_counter()
    steps = 0
    while steps < WARM_UP_STEPS or time.perf_counter() - started < WARM_UP_SECONDS:
        loss = training.read(training.step())
        steps += 1
    return loss


def _round(training, steps):
    started = time.perf_counter()
    for _ in range(steps):
        loss = training.step()
    value = training.read(loss)
    return 1000 * (time.perf_counter() - started) / steps, value


def _peak_megabytes():
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1 << 20) if sys.platform == "darwin" else peak / 1024


def _one_line(error):
    lines = str(error).strip().splitlines()
    if not lines:
        return type(error).__name__
    return lines[0] if isinstance(error, Unavailable) else f"{type(error).__name__}: {lines[0]}"
