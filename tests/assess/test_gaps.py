"""What is said of one thing that is missing."""

from __future__ import annotations

from datetime import date

import attrs
import pytest

import fengqiao
from fengqiao.assess.valuewords import VALUES, failing
from fengqiao.engine.base import each_member
from fengqiao.engine.memory import MemoryEngine
from fengqiao.errors import Text
from fengqiao.model.calendar import Calendar
from fengqiao.model.dataset import complete
from fengqiao.model.fact import REGISTERS, Checklist, Choice, Committee, Dispute, Fact, Items, Register
from fengqiao.model.measure import Change, Ratio
from fengqiao.model.source import Source
from fengqiao.plugin.manager import Manager
from fengqiao.testing.datasets import CITY, COUNTIES, PLACES, VILLAGES, edges
from fengqiao.testing.engine_contract import STATES, question
from fengqiao.testing.measures import MEASURES

PACK = fengqiao.load_pack("jinhua-2018-2020")
DAY = date(2020, 12, 31)
SHEET = Source("a.csv", None, CITY, date(2018, 10, 31), DAY)


def _what(target: str, **facts: Fact) -> list[Text]:
    data = complete(PLACES, {name: (fact,) for name, fact in facts.items()})
    return [gap.what for gap in fengqiao.gaps(PACK, data, as_of=DAY, unit=COUNTIES[0], target=target)]


def test_a_committee_is_told_which_systems_it_lacks() -> None:
    systems = Checklist(
        frozenset(("post_duty", "registration", "screening", "feedback", "follow_up", "archives")),
        frozenset(("meetings", "statistics")),
    )
    said = _what(
        "committee-systems", committees=Committee("c", VILLAGES[0], SHEET, 0, "甲", "village", systems=systems)
    )
    assert said == [Text("八项制度缺工作例会、统计分析", "eight systems: no meetings, statistics")]


def test_a_record_that_fails_says_what_it_holds() -> None:
    dispute = Dispute("d", VILLAGES[0], SHEET, 0, None, date(2019, 1, 3), outcome="failure", escalated=False)
    said = _what("local-resolution", disputes=dispute)
    assert said == [Text("是否上交为否，调解结果为调解不成功", "escalated: no; outcome: failure")]


@pytest.mark.parametrize("ratio", [False, True])
def test_a_record_behind_a_change_or_a_ratio_says_what_it_holds_too(ratio: bool) -> None:
    target = PACK.targets["local-resolution"]
    measure = target.reading.measure
    kind = Ratio(measure, measure) if ratio else Change(measure, "last_year")
    reading = attrs.evolve(target.reading, measure=kind)
    changed = attrs.evolve(target, readings={**target.readings, target.default: reading})
    pack = attrs.evolve(PACK, targets={**PACK.targets, target.id: changed})
    dispute = Dispute("d", VILLAGES[0], SHEET, 0, None, date(2020, 1, 3), outcome="failure", escalated=False)
    data = complete(PLACES, {"disputes": (dispute,)})
    said = [gap.what.zh for gap in fengqiao.gaps(pack, data, as_of=DAY, unit=COUNTIES[0], target=target.id)]
    assert said == ["是否上交为否，调解结果为调解不成功"]


def test_what_says_nothing_does_not_hold() -> None:
    assert failing("committees", ()) == Text("不符合", "does not hold")


@pytest.mark.parametrize("register", REGISTERS.values(), ids=REGISTERS)
def test_every_value_has_words(register: Register) -> None:
    for domain in register.fields.values():
        values = domain.values if isinstance(domain, Choice) else domain.items if isinstance(domain, Items) else ()
        assert set(values) <= set(VALUES)


def test_the_words_are_those_of_the_form_that_counties_fill() -> None:
    profile = Manager().profile("county-template")
    found = 0
    for table in profile.tables:
        for name, field in table.fields.items():
            domain = REGISTERS[table.register].fields[name]
            listed = field.values or {} if isinstance(domain, Choice) else {}
            for word, value in (*listed.items(), *((column[0], item) for item, column in field.items.items())):
                ours = VALUES[str(value)].zh
                assert ours in str(word) or str(word) in ours, name
                found += 1
    assert found > 40


@pytest.mark.parametrize("size", [1, 3, 50])
def test_pages_of_gaps_join_to_all(size: int) -> None:
    data = edges()
    whole = fengqiao.gaps(PACK, data, as_of=DAY)
    assert len({gap.target for gap in whole}) > 3
    pages = [fengqiao.gaps(PACK, data, as_of=DAY, offset=n, limit=size) for n in range(0, len(whole) + size, size)]
    assert [len(page) for page in pages[:-2]] == [size] * (len(pages) - 2)
    assert tuple(gap for page in pages for gap in page) == whole


def test_members_read_page_by_page_are_all_of_them() -> None:
    engine, asked = MemoryEngine(edges(), Calendar()), question(MEASURES["places"], CITY)
    whole = engine.members(asked, STATES).members
    for at_once in (1, 2, len(whole), 100):
        for offset in (0, 1, len(whole), 100):
            found = each_member(engine, asked, STATES, offset=offset, at_once=at_once)
            assert tuple(found) == whole[offset:]
