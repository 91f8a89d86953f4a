"""Who is measured: Hone and each peer in each of its modes, and how to start each of them."""

import os
import platform
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

PEERS_FOLDER = Path(__file__).resolve().parent.parent / "peers"
HONE_MODES = ["default"]

_STEPS = ["mlp", "cnn", "lenet", "text", "start"]
_IMAGES = ["cnn", "lenet", "end-to-end"]
_PREDICTIONS = ["predict", "latency"]

# Peer: mode: the workloads to which it can make a difference.
PEER_MODES = {
    "torch": {
        "eager": _STEPS, "fused": _STEPS, "channels_last": _IMAGES + _PREDICTIONS,
        "compile": ["mlp", "text", *_IMAGES, *_PREDICTIONS], "inference": _PREDICTIONS,
        "workers_0": ["input"], "workers_1": ["input"], "workers_2": ["input"]},
    "keras": {
        "auto": [*_STEPS, "end-to-end"], "jit": [*_STEPS, "end-to-end"],
        "predict_on_batch": _PREDICTIONS, "function": _PREDICTIONS, "function_jit": _PREDICTIONS,
        "tf_data": ["input"]},
    "jax": {"jit": [*_STEPS, "end-to-end", *_PREDICTIONS]},
}


class BenchError(Exception):
    """Ends the run with one line."""


@dataclass(frozen=True)
class Engine:
    """A command to which `--workload`, `--threads` and `--mode` are added."""

    name: str
    mode: str
    command: tuple
    environment: dict = field(default_factory=dict, hash=False)

    @property
    def label(self):
        return f"{self.name} {self.mode}"


def hone(binary, modes=HONE_MODES):
    if not os.access(binary, os.X_OK) or os.path.isdir(binary):
        raise BenchError(
            f"no program at {binary}; help: build it with `swift build -c release --product "
            "hone-bench`, or measure the peers alone with --peers-only")
    return [Engine("hone", mode, (str(Path(binary).resolve()),)) for mode in modes]


def hone_starts(binary, cache):
    """Hone twice: each process with an empty plan cache, or all with the one in folder `cache`."""
    cold, warm = hone(binary, modes=["plan_empty", "plan_warm"])
    return [cold, Engine("hone", warm.mode, warm.command, {"HONE_PLAN_CACHE": cache})]


def peers(requests, environments):
    """Engines for requests like `torch` (all modes) or `torch:fused` (one)."""
    chosen = []
    for request in requests:
        name, _, mode = request.partition(":")
        if name not in PEER_MODES or (mode and mode not in PEER_MODES[name]):
            known = ", ".join(f"{n} ({' '.join(m)})" for n, m in PEER_MODES.items())
            raise BenchError(f"unknown peer {request!r}; help: the peers and modes are {known}")
        python = environments[name]
        for each in [mode] if mode else PEER_MODES[name]:
            command = (str(python), str(PEERS_FOLDER / f"{name}_worker.py"))
            chosen.append(Engine(name, each, command))
    return chosen


def peers_for(workload, requests):
    """The peers of which a mode that was asked for suits the workload."""
    found = {}
    for request in requests:
        name, _, mode = request.partition(":")
        if any(workload in PEER_MODES[name][m] for m in ([mode] if mode else PEER_MODES[name])):
            found[name] = None
    return list(found)


def suits(engine, workload):
    return engine.name == "hone" or workload in PEER_MODES[engine.name][engine.mode]


def installed_environments(folder):
    """The environments that are there and up to date, for what may use them but not make them."""
    found = {}
    for name in PEER_MODES:
        try:
            found[name] = virtual_environment(name, folder, install=False)
        except BenchError:
            pass
    return found


def virtual_environment(name, folder, install):
    """The Python of a peer's environment, which is made first where `install` allows it."""
    requirements = PEERS_FOLDER / f"requirements-{name}.txt"
    place = Path(folder) / f".venv-{name}"
    python = place / "bin" / "python"
    stamp = place / "installed-requirements.txt"
    wanted = requirements.read_text()
    if python.exists() and stamp.exists() and stamp.read_text() == wanted:
        return python
    if not install:
        raise BenchError(
            f"no environment for {name} at {place} with the versions of {requirements.name}; "
            "help: run without --no-install, or leave this peer out of PEERS")
    if sys.version_info < (3, 11):
        raise BenchError(
            f"Python {platform.python_version()} is too old for the pinned {name}; help: run "
            "bench.py with Python 3.11 or newer")
    print(f"installing {name} into {place} (once; see {requirements.name})", flush=True)
    if shutil.disk_usage(requirements.parent).free < 8 << 30:
        print("warning: less than 8 GB of disk are free", flush=True)
    for command in (
        [sys.executable, "-m", "venv", str(place)],
        [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check",
         "-r", str(requirements)],
    ):
        done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        if done.returncode != 0:
            lines = (done.stderr or "no message").strip().splitlines()
            raise BenchError(f"cannot install {name}: {lines[-1]}; help: see {requirements}")
    stamp.write_text(wanted)
    return python
