"""The measurements: interleaved rounds of training, and process starts."""

import statistics
import tempfile
import time
from dataclasses import dataclass

from . import workloads
from .engines import suits
from .worker import Worker, WorkerFailed, threads_text

ROUND_SECONDS = 1.0
MAXIMUM_STEPS = 2_000
SETTLE_SECONDS = 0.2  # between workers: thread pools spin for a while after their last step


@dataclass
class Result:
    """What one engine did in one workload with one number of threads."""

    workload: str
    engine: str
    mode: str
    threads: int
    rounds: list
    first_step_s: float
    peak_rss_mb: float

    @property
    def median_ms(self):
        return statistics.median(self.rounds)

    @property
    def row(self):
        return {
            "workload": self.workload, "engine": self.engine, "mode": self.mode,
            "threads": self.threads, "median_ms": round(self.median_ms, 4),
            "min_ms": round(min(self.rounds), 4), "peak_rss_mb": self.peak_rss_mb,
            "first_step_s": round(self.first_step_s, 3),
            "rounds": [round(value, 4) for value in self.rounds],
        }


class Measurements:
    """Collects results, versions, and the engines that failed with their reasons."""

    def __init__(self, say):
        self.results = []
        self.versions = {}
        self.skipped = []
        self._say = say

    def skip(self, engine, workload, threads, reason):
        self._say(f"skipped {engine.label} in {workload}, {threads_text(threads)}: {reason}")
        self.skipped.append({
            "workload": workload, "engine": engine.name, "mode": engine.mode,
            "threads": threads, "reason": str(reason)})

    def train(self, workload, engines, threads, rounds):
        """Starts every engine, then lets them run in turn, one at a time, round after round."""
        running = []
        try:
            for engine in filter(lambda e: suits(e, workload), engines):
                self._say(f"{workload}, {threads_text(threads)}: starting {engine.label}")
                self._start(running, engine, workload, threads)
            for turn in range(rounds):
                self._say(f"{workload}, {threads_text(threads)}: round {turn + 1} of {rounds}")
                # Back and forth, so that a drift of the machine's speed favours nobody.
                for run in running[:] if turn % 2 == 0 else running[::-1]:
                    time.sleep(SETTLE_SECONDS)
                    self._attempt(running, run, lambda: run.take_turn())
            for run in running[:]:
                self._attempt(running, run, lambda: self.results.append(run.finish()))
        finally:
            for run in running:
                run.worker.stop()

    def start(self, engines, threads, samples):
        """Times whole processes, from their start to their first finished `mlp` step. A first
        process of each engine warms the file cache and is not counted."""
        engines = [engine for engine in engines if suits(engine, "start")]
        seconds = {engine: [] for engine in engines}
        peaks = {engine: 0.0 for engine in engines}
        for turn in range(samples + 1):
            self._say(f"start, {threads_text(threads)}: process {turn} of {samples}")
            for engine in list(seconds):
                try:
                    elapsed, peak = _one_start(engine, threads)
                except WorkerFailed as failure:
                    self.skip(engine, "start", threads, failure)
                    del seconds[engine]
                    continue
                peaks[engine] = max(peaks[engine], peak)
                if turn > 0:
                    seconds[engine].append(elapsed)
        for engine, values in seconds.items():
            self.results.append(Result(
                "start", engine.name, engine.mode, threads, [1000 * value for value in values],
                statistics.median(values), peaks[engine]))

    def _start(self, running, engine, workload, threads):
        worker = Worker(engine, workload, threads)
        try:
            run = _Run(workload, threads, worker)
            self.versions[engine.name] = run.version
            running.append(run)
        except (WorkerFailed, KeyboardInterrupt) as failure:
            worker.stop()
            if isinstance(failure, KeyboardInterrupt):
                raise
            self.skip(engine, workload, threads, failure)

    def _attempt(self, running, run, action):
        try:
            action()
        except WorkerFailed as failure:
            running.remove(run)
            run.worker.stop()
            self.skip(run.worker.engine, run.workload, run.threads, failure)


class _Run:
    """A worker that is warm, with the rounds it has run so far."""

    def __init__(self, workload, threads, worker):
        self.workload, self.threads, self.worker = workload, threads, worker
        self._first_step = worker.first_step()
        described = worker.ready()
        self.version = described.get("version", "?")
        wanted = workloads.TRAINING[workload].parameters
        if described.get("parameters", wanted) != wanted:
            raise WorkerFailed(
                f"its model has {described['parameters']} trainable parameters, not {wanted}")
        step = worker.round(3)  # not counted: tells how many steps fill a round
        self._steps = min(max(round(1000 * ROUND_SECONDS / step), 3), MAXIMUM_STEPS)
        self._rounds = []

    def take_turn(self):
        self._rounds.append(self.worker.round(self._steps))

    def finish(self):
        engine = self.worker.engine
        peak = self.worker.quit()
        return Result(
            self.workload, engine.name, engine.mode, self.threads, self._rounds,
            self._first_step, peak)


def _one_start(engine, threads):
    with tempfile.TemporaryDirectory(prefix="hone-bench-plans-") as empty:
        environment = {} if "HONE_PLAN_CACHE" in engine.environment else {"HONE_PLAN_CACHE": empty}
        worker = Worker(engine, "start", threads, environment)
        try:
            elapsed = worker.first_step()
            worker.ready()
            return elapsed, worker.quit()
        finally:
            worker.stop()
