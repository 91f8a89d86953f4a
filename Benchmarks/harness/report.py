"""What a run prints and writes: one table, the ratios between Hone and each peer, one JSON file."""

import json
import os
import platform
from dataclasses import dataclass
from itertools import groupby

from . import overhead, scaling
from .comparisons import best_by_engine, comparisons
from .measure import Result
from .worker import threads_text
from .workloads import ROUNDS

SLOWDOWN_LIMIT = 3.0  # beside spinning processes


@dataclass
class Report:
    results: list[Result]
    limits: list[dict]
    versions: dict
    skipped: list[dict]
    scaling: list[dict]
    kernels: list[dict]
    overheads: list[dict]
    circumstances: dict

    def text(self, with_memory):
        """The table and the lines under it."""
        parts = [_table(self.results, self.limits), ""] if self.results else []
        parts += map(_limit_line, self.limits)
        for (workload, threads), group in self._grouped():
            best = best_by_engine(group)
            best.pop("hone", None)
            if best:
                ranking = sorted(best.values(), key=lambda result: result.median_ms)
                parts.append(f"peers, {workload}, {threads_text(threads)}: " + ", ".join(
                    f"{r.engine} {r.mode} {_number(r.median_ms)} ms" for r in ranking))
        parts += [_comparison_line(pair, with_memory) for pair in self._ratios()]
        parts += self._rate_lines() + self._busy_lines() + scaling.text(self.scaling)
        parts += overhead.text(self.overheads)
        parts += [entry["text"] for entry in self.kernels]
        if any(result.workload == "input" for result in self.results):
            parts.append("input is decode, shuffle, crop, flip, rotate, contrast, batch, float")
        parts += [
            f"skipped: {s['engine']} {s['mode']}, {s['workload']}, {threads_text(s['threads'])}: "
            f"{s['reason']}" for s in self.skipped]
        return "\n".join(parts)

    def write(self, path):
        """Writes the JSON file that BENCHMARKS describes; a reader never sees half of it."""
        content = {
            "machine": {
                "system": f"{platform.system()} {platform.machine()}", "processor": _processor(),
                "processors": os.cpu_count(), **self.circumstances},
            "limits": self.limits, "engines": self.versions,
            "rows": [result.row for result in self.results], "ratios": self._ratios(),
            "scaling": self.scaling, "kernels": self.kernels,
            "overhead": self.overheads, "skipped": self.skipped,
        }
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".partial")
        temporary.write_text(json.dumps(content, indent=1) + "\n")
        temporary.replace(path)

    def _grouped(self):
        key = lambda result: (result.workload, result.threads)
        return [(place, list(group)) for place, group in groupby(self.results, key)]

    def _ratios(self):
        return [pair for place, group in self._grouped() for pair in comparisons(*place, group)]

    def _rate_lines(self):
        """The parts of Hone's steps against what the machine can do."""
        limits = {entry["threads"]: entry for entry in self.limits}
        lines = []
        for result in self.results:
            if not result.rates:
                continue
            limit = limits[result.threads]
            parts = []
            for rate, name, unit, ceiling, ceiling_name in (
                ("contractions_gflops", "convolutions and matrix products", "GFLOP/s",
                 "sgemm_gflops", "SGEMM"),
                ("elementwise_gbs", "elementwise passes", "GB/s", "triad_gbs", "triad"),
                ("elementwise_out_of_cache_gbs", "elementwise passes out of cache", "GB/s",
                 "triad_gbs", "triad"),
            ):
                value = result.rates.get(rate)
                if value:
                    share = f", {value / limit[ceiling]:.0%} of {ceiling_name}" \
                        if limit[ceiling] else ""
                    parts.append(f"{name} {value:.0f} {unit}{share}")
            if parts:
                lines.append(f"hone, {result.workload}, {threads_text(result.threads)}: "
                             + "; ".join(parts))
        return lines

    def _busy_lines(self):
        """Of each engine the mode that is fastest beside spinning processes."""
        lines = []
        for (workload, threads), group in self._grouped():
            busy = [result for result in group if result.busy_rounds]
            for result in best_by_engine(busy, lambda r: r.slowdown * r.median_ms).values():
                line = (f"beside {self.circumstances['busy']} spinning processes, {workload}, "
                        f"{threads_text(threads)}: {result.engine} {result.mode} "
                        f"{_number(result.slowdown * result.median_ms)} ms, "
                        f"{result.slowdown:.2f} × its quiet median")
                if result.engine == "hone":
                    holds = "holds" if result.slowdown <= SLOWDOWN_LIMIT else "does NOT hold"
                    line += f"; at most {SLOWDOWN_LIMIT:.0f} × {holds}"
                lines.append(line)
        return lines


def _table(results, limits):
    products = {entry["threads"]: entry["sgemm_gflops"] for entry in limits}
    header = ["workload", "threads", "engine", "mode", "median ms", "min ms", "max ms",
              "samples/s", "GFLOP/s", "of SGEMM", "peak MB", "first step s", "accuracy"]
    rows = [header]
    for result in results:
        work = ROUNDS.get(result.workload)
        rate = work.operations / result.median_ms / 1e6 if work and work.operations else None
        limit = products.get(result.threads)
        rows.append([
            result.workload, str(result.threads), result.engine, result.mode,
            _number(result.median_ms), _number(min(result.rounds)), _number(max(result.rounds)),
            f"{1000 * work.samples / result.median_ms:.0f}" if work else "-",
            f"{rate:.0f}" if rate else "-", f"{rate / limit:.0%}" if rate and limit else "-",
            f"{result.peak_rss_mb:.0f}",
            f"{result.first_step_s:.2f}" if result.first_step_s else "-",
            f"{result.accuracy:.4f}" if result.accuracy is not None else "-"])
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


def _comparison_line(pair, with_memory):
    ours = f"hone {pair['hone']}" if pair["workload"] == "start" else "hone"
    line = (f"{ours} / {pair['peer']} {pair['mode']}, {pair['workload']}, "
            f"{threads_text(pair['threads'])}: ")
    if pair["ratio"] is None:
        return line + f"no ratio: {pair['reason']}"
    line += f"time {pair['ratio']:.2f} ({pair['ratio_min']:.2f} to {pair['ratio_max']:.2f})"
    return line + (f", peak memory {pair['memory']:.2f}" if with_memory else "")


def _number(milliseconds):
    return f"{milliseconds:.3g}" if milliseconds < 1 else (
        f"{milliseconds:.2f}" if milliseconds < 100 else f"{milliseconds:.0f}")


def _processor():
    try:
        with open("/proc/cpuinfo") as file:
            return next(line.split(":")[1].strip() for line in file if "model name" in line)
    except (OSError, StopIteration):
        return platform.processor() or "unknown"
