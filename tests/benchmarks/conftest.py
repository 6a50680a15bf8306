"""Figures that hold on any machine: how many times the work of a bare baseline."""

import time

import pytest

ROUNDS = 15


@pytest.fixture
def against(benchmark):
    """Write the ratio to a bare baseline, beside the target, into the report.

    Without timing (the default of the tests) there is nothing to compare, and only
    what the benchmark asserts about the result is tested.
    """

    def note(baseline, target):
        if benchmark.disabled:
            return
        bare = _median_seconds(baseline)
        benchmark.extra_info["baseline_ms"] = round(bare * 1000, 3)
        ratio = benchmark.stats.stats.median / bare
        benchmark.extra_info["ratio"] = round(ratio, 2)
        benchmark.extra_info["target_ratio"] = target

    return note


def _median_seconds(work):
    work()  # the first round warms up
    return sorted(_seconds(work) for _ in range(ROUNDS))[ROUNDS // 2]


def _seconds(work):
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
