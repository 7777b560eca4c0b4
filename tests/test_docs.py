"""What the pages show is so. How to write them: tests/pages.py."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.pages import Sandbox, broken_links, check_blocks

ROOT = Path(__file__).parent.parent
SHOWN = sorted([*ROOT.glob("README*.md"), *ROOT.glob("docs/**/*.md")])
LINKED = sorted({*SHOWN, *ROOT.glob("changelog.d/*.md"), *ROOT.glob("examples/**/*.md"), *ROOT.glob("rules/**/*.md")})


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("page", SHOWN, ids=_name)
def test_what_a_page_shows_is_so(page: Path, tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    sandbox = Sandbox.of(ROOT, Path(sys.executable).parent, tmp_path)
    for reason in check_blocks(page, sandbox):
        record_property("block not run", reason)


@pytest.mark.parametrize("page", LINKED, ids=_name)
def test_links_resolve(page: Path) -> None:
    assert broken_links(page, ROOT) == []


def test_both_languages_are_there() -> None:
    assert {_name(page) for page in SHOWN} >= {"README.md", "README.zh-CN.md", "docs/README.md"}
