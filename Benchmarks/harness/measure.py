"""The measurements: interleaved rounds of steps, process starts, and whole runs."""

import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field

from . import workloads
from .engines import suits
from .worker import Worker, WorkerFailed, threads_text

ROUND_SECONDS = 1.0
MAXIMUM_STEPS = 20_000
SETTLE_SECONDS = 0.2  # between workers: thread pools spin for a while after their last step
BUSY_WORKLOADS = ["mlp", "cnn"]


@dataclass
class Result:
    """What one engine did in one workload with one number of threads; times in milliseconds."""

    workload: str
    engine: str
    mode: str
    threads: int
    rounds: list
    first_step_s: float | None
    peak_rss_mb: float
    busy_rounds: list = field(default_factory=list)  # the same beside spinning processes
    accuracy: float | None = None
    rates: dict | None = None  # how fast parts of a step are, where the engine knows

    @property
    def median_ms(self):
        return statistics.median(self.rounds)

    @property
    def slowdown(self):
        """How much longer a step takes beside spinning processes, or None."""
        return statistics.median(self.busy_rounds) / self.median_ms if self.busy_rounds else None

    @property
    def row(self):
        row = {
            "workload": self.workload, "engine": self.engine, "mode": self.mode,
            "threads": self.threads, "median_ms": round(self.median_ms, 4),
            "min_ms": round(min(self.rounds), 4), "peak_rss_mb": self.peak_rss_mb,
            "first_step_s": self.first_step_s and round(self.first_step_s, 3),
            "rounds": [round(value, 4) for value in self.rounds],
        }
        if self.busy_rounds:
            row["busy_median_ms"] = round(statistics.median(self.busy_rounds), 4)
            row["busy_rounds"] = [round(value, 4) for value in self.busy_rounds]
        optional = {"accuracy": self.accuracy, "rates": self.rates}
        return row | {key: value for key, value in optional.items() if value is not None}


@contextmanager
def spinning(count):
    """Has `count` processes do nothing but use the processor."""
    spinners = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        if spinners:
            time.sleep(0.5)
        yield
    finally:
        for spinner in spinners:
            spinner.kill()
            spinner.wait()


