"""A second pack, of an invented city: nothing in the loader, the linter or the judging knows of Jinhua."""

from __future__ import annotations

from pathlib import Path

import pytest

from fengqiao.testing.rulepack import RulePackContract


class TestYiCity(RulePackContract):
    @pytest.fixture
    def pack_path(self) -> Path:
        return Path(__file__).parent / "yi_city"
