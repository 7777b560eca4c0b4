"""The hooks: what a plugin may bring. A hook returns values and changes nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pluggy

if TYPE_CHECKING:
    from fengqiao.plugin.adapter import Adapter

hookspec = pluggy.HookspecMarker("fengqiao")
hookimpl = pluggy.HookimplMarker("fengqiao")


@hookspec
def adapters() -> Iterable[Adapter[Any]]:
    """The adapters that this plugin brings, ready to be asked for tables; nothing is opened yet."""
    raise NotImplementedError


@hookspec
def packs() -> Mapping[str, Path]:
    """Rule packs by id, each with the folder that holds its pack.yaml."""
    raise NotImplementedError


@hookspec
def profiles() -> Mapping[str, Path]:
    """Profiles by name, each with its YAML file."""
    raise NotImplementedError
