"""The library's verdicts on the example against the independent recount of the submitted cells."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from fengqiao.assess.run import assess
from fengqiao.model.dataset import Dataset
from fengqiao.model.outcome import Assessment
from fengqiao.model.target import RulePack
from fengqiao.plugin.manager import Manager
from fengqiao.plugin.read import read
from tests.example.recount import CITY, Recount

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "jinhua"
DAYS = (date(2018, 12, 31), date(2019, 12, 31), date(2020, 12, 31))
pytestmark = pytest.mark.xdist_group("example")


@pytest.fixture(scope="module")
def manager() -> Manager:
    return Manager()


@pytest.fixture(scope="module")
def pack(manager: Manager) -> RulePack:
    return manager.pack("jinhua-2018-2020")


@pytest.fixture(scope="module")
def data(manager: Manager) -> Dataset:
    return read(EXAMPLE / "fengqiao.toml", manager)


@pytest.fixture(scope="module")
def recount() -> Recount:
    return Recount(EXAMPLE)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_low_high_and_status_of_every_numeric_outcome_agree(
    day: date, pack: RulePack, data: Dataset, recount: Recount
) -> None:
    found = assess(pack, data, as_of=day, other_readings=False)
    counted = recount.verdicts(day)
    numeric = {target.id for target in pack.targets.values() if not target.qualitative}
    assert {target for target, _ in counted} == numeric
    assert {(o.target, o.unit.code) for o in found.outcomes if o.target in numeric} == set(counted)
    differences = []
    for outcome in found.outcomes:
        if outcome.target not in numeric:
            continue
        mine = counted[outcome.target, outcome.unit.code]
        theirs = None if outcome.value is None else (outcome.value.low, outcome.value.high)
        if (mine.status, mine.value) != (str(outcome.status), theirs):
            differences.append((outcome.target, outcome.unit.name, mine, str(outcome.status), theirs))
    assert not differences


def test_every_county_has_its_outcome_and_all_four_verdicts_occur_on_the_default_day(
    pack: RulePack, data: Dataset
) -> None:
    found: Assessment = assess(pack, data, as_of=date(2019, 12, 31), other_readings=False)
    assert {str(o.status) for o in found.outcomes} >= {"met", "not_met", "undetermined", "not_due", "indicator"}
    assert len({o.unit.code for o in found.outcomes if o.unit.level == "county"}) == 9
    assert found.synthetic
    assert any(o.unit.code == CITY for o in found.outcomes)
