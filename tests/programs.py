"""Programs that some tests drive: reports are looked at with what people open them with."""

from __future__ import annotations

import shutil

import pytest


def program(*names: str) -> str:
    """The path of the first of these programs that is there; a stated skip on a machine that has none of them."""
    for name in names:
        if path := shutil.which(name):
            return path
    pytest.skip(f"not installed on this machine: {', '.join(names)}")
