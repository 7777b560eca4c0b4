"""Spark has an environment of its own (`make test-spark`): elsewhere nothing of this folder is collected."""

from __future__ import annotations

from importlib.util import find_spec

import pytest

HAS_SPARK = find_spec("pyspark") is not None
collect_ignore_glob = [] if HAS_SPARK else ["test_*.py"]


def pytest_configure(config: pytest.Config) -> None:
    """The driver of Spark leaves its sockets to be collected."""
    if HAS_SPARK:
        config.addinivalue_line("filterwarnings", "ignore:unclosed <socket:ResourceWarning")
