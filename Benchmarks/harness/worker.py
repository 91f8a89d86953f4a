"""One engine as a process: it is told what to do by lines on its standard input, and answers with
lines of JSON. It uses the processor only between a request and its answer."""

import json
import math
import os
import select
import subprocess
import sys
import tempfile
import time

from .engines import Engine

START_TIMEOUT = 900  # seconds; torch.compile runs a C++ compiler
ROUND_TIMEOUT = 600
QUIT_TIMEOUT = 120
FINISH_TIMEOUT = 7200


class WorkerFailed(Exception):
    """This worker cannot be measured; the message is one line."""


class Worker:
    """A running engine, from its first training step to its peak memory."""

    def __init__(self, engine: Engine, workload, threads, environment=None, options=()):
        self.engine = engine
        self._errors = tempfile.TemporaryFile()
        self._pending = b""
        arguments = [
            "--workload", workload, "--threads", str(threads), "--mode", engine.mode, *options]
        self._spawned = time.monotonic()
        self._process = subprocess.Popen(
            [*engine.command, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            stderr=self._errors, env={**os.environ, **engine.environment, **(environment or {})},
            preexec_fn=lambda: pin(threads))

    def first_step(self):
        """Seconds from the start of the process to the end of its first training step."""
        self._answer("first_step", START_TIMEOUT)
        return time.monotonic() - self._spawned

    def ready(self):
        """Waits for the end of the warm-up; returns the worker's description of itself."""
        return self._answer("ready", START_TIMEOUT)

    def round(self, steps):
        """Runs training steps; returns milliseconds per step."""
        self._send(f"round {steps}")
        value = self._answer("round_ms_per_step", ROUND_TIMEOUT)["round_ms_per_step"]
        if not (isinstance(value, (int, float)) and math.isfinite(value) and value > 0):
            raise WorkerFailed(f"answered {value!r} milliseconds per step")
        return float(value)

    def quit(self):
        """Ends the process; returns its last words, the peak resident memory in MB among them."""
        self._send("quit")
        answer = self._answer("peak_rss_mb", QUIT_TIMEOUT)
        self.stop()
        loss = answer.get("last_loss")
        if not (isinstance(loss, (int, float)) and math.isfinite(loss)):
            raise WorkerFailed(f"its last loss is {loss!r}, so what it computed is wrong")
        return answer

    def finished(self):
        """Waits for a worker that does everything unasked; returns the seconds since the start of
        the process, and its answer."""
        answer = self._answer("finished", FINISH_TIMEOUT)
        return time.monotonic() - self._spawned, answer

    def stop(self):
        """Ends the process whatever its state."""
        if self._process.stdin and not self._process.stdin.closed:
            try:
                self._process.stdin.close()
            except BrokenPipeError:
                pass
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()

    def _send(self, line):
        try:
            self._process.stdin.write(line.encode() + b"\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise WorkerFailed(self._last_words()) from None

    def _answer(self, key, timeout):
        deadline = time.monotonic() + timeout
        line = self._line(deadline)
        try:
            answer = json.loads(line)
        except ValueError:
            raise WorkerFailed(f"answered {line[:80]!r}, which is not JSON") from None
        if "error" in answer:
            raise WorkerFailed(answer["error"])
        if key not in answer:
            raise WorkerFailed(f"answered {line[:80]!r} where {key!r} was due")
        return answer

    def _line(self, deadline):
        descriptor = self._process.stdout.fileno()
        while b"\n" not in self._pending:
            left = deadline - time.monotonic()
            if left <= 0 or not select.select([descriptor], [], [], left)[0]:
                raise WorkerFailed("gave no answer in time")
            chunk = os.read(descriptor, 1 << 16)
            if not chunk:
                raise WorkerFailed(self._last_words())
            self._pending += chunk
        line, self._pending = self._pending.split(b"\n", 1)
        return line.decode(errors="replace")

    def _last_words(self):
        self._process.wait()
        self._errors.seek(0)
        lines = [line.strip() for line in self._errors.read().decode(errors="replace").splitlines()]
        last = next((line for line in reversed(lines) if line), "no message")
        return f"ended with status {self._process.returncode}: {last[:160]}"


def available_processors():
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def threads_text(count):
    return f"{count} thread{'' if count == 1 else 's'}"


def pin(threads):
    """Keeps the calling process on as many processors as it has threads, where the system can."""
    if sys.platform == "linux":
        allowed = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, allowed[:threads])
