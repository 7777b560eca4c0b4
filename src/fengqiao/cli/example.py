"""Where the bundled example lies: in the wheel, or in the checkout of an editable install."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import as_file, files
from pathlib import Path

import fengqiao.errors as package
from fengqiao.errors import Text, UsageError


@contextmanager
def example_folder() -> Iterator[Path]:
    """The folder of the Jinhua example. Raises UsageError where it was not installed."""
    bundled = files("fengqiao").joinpath("_example", "jinhua")
    if bundled.is_dir():
        with as_file(bundled) as folder:
            yield folder
        return
    checkout = Path(package.__file__).parents[2] / "examples" / "jinhua"
    if not (checkout / "fengqiao.toml").is_file():
        raise UsageError(
            Text("未安装示例，请重新安装 fengqiao。", "The example was not installed: install fengqiao again.")
        )
    yield checkout
