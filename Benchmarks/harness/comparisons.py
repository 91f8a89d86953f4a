"""Hone against its peers."""

ACCURACY_TOLERANCE = 0.01


def comparisons(workload, threads, group):
    """Hone's best mode against each peer's best mode in one workload.

    `ratio` is Hone's median over the peer's: below 1, Hone is faster. Its spread is that of the
    ratios of rounds that ran one after the other. `memory` is the ratio of peak resident memory.
    Two trainings that don't reach the same accuracy have no ratio but a `reason`. Of `start`, each
    of Hone's modes is compared: one has an empty plan cache, the other a warm one.
    """
    ours = [result for result in group if result.engine == "hone"]
    if workload != "start":
        ours = list(best_by_engine(ours).values())
    best = best_by_engine([result for result in group if result.engine != "hone"])
    return [_comparison(workload, threads, our, their) for our in ours for their in best.values()]


def _comparison(workload, threads, ours, theirs):
    pair = {"workload": workload, "threads": threads, "hone": ours.mode, "peer": theirs.engine,
            "mode": theirs.mode, "ratio": None}
    if ours.accuracy is not None and abs(ours.accuracy - theirs.accuracy) > ACCURACY_TOLERANCE:
        return pair | {"reason": (
            f"accuracies {ours.accuracy:.4f} and {theirs.accuracy:.4f} are more than "
            f"{ACCURACY_TOLERANCE} apart")}
    pairs = [a / b for a, b in zip(ours.rounds, theirs.rounds)]
    return pair | {
        "ratio": round(ours.median_ms / theirs.median_ms, 3),
        "ratio_min": round(min(pairs), 3), "ratio_max": round(max(pairs), 3),
        "memory": round(ours.peak_rss_mb / theirs.peak_rss_mb, 3)}


def best_by_engine(group, key=lambda result: result.median_ms):
    """Of each engine the result with the least `key`."""
    best = {}
    for result in group:
        if result.engine not in best or key(result) < key(best[result.engine]):
            best[result.engine] = result
    return best
