"""fengqiao judges public action plans: targets as data, facts from local systems, scorecards with evidence.

>>> import fengqiao
>>> pack = fengqiao.load_pack("jinhua-2018-2020")
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from fengqiao.assess.explain import explain
    from fengqiao.assess.gaps import gaps
    from fengqiao.assess.run import assess
    from fengqiao.assess.score import score
    from fengqiao.plugin.read import load_pack, read

_HOMES = {
    "assess": "fengqiao.assess.run",
    "explain": "fengqiao.assess.explain",
    "gaps": "fengqiao.assess.gaps",
    "load_pack": "fengqiao.plugin.read",
    "read": "fengqiao.plugin.read",
    "score": "fengqiao.assess.score",
}

__all__ = ["assess", "explain", "gaps", "load_pack", "read", "score"]


def __getattr__(name: str) -> Any:
    """Each name is imported where it is first used, so that `import fengqiao` stays light."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'fengqiao' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
