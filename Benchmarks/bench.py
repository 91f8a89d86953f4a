#!/usr/bin/env python3
"""Measures Hone against PyTorch, Keras and JAX on this machine; see README.md beside this file."""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from harness import engines, report, workloads
from harness.engines import BenchError
from harness.limits import better, limits
from harness.measure import Measurements
from harness.worker import available_processors, threads_text

FOLDER = Path(__file__).resolve().parent
START_SAMPLES = 5


def main():
    try:
        options = parse_arguments()
        with tempfile.TemporaryDirectory(prefix="hone-bench-plans-") as cache:
            return run(options, cache)
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("bench: interrupted, nothing was written", file=sys.stderr)
        return 130


def run(options, cache):
    training, starting = [], []
    if not options.peers_only:
        training += engines.hone(options.hone)
        starting += engines.hone_starts(options.hone, cache)
    names = dict.fromkeys(request.partition(":")[0] for request in options.peers)
    environments = {
        name: engines.virtual_environment(name, options.venvs, not options.no_install)
        for name in names if name in engines.PEER_MODES}
    peers = engines.peers(options.peers, environments)
    if not training and not peers:
        raise BenchError("nothing to measure; help: name a peer, or leave out --peers-only")

    available = engines.installed_environments(options.venvs) | environments

    load = os.getloadavg()[0]
    if load > 0.5:
        say(f"the machine is not idle (load {load:.1f}): trust the ratios, not the times")
    measurements = Measurements(say)
    machine = []
    spinners = [
        subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(options.busy)]
    try:
        for threads in options.threads:
            say(f"the machine's limits, {threads_text(threads)}")
            before = limits(threads, available)
            for workload in options.workloads:
                if workload == "start":
                    measurements.start(starting + peers, threads, options.starts)
                else:
                    measurements.train(workload, training + peers, threads, options.rounds)
            say(f"the machine's limits again, {threads_text(threads)}")
            machine.append(better(before, limits(threads, available)))
    finally:
        for spinner in spinners:
            spinner.kill()
            spinner.wait()

    results = measurements.results
    print(report.text(results, machine, options.memory))
    for skipped in measurements.skipped:
        print(f"skipped: {skipped['engine']} {skipped['mode']}, {skipped['workload']}, "
              f"{threads_text(skipped['threads'])}: {skipped['reason']}")
    report.write(
        options.output, results, machine, measurements.versions, measurements.skipped,
        {"processes": options.busy, "load": round(load, 2)})
    say(f"wrote {options.output}")
    return missing(options, results)


def missing(options, results):
    """Fails the run if Hone, or every mode of a peer that was asked for, has no result."""
    have = {(result.workload, result.threads, result.engine) for result in results}
    wanted = [] if options.peers_only else ["hone"]
    wanted += dict.fromkeys(request.partition(":")[0] for request in options.peers)
    gaps = [
        f"{engine} in {workload} with {threads_text(threads)}"
        for threads in options.threads for workload in options.workloads for engine in wanted
        if (workload, threads, engine) not in have]
    if gaps:
        print(f"bench: no result for {', '.join(gaps)}; help: the reasons are above",
              file=sys.stderr)
    return 1 if gaps else 0


def parse_arguments():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--workloads", type=str.split, default=["mlp", "cnn", "start", "memory"],
                        help=f"of {' '.join(workloads.NAMES)}; default: mlp cnn start memory")
    parser.add_argument("--peers", type=str.split, default=list(engines.PEER_MODES),
                        help="like 'torch keras:auto jax'; default: all, in all modes")
    parser.add_argument("--threads", type=str.split, default=[],
                        help="numbers of threads; default: all processors, then 1")
    parser.add_argument("--rounds", type=int, default=7, help="about a second each; default: 7")
    parser.add_argument("--starts", type=int, default=START_SAMPLES,
                        help=f"processes timed by `start`; default: {START_SAMPLES}")
    parser.add_argument("--busy", type=int, default=0, help="spinning processes beside the run")
    parser.add_argument("--hone", default=str(FOLDER.parent / ".build/release/hone-bench"),
                        help="Hone's worker; default: .build/release/hone-bench")
    parser.add_argument("--peers-only", action="store_true", help="measure without Hone")
    parser.add_argument("--venvs", default=str(engines.PEERS_FOLDER),
                        help="folder of the peers' virtual environments")
    parser.add_argument("--no-install", action="store_true",
                        help="fail where a virtual environment is missing")
    parser.add_argument("--output", type=Path, default=FOLDER / "results" / "latest.json")
    return checked(parser.parse_args())


def checked(options):
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
    if not options.workloads:
        raise BenchError(f"no workload; help: name some of {', '.join(workloads.NAMES)}")
    every = available_processors()
    try:
        options.threads = list(dict.fromkeys(map(int, options.threads))) or sorted(
            {every, 1}, reverse=True)
    except ValueError:
        raise BenchError("THREADS must be numbers, as in THREADS=\"2 1\"") from None
    if any(not 1 <= count <= every for count in options.threads):
        raise BenchError(f"THREADS must be between 1 and {every} on this machine")
    if options.rounds < 1 or options.starts < 1 or options.busy < 0:
        raise BenchError("ROUNDS and --starts must be at least 1, BUSY at least 0")
    return options


def say(message):
    print(f"bench: {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
