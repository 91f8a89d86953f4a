"""What can be asked of a run."""

import argparse
from pathlib import Path

from . import engines, workloads
from .engines import BenchError
from .worker import available_processors

FOLDER = Path(__file__).resolve().parent.parent
START_SAMPLES = 5


def parse(description):
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--workloads", type=str.split, default=workloads.NAMES,
                        help=f"default: all, which are {' '.join(workloads.NAMES)}")
    parser.add_argument("--peers", type=str.split, default=list(engines.PEER_MODES),
                        help="like 'torch keras:auto jax'; default: all, in all modes")
    parser.add_argument("--threads", type=str.split, default=[],
                        help="numbers of threads; default: all processors, then 1")
    parser.add_argument("--rounds", type=int, default=7, help="about a second each; default: 7")
    parser.add_argument("--starts", type=int, default=START_SAMPLES,
                        help=f"processes timed by `start`; default: {START_SAMPLES}")
    parser.add_argument("--runs", type=int, default=1,
                        help="trainings of each engine in `end-to-end`; default: 1")
    parser.add_argument("--epochs", type=int, default=3, help="of `end-to-end`; default: 3")
    parser.add_argument("--samples", type=int,
                        help="images to train on in `end-to-end`, to try it out; default: all")
    parser.add_argument("--busy", type=int, default=0,
                        help="measures mlp and cnn once more beside that many spinning processes")
    parser.add_argument("--micro", action="store_true",
                        help="also measures Hone's kernels, each against its ceiling")
    parser.add_argument("--hone", default=str(FOLDER.parent / ".build/release/hone-bench"),
                        help="Hone's worker; default: .build/release/hone-bench")
    parser.add_argument("--peers-only", action="store_true", help="measure without Hone")
    parser.add_argument("--venvs", default=str(engines.PEERS_FOLDER),
                        help="folder of the peers' virtual environments")
    parser.add_argument("--no-install", action="store_true",
                        help="fail where a virtual environment is missing")
    parser.add_argument("--output", type=Path, default=FOLDER / "results" / "latest.json")
    return _checked(parser.parse_args())


def _checked(options):
    for workload in options.workloads:
        if workload not in workloads.NAMES:
            raise BenchError(
                f"unknown workload {workload!r}; help: the workloads are "
                f"{', '.join(workloads.NAMES)}")
    # `memory` reads the peaks of the other runs: alone, it needs those of the two main ones.
    options.memory = "memory" in options.workloads
    options.workloads = [w for w in dict.fromkeys(options.workloads) if w != "memory"]
    if not options.workloads:
        options.workloads = ["mlp", "cnn"] if options.memory else []
    if not options.workloads and not options.micro:
        raise BenchError(f"no workload; help: name some of {', '.join(workloads.NAMES)}")
    if options.peers_only and options.micro:
        raise BenchError("--micro measures Hone's kernels; help: leave out --peers-only")
    every = available_processors()
    try:
        options.threads = list(dict.fromkeys(map(int, options.threads))) or sorted(
            {every, 1}, reverse=True)
    except ValueError:
        raise BenchError("THREADS must be numbers, as in THREADS=\"2 1\"") from None
    if any(not 1 <= count <= every for count in options.threads):
        raise BenchError(f"THREADS must be between 1 and {every} on this machine")
    counts = (options.rounds, options.starts, options.runs, options.epochs, options.samples or 1)
    if min(counts) < 1 or options.busy < 0:
        raise BenchError(
            "ROUNDS, STARTS, --runs, --epochs and --samples must be at least 1, BUSY at least 0")
    return options
