"""The whole city is planned to within 1% in a minute, and the plan is met; how long it takes depends on the machine."""

from __future__ import annotations

from benchmarks.city import City
from benchmarks.planning import GAP, SECONDS, TARGETS, greedy, plan, staffed
from fengqiao.planning.optimise import optimise, starts_of
from fengqiao.plugin.read import load_pack


def test_the_city_is_planned_optimally_and_cheaper_than_by_hand() -> None:
    pack, data = load_pack("jinhua-2018-2020"), staffed(City.load())
    assert len(starts_of(plan(), "quarter")) == 12
    found = optimise(pack, data, plan(), targets=TARGETS, gap=GAP, seconds=SECONDS, other_side=False)
    assert found.left_out == {}
    assert found.finished
    assert found.confirmed
    assert {one.target for one in found.checked} == set(TARGETS)
    assert found.total is not None
    assert found.gap is not None
    assert found.gap * 100 <= found.total
    assert found.total < greedy(pack, data)
