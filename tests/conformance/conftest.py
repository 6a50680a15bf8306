"""Conformance that was not looked at is not conformance: skipping fails.

A conformance test reads data that lie beside the checkout and may skip where they do
not. Where they do lie there, or where MDT_BOARD_REQUIRE_CONFORMANCE=1 insists, a skip
means that a promise went unchecked, and the run must say so.
"""

import os
from collections.abc import Generator
from pathlib import Path

import pytest

DATA = Path(__file__).resolve().parents[3] / "shared" / "data"
INSISTED = os.environ.get("MDT_BOARD_REQUIRE_CONFORMANCE") == "1"


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    expected_failure = hasattr(report, "wasxfail")  # pytest reports these as skipped
    if report.skipped and not expected_failure and (INSISTED or DATA.is_dir()):
        report.outcome = "failed"
        report.longrepr = (
            f"skipped, but conformance is required here: {report.longrepr}"
        )


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[
    None, pytest.TestReport, pytest.TestReport
]:
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[
    None, pytest.CollectReport, pytest.CollectReport
]:
    report = yield
    _refuse_skip(report)
    return report
