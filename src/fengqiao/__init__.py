"""fengqiao judges public action plans: targets as data, facts from local systems, scorecards with evidence.

>>> import fengqiao
>>> pack = fengqiao.load_pack("jinhua-2018-2020")
"""

from __future__ import annotations

import importlib as _importlib
from typing import TYPE_CHECKING

# `assess` is also the name of a folder: only an import that has happened keeps the function in front of it.
from fengqiao.assess.run import assess

if TYPE_CHECKING:
    from fengqiao.assess.explain import explain
    from fengqiao.assess.gaps import gaps
    from fengqiao.assess.score import score
    from fengqiao.boundary.records import from_records
    from fengqiao.boundary.wire import to_json
    from fengqiao.plugin.read import load_pack, read

_HOMES = {
    "explain": "fengqiao.assess.explain",
    "from_records": "fengqiao.boundary.records",
    "gaps": "fengqiao.assess.gaps",
    "load_pack": "fengqiao.plugin.read",
    "read": "fengqiao.plugin.read",
    "score": "fengqiao.assess.score",
    "to_json": "fengqiao.boundary.wire",
}

__all__ = ["assess", "explain", "from_records", "gaps", "load_pack", "read", "score", "to_json"]


def __getattr__(name: str) -> object:
    """Each other name is imported where it is first used, so that `import fengqiao` stays light."""
    if name in _HOMES:
        return getattr(_importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'fengqiao' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
