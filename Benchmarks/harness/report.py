"""What a run prints and writes: one table, the ratios between Hone and each peer, one JSON file."""

import json
import os
import platform
from itertools import groupby

from .worker import threads_text
from .workloads import TRAINING


def comparisons(results):
    """Hone's best mode against each peer's best mode, in every workload and number of threads.

    `ratio` is Hone's median over the peer's: below 1, Hone is faster. Its spread is that of the
    ratios of rounds that ran one after the other. `memory` is the ratio of peak resident memory.
    """
    found = []
    for (workload, threads), group in _grouped(results):
        best = _best_by_engine(group)
        ours = best.pop("hone", None)
        for theirs in best.values() if ours else []:
            pairs = [a / b for a, b in zip(ours.rounds, theirs.rounds)]
            found.append({
                "workload": workload, "threads": threads, "hone": ours.mode,
                "peer": theirs.engine, "mode": theirs.mode,
                "ratio": round(ours.median_ms / theirs.median_ms, 3),
                "ratio_min": round(min(pairs), 3), "ratio_max": round(max(pairs), 3),
                "memory": round(ours.peak_rss_mb / theirs.peak_rss_mb, 3),
            })
    return found


def text(results, limits, with_memory):
    """The table and the lines under it."""
    parts = [_table(results, limits), "", *map(_limit_line, limits)]
    for (workload, threads), group in _grouped(results):
        best = _best_by_engine(group)
        best.pop("hone", None)
        if best:
            ranking = sorted(best.values(), key=lambda result: result.median_ms)
            parts.append(f"peers, {workload}, {threads_text(threads)}: " + ", ".join(
                f"{r.engine} {r.mode} {_number(r.median_ms)} ms" for r in ranking))
    for pair in comparisons(results):
        where = f"{pair['workload']}, {threads_text(pair['threads'])}"
        parts.append(
            f"hone / {pair['peer']} {pair['mode']}, {where}: time {pair['ratio']:.2f} "
            f"({pair['ratio_min']:.2f} to {pair['ratio_max']:.2f})"
            + (f", peak memory {pair['memory']:.2f}" if with_memory else ""))
    return "\n".join(parts)


def write(path, results, limits, versions, skipped, busy):
    """Writes the JSON file that BENCHMARKS describes; a reader never sees half of it."""
    content = {
        "machine": {
            "system": f"{platform.system()} {platform.machine()}", "processor": _processor(),
            "processors": os.cpu_count(), "load_before": busy["load"], "busy": busy["processes"]},
        "limits": limits, "engines": versions, "rows": [result.row for result in results],
        "ratios": comparisons(results), "skipped": skipped,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_suffix(".partial")
    temporary.write_text(json.dumps(content, indent=1) + "\n")
    temporary.replace(path)


def _table(results, limits):
    products = {entry["threads"]: entry["sgemm_gflops"] for entry in limits}
    header = ["workload", "threads", "engine", "mode", "median ms", "min ms", "max ms",
              "GFLOP/s", "of SGEMM", "peak MB", "first step s"]
    rows = [header]
    for result in results:
        work = TRAINING.get(result.workload)
        rate = work.operations / result.median_ms / 1e6 if work else None
        limit = products.get(result.threads)
        rows.append([
            result.workload, str(result.threads), result.engine, result.mode,
            _number(result.median_ms), _number(min(result.rounds)), _number(max(result.rounds)),
            f"{rate:.0f}" if rate else "-", f"{rate / limit:.0%}" if rate and limit else "-",
            f"{result.peak_rss_mb:.0f}", f"{result.first_step_s:.2f}"])
    widths = [max(map(len, column)) for column in zip(*rows)]
    left = {0, 2, 3}
    lines = [
        "  ".join(cell.ljust(width) if index in left else cell.rjust(width)
                  for index, (cell, width) in enumerate(zip(row, widths))).rstrip()
        for row in rows]
    return "\n".join([lines[0], "-" * sum(widths, 2 * len(widths) - 2), *lines[1:]])


def _limit_line(entry):
    product = (
        f"{entry['sgemm_gflops']} GFLOP/s ({entry['sgemm_library']})" if entry["sgemm_gflops"]
        else f"not measured ({entry.get('sgemm_reason', 'no library ran')})")
    bandwidth = (
        f"triad {entry['triad_gbs']} GB/s, copy {entry['copy_gbs']} GB/s" if entry["triad_gbs"]
        else f"bandwidth not measured ({entry.get('bandwidth_reason', 'it failed')})")
    return f"machine, {threads_text(entry['threads'])}: SGEMM 2048 {product}, {bandwidth}"


def _best_by_engine(group):
    best = {}
    for result in group:
        if result.engine not in best or result.median_ms < best[result.engine].median_ms:
            best[result.engine] = result
    return best


def _grouped(results):
    key = lambda result: (result.workload, result.threads)
    return [(place, list(group)) for place, group in groupby(results, key)]


def _number(milliseconds):
    return f"{milliseconds:.2f}" if milliseconds < 100 else f"{milliseconds:.0f}"


def _processor():
    try:
        with open("/proc/cpuinfo") as file:
            return next(line.split(":")[1].strip() for line in file if "model name" in line)
    except (OSError, StopIteration):
        return platform.processor() or "unknown"
