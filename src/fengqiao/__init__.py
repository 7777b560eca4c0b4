"""fengqiao judges public action plans: targets as data, facts from local systems, scorecards with evidence.

>>> import fengqiao
>>> pack = fengqiao.load_pack("jinhua-2018-2020")
"""

from __future__ import annotations

import importlib as _importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fengqiao.assess.change import diff
    from fengqiao.assess.compare import compare
    from fengqiao.assess.explain import explain
    from fengqiao.assess.gain import gains
    from fengqiao.assess.gaps import gaps
    from fengqiao.assess.run import assess
    from fengqiao.assess.score import score
    from fengqiao.assess.settlement import settle
    from fengqiao.boundary.record import read_record
    from fengqiao.boundary.records import from_records
    from fengqiao.boundary.wire import to_json
    from fengqiao.planning.funding import funding, subsidies
    from fengqiao.planning.implied import implied
    from fengqiao.planning.optimise import optimise
    from fengqiao.planning.simulate import evaluate
    from fengqiao.planning.whatif import whatif
    from fengqiao.planning.workload import workload
    from fengqiao.plugin.plans import read_plan
    from fengqiao.plugin.read import load_pack, read

_HOMES = {
    "assess": "fengqiao.assess.run",
    "compare": "fengqiao.assess.compare",
    "diff": "fengqiao.assess.change",
    "evaluate": "fengqiao.planning.simulate",
    "explain": "fengqiao.assess.explain",
    "from_records": "fengqiao.boundary.records",
    "funding": "fengqiao.planning.funding",
    "gains": "fengqiao.assess.gain",
    "gaps": "fengqiao.assess.gaps",
    "implied": "fengqiao.planning.implied",
    "load_pack": "fengqiao.plugin.read",
    "optimise": "fengqiao.planning.optimise",
    "read": "fengqiao.plugin.read",
    "read_plan": "fengqiao.plugin.plans",
    "read_record": "fengqiao.boundary.record",
    "score": "fengqiao.assess.score",
    "settle": "fengqiao.assess.settlement",
    "subsidies": "fengqiao.planning.funding",
    "to_json": "fengqiao.boundary.wire",
    "whatif": "fengqiao.planning.whatif",
    "workload": "fengqiao.planning.workload",
}

__all__ = [
    "assess",
    "compare",
    "diff",
    "evaluate",
    "explain",
    "from_records",
    "funding",
    "gains",
    "gaps",
    "implied",
    "load_pack",
    "optimise",
    "read",
    "read_plan",
    "read_record",
    "score",
    "settle",
    "subsidies",
    "to_json",
    "whatif",
    "workload",
]


def __getattr__(name: str) -> object:
    """Each name is imported where it is first used, so that `import fengqiao` stays light."""
    if name in _HOMES:
        return getattr(_importlib.import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'fengqiao' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)


# `assess` is also a folder. Its first import puts the folder in front of the function, and only the first: have it now.
_importlib.import_module("fengqiao.assess")
globals().pop("assess")
