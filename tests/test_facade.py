"""What other systems import is what docs/library.md lists, and nothing else."""

from __future__ import annotations

import re
import subprocess
import sys
import types
from pathlib import Path

import pytest

import fengqiao

PAGE = Path(__file__).parent.parent / "docs" / "library.md"


def _listed() -> list[str]:
    """The names in the first column of the page's tables."""
    return re.findall(r"^\| `(?:fengqiao\.)?(\w+)[^`]*` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE)


def test_what_is_exported_is_what_the_page_lists() -> None:
    assert sorted(fengqiao.__all__) == sorted(_listed())
    assert len(set(fengqiao.__all__)) == len(fengqiao.__all__)


def test_a_name_stays_what_it_is_whatever_is_imported_later() -> None:
    """`assess` is a function of the facade and a folder of the house: the folder must not take the name."""
    code = """
import importlib, pkgutil, types, fengqiao
first = {name: getattr(fengqiao, name) for name in fengqiao.__all__}
for module in pkgutil.walk_packages(fengqiao.__path__, "fengqiao."):
    if not module.name.startswith("fengqiao.testing") and not module.name.endswith("__main__"):
        importlib.import_module(module.name)
for name, thing in first.items():
    assert not isinstance(thing, types.ModuleType), f"fengqiao.{name} is a module at first"
    assert getattr(fengqiao, name) is thing, f"fengqiao.{name} became {getattr(fengqiao, name)!r}"
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", fengqiao.__all__)
def test_every_name_is_there_and_says_what_it_is(name: str) -> None:
    thing = getattr(fengqiao, name)
    assert name in dir(fengqiao)
    if not name.startswith("_"):
        assert thing.__doc__
        assert thing.__doc__.strip()


def test_nothing_else_is_public() -> None:
    public = {n for n in vars(fengqiao) if not n.startswith("_") and not _is_inside(getattr(fengqiao, n))}
    assert public - {"annotations", "TYPE_CHECKING"} <= set(fengqiao.__all__)


def _is_inside(thing: object) -> bool:
    return isinstance(thing, types.ModuleType) and thing.__name__.startswith("fengqiao.")


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        getattr(fengqiao, "no_such_name")  # noqa: B009 - the type checker would refuse it written plainly
