#!/usr/bin/env python3
"""Measures Hone against PyTorch, Keras and JAX on this machine; see README.md beside this file."""

import os
import sys
import tempfile

from harness import engines, micro, options, overhead, report, scaling, workloads
from harness.engines import BenchError
from harness.limits import better, limits
from harness.measure import Measurements
from harness.worker import threads_text
from peers import fashion_mnist


def main():
    try:
        asked = options.parse(__doc__.splitlines()[0])
        with tempfile.TemporaryDirectory(prefix="hone-bench-plans-") as cache:
            return run(asked, cache)
    except BenchError as error:
        print(f"bench: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("bench: interrupted, nothing was written", file=sys.stderr)
        return 130


def run(asked, cache):
    hone = [] if asked.peers_only else engines.hone(asked.hone)
    starting = [] if asked.peers_only else engines.hone_starts(asked.hone, cache)
    needs_images = [w for w in asked.workloads if w in workloads.NEEDS_IMAGES]
    if needs_images and not fashion_mnist.folder():
        raise BenchError(
            f"Fashion-MNIST, which {' and '.join(needs_images)} need, is not on this machine; "
            "help: `make bench` and `make demo` fetch it, or leave them out of WORKLOADS")
    names = dict.fromkeys(request.partition(":")[0] for request in asked.peers)
    environments = {
        name: engines.virtual_environment(name, asked.venvs, not asked.no_install)
        for name in names if name in engines.PEER_MODES}
    peers = engines.peers(asked.peers, environments)
    if not hone and not peers:
        raise BenchError("nothing to measure; help: name a peer, or leave out --peers-only")
    available = engines.installed_environments(asked.venvs) | environments

    load = os.getloadavg()[0]
    if load > 0.5:
        say(f"the machine is not idle (load {load:.1f}): trust the ratios, not the times")
    measurements = Measurements(say)
    machine, scales, kernels, overheads = [], [], [], []
    for threads in asked.threads:
        say(f"the machine's limits, {threads_text(threads)}")
        before = limits(threads, available)
        for workload in asked.workloads:
            if workload == "start":
                measurements.start(starting + peers, threads, asked.starts)
            elif workload == "scaling":
                scales += scaling.measure(measurements, hone[0], threads) if hone else []
            elif workload == "overhead":
                overheads += overhead.measure(measurements, hone, threads, asked.rounds)
            elif workload == "end-to-end":
                if threads == asked.threads[0]:  # It is long: with one number of threads only.
                    measurements.end_to_end(hone + peers, threads, asked.runs, training(asked))
            else:
                measurements.in_rounds(workload, hone + peers, threads, asked.rounds, asked.busy)
        say(f"the machine's limits again, {threads_text(threads)}")
        machine.append(better(before, limits(threads, available)))
        if asked.micro:
            say(f"kernels, {threads_text(threads)}")
            kernels.append(micro.measure(hone[0], threads, machine[-1]))

    outcome = report.Report(
        measurements.results, machine, measurements.versions, measurements.skipped, scales, kernels,
        overheads,
        {"load_before": round(load, 2), "busy": asked.busy, "epochs": asked.epochs,
         "samples": asked.samples})
    print(outcome.text(asked.memory))
    outcome.write(asked.output)
    say(f"wrote {asked.output}")
    return missing(asked, measurements.results, scales, overheads)


def training(asked):
    """What is told to the workers of `end-to-end`."""
    samples = ["--samples", str(asked.samples)] if asked.samples else []
    return ["--epochs", str(asked.epochs), *samples]


def missing(asked, results, scales, overheads):
    """Fails the run if Hone, or every mode of a peer that was asked for, has no result."""
    have = {(result.workload, result.threads, result.engine) for result in results}
    have |= {("scaling", entry["threads"], "hone") for entry in scales}
    have |= {("overhead", entry["threads"], "hone") for entry in overheads}
    gaps = []
    for threads in asked.threads:
        for workload in asked.workloads:
            if workload == "end-to-end" and threads != asked.threads[0]:
                continue
            wanted = [] if asked.peers_only else ["hone"]
            if workload not in workloads.HONE_ALONE:
                wanted += engines.peers_for(workload, asked.peers)
            gaps += [f"{engine} in {workload} with {threads_text(threads)}"
                     for engine in wanted if (workload, threads, engine) not in have]
    if gaps:
        print(f"bench: no result for {', '.join(gaps)}; help: the reasons are above",
              file=sys.stderr)
    return 1 if gaps else 0


def say(message):
    print(f"bench: {message}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
