"""What looking after a training costs: loggers, checkpoints, preflight."""

import statistics

from .worker import Worker, WorkerFailed, threads_text

LOGGING_LIMIT = 0.01  # of the time of a step of `cnn`
CHECKPOINT_LIMIT = 0.02  # of the time of training, at one a minute


def measure(measurements, engines, threads, rounds):
    """Of each round, in a list: milliseconds per step, logging's share of it, milliseconds per
    checkpoint (of all the time, and of the pause alone), its megabytes, milliseconds of preflight.
    """
    found = []
    for engine in engines:
        measurements.say(f"overhead, {threads_text(threads)}: {engine.label}, {rounds} rounds")
        worker = Worker(engine, "overhead", threads, options=["--rounds", str(rounds)])
        try:
            answer = worker.finished()[1]
            del answer["finished"]
            found.append({"threads": threads, **answer})
        except WorkerFailed as failure:
            measurements.skip(engine, "overhead", threads, failure)
        finally:
            worker.stop()
    return found


def text(found):
    """Lines for a report."""
    lines = []
    for entry in found:
        middle = {name: statistics.median(values) for name, values in entry.items()
                  if isinstance(values, list)}
        share = middle["checkpoint_ms"] / 60_000
        low, high = min(entry["logging"]), max(entry["logging"])
        place = f"overhead, cnn, {threads_text(entry['threads'])}: "
        lines += [
            f"{place}logging after every step takes {middle['logging']:.2%} "
            f"({low:.2%} to {high:.2%}) of a step of {middle['step_ms']:.1f} ms; "
            f"below {LOGGING_LIMIT:.0%} {_holds(middle['logging'] < LOGGING_LIMIT)}",
            f"{place}a checkpoint of {middle['checkpoint_mb']:.1f} MB takes "
            f"{middle['checkpoint_ms']:.1f} ms, {middle['pause_ms']:.1f} ms of it a pause: "
            f"{share:.3%} at one a minute; below {CHECKPOINT_LIMIT:.0%} "
            f"{_holds(share < CHECKPOINT_LIMIT)}",
            f"{place}preflight takes {middle['preflight_ms']:.0f} ms",
        ]
    return lines


def _holds(condition):
    return "holds" if condition else "does NOT hold"
