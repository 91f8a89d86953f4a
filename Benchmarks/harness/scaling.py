"""How Hone's time per step grows as the batch, the width and the depth of a model double."""

from .measure import Measurements
from .worker import threads_text
from .workloads import SCALED, SCALES

TOLERANCE = 1.15  # beyond this ratio of times per operation a step has left the straight line
ROUNDS = 3


def measure(measurements: Measurements, engine, threads):
    """For every model and axis, a list of `{"size", "operations", "median_ms"}`."""
    found = []
    for model, sized in SCALED.items():
        for axis, sizes in SCALES.items():
            place = f"scaling, {model} {axis}, {threads_text(threads)}"
            running = []
            try:
                for size in sizes:
                    options = ["--batch", str(size.batch), "--width", str(size.width), "--depth",
                               str(size.depth)]
                    run = measurements.started(engine, model, threads, sized(size), options)
                    running += [run] if run else []
                measurements.take_turns(running, place, ROUNDS)
                if len(running) < len(sizes):
                    continue  # The reasons are among what was skipped.
                points = [
                    {"size": getattr(size, axis), "operations": sized(size).operations,
                     "median_ms": round(run.finish().median_ms, 4)}
                    for size, run in zip(sizes, running)]
                found.append(
                    {"workload": model, "axis": axis, "threads": threads, "points": points})
            finally:
                for run in running:
                    run.worker.stop()
    return found


def text(found):
    """A line for each model and axis, and what it shows."""
    lines = []
    for entry in found:
        points = entry["points"]
        base = next(p for p in points if p["size"] == (128 if entry["axis"] == "batch" else 1))
        steps = ", ".join(f"{p['size']}: {p['median_ms']:.2f} ms" for p in points)
        lines.append(f"scaling, {entry['workload']} {entry['axis']}, "
                     f"{threads_text(entry['threads'])}: {steps}; {_verdict(points, base)}")
    return lines


def _verdict(points, base):
    """Where a step takes more or less time per operation than the usual size does."""
    cost = lambda point: point["median_ms"] / point["operations"]
    off = [(p["size"], cost(p) / cost(base)) for p in points]
    off = [(size, ratio) for size, ratio in off if not 1 / TOLERANCE <= ratio <= TOLERANCE]
    if not off:
        return "on the straight line"
    return "off the straight line at " + ", ".join(
        f"{size} ({ratio:.2f} × the time per operation)" for size, ratio in off)