class Measurements:
    """Collects results, versions, and the engines that failed with their reasons."""

    def __init__(self, say):
        self.results = []
        self.versions = {}
        self.skipped = []
        self.say = say

    def skip(self, engine, workload, threads, reason):
        self.say(f"skipped {engine.label} in {workload}, {threads_text(threads)}: {reason}")
        self.skipped.append({
            "workload": workload, "engine": engine.name, "mode": engine.mode,
            "threads": threads, "reason": str(reason)})

    def in_rounds(self, workload, engines, threads, rounds, busy=0):
        """Starts every engine, then lets them run in turn, one at a time, round after round;
        where it counts, once more beside `busy` spinning processes."""
        running = []
        size = workloads.ROUNDS[workload]
        try:
            for engine in filter(lambda e: suits(e, workload), engines):
                self.say(f"{workload}, {threads_text(threads)}: starting {engine.label}")
                run = self.started(engine, workload, threads, size)
                running += [run] if run else []
            self.take_turns(running, f"{workload}, {threads_text(threads)}", rounds)
            if busy and workload in BUSY_WORKLOADS:
                with spinning(busy):
                    place = f"{workload}, {threads_text(threads)}, beside {busy} spinning processes"
                    self.take_turns(running, place, rounds, busy=True)
            for run in running[:]:
                self._attempt(running, run, lambda: self.results.append(run.finish()))
        finally:
            for run in running:
                run.worker.stop()

    def take_turns(self, running, place, rounds, busy=False):
        for turn in range(rounds):
            self.say(f"{place}: round {turn + 1} of {rounds}")
            # Back and forth, so that a drift of the machine's speed favours nobody.
            for run in running[:] if turn % 2 == 0 else running[::-1]:
                time.sleep(SETTLE_SECONDS)
                self._attempt(running, run, lambda: run.take_turn(busy))

    def start(self, engines, threads, samples):
        """Times whole processes, from their start to their first finished `mlp` step. A first
        process of each engine warms the file cache and is not counted."""
        engines = [engine for engine in engines if suits(engine, "start")]
        seconds = {engine: [] for engine in engines}
        peaks = {engine: 0.0 for engine in engines}
        for turn in range(samples + 1):
            self.say(f"start, {threads_text(threads)}: process {turn} of {samples}")
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

    def end_to_end(self, engines, threads, runs, options):
        """Times whole trainings, from the start of the process to its last validation."""
        engines = [engine for engine in engines if suits(engine, "end-to-end")]
        outcomes = {engine: [] for engine in self._best_at_images(engines, threads)}
        for turn in range(runs):
            for engine in list(outcomes):
                self.say(f"end-to-end, {threads_text(threads)}: {engine.label}, "
                         f"run {turn + 1} of {runs}")
                worker = Worker(engine, "end-to-end", threads, options=options)
                try:
                    seconds, answer = worker.finished()
                    self.say(f"{seconds:.1f} s, accuracy {answer['accuracy']:.4f}")
                    outcomes[engine].append((seconds, answer))
                    self.versions[engine.name] = answer.get("version", "?")
                except WorkerFailed as failure:
                    self.skip(engine, "end-to-end", threads, failure)
                    del outcomes[engine]
                finally:
                    worker.stop()
        for engine, done in outcomes.items():
            self.results.append(Result(
                "end-to-end", engine.name, engine.mode, threads,
                [1000 * seconds for seconds, _ in done], None,
                max(answer["peak_rss_mb"] for _, answer in done),
                accuracy=statistics.median(answer["accuracy"] for _, answer in done)))

    def _best_at_images(self, engines, threads):
        """A whole training is long: of each peer that was measured in `cnn`, the fastest mode."""
        medians = {(r.engine, r.mode): r.median_ms for r in self.results
                   if r.workload == "cnn" and r.threads == threads}
        chosen = []
        for engine in engines:
            own = [medians[e.name, e.mode] for e in engines
                   if e.name == engine.name and (e.name, e.mode) in medians]
            if not own or medians.get((engine.name, engine.mode)) == min(own):
                chosen.append(engine)
        return chosen

    def started(self, engine, workload, threads, size, options=()):
        """A run that is warm, or None if it failed."""
        worker = Worker(engine, workload, threads, options=options)
        try:
            run = Run(workload, threads, worker, size)
            self.versions[engine.name] = run.version
            return run
        except (WorkerFailed, KeyboardInterrupt) as failure:
            worker.stop()
            if isinstance(failure, KeyboardInterrupt):
                raise
            self.skip(engine, workload, threads, failure)
            return None

    def _attempt(self, running, run, action):
        try:
            action()
        except WorkerFailed as failure:
            running.remove(run)
            run.worker.stop()
            self.skip(run.worker.engine, run.workload, run.threads, failure)


class Run:
    """A worker that is warm, with the rounds it has run so far."""

    def __init__(self, workload, threads, worker, size):
        self.workload, self.threads, self.worker = workload, threads, worker
        self._first_step = worker.first_step()
        described = worker.ready()
        self.version = described.get("version", "?")
        if described.get("parameters", size.parameters) != size.parameters:
            raise WorkerFailed(
                f"its model has {described['parameters']} trainable parameters, not "
                f"{size.parameters}")
        step = worker.round(3)  # not counted: tells how many steps fill a round
        self._steps = min(max(round(1000 * ROUND_SECONDS / step), 3), MAXIMUM_STEPS)
        self._rounds, self._busy_rounds = [], []

    def take_turn(self, busy=False):
        (self._busy_rounds if busy else self._rounds).append(self.worker.round(self._steps))

    def finish(self):
        engine = self.worker.engine
        words = self.worker.quit()
        return Result(
            self.workload, engine.name, engine.mode, self.threads, self._rounds,
            self._first_step, words["peak_rss_mb"], self._busy_rounds, rates=words.get("rates"))


def _one_start(engine, threads):
    with tempfile.TemporaryDirectory(prefix="hone-bench-plans-") as empty:
        environment = {} if "HONE_PLAN_CACHE" in engine.environment else {"HONE_PLAN_CACHE": empty}
        worker = Worker(engine, "start", threads, environment)
        try:
            elapsed = worker.first_step()
            worker.ready()
            return elapsed, worker.quit()["peak_rss_mb"]
        finally:
            worker.stop()
