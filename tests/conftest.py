"""What holds for every test: the Hypothesis profile, and that CI skips nothing that its machine can run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Generator

import hypothesis
import pytest

CI = os.environ.get("CI") == "true"

# A busy machine is no failure, and CI repeats the same examples every time.
hypothesis.settings.register_profile(
    "house", deadline=None, derandomize=CI, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("house")


ABSENT = "not installed on this machine: "


def _is_absent(reason: str) -> bool:
    """Whether a test was skipped for programs (tests/programs.py) that are really not there."""
    _, absent, names = reason.partition(ABSENT)
    return bool(absent) and not any(shutil.which(name.strip()) for name in names.split(","))


def _refuse_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        if _is_absent(str(reason)):
            return
        report.outcome = "failed"
        report.longrepr = f"CI skips nothing, but this was skipped. {reason}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skipped test into a failed one in CI."""
    report = yield
    _refuse_skip(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """Turn a skipped module into a failed one in CI."""
    report = yield
    _refuse_skip(report)
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List the documentation blocks that were not run, each with its reason."""
    reports = [r for kind in ("passed", "failed") for r in terminalreporter.stats.get(kind, [])]
    lines = [str(value) for report in reports for name, value in report.user_properties if name == "block not run"]
    if lines:
        terminalreporter.section("documentation blocks not run")
        for line in sorted(lines):
            terminalreporter.write_line(line)
