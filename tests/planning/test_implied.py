"""What the clauses imply together, from the real places: recounted here from the files, line by line."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import date
from fractions import Fraction
from math import ceil
from pathlib import Path

import attrs
import pytest

import fengqiao
from fengqiao.model.dataset import Dataset, complete
from fengqiao.model.fact import Committee
from fengqiao.model.predicate import Limits
from fengqiao.model.source import Source
from fengqiao.model.target import RulePack
from fengqiao.planning.implied import Implied, implied
from tests.cli.command import fengqiao as command
from tests.jinhua import FOLDER, places

PACK = fengqiao.load_pack("jinhua-2018-2020")
EDITIONS = (date(2018, 10, 31), date(2019, 10, 31), date(2020, 6, 30), date(2021, 10, 31))


def found(pack: RulePack = PACK) -> dict[date, Implied]:
    return {one.day: one for one in implied(pack, places(), data=Dataset(places()))}


def posts(one: Implied) -> dict[tuple[str, str], int | None]:
    return {(part.target, part.reading): part.posts for part in one.parts()}


@pytest.mark.parametrize(
    ("day", "towns", "pooled", "by_county"),
    [
        (EDITIONS[0], 294, 1448, 1451),
        (EDITIONS[1], 294, 986, 990),
        (EDITIONS[2], 294, 984, 988),
        (EDITIONS[3], 292, 985, 990),
    ],
)
def test_townships_and_villages_alone(day: date, towns: int, pooled: int, by_county: int) -> None:
    mine = posts(found()[day])
    assert mine["township-mediators", "posted-at"] == towns
    assert mine["village-mediators", "pooled"] == pooled
    assert mine["village-mediators", "each-county"] == by_county
    assert mine["village-mediators", "baseline-2018"] == 1448


@pytest.mark.parametrize("day", EDITIONS)
def test_a_recount_of_the_files_agrees(day: date) -> None:
    """Counted from the csv alone: no place tree, no pack."""
    with Path(FOLDER / f"jinhua-{day.isoformat()}.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    towns = Counter(row["code"][:6] for row in rows if row["level"] == "township")
    villages = Counter(row["code"][:6] for row in rows if row["level"] == "village")
    one = found()[day]
    assert (one.counties, one.townships, one.villages) == (9, towns.total(), villages.total())
    studios = sum(max(10, n) for n in towns.values())
    default = one.default
    assert default.studios == studios
    assert default.separate == 2 * towns.total() + ceil(Fraction(3, 10) * villages.total()) + studios
    by_name = {total.name: total for total in one.totals}
    each = sum(ceil(Fraction(3, 10) * n) for n in villages.values())
    assert by_name["village-mediators=each-county"].separate - each == default.separate - ceil(
        Fraction(3, 10) * villages.total()
    )
    # in each of two years so many must open: 3 and 10
    assert by_name["county-studios=opened-in-year"].studios == sum(max(13, n) for n in towns.values())


def test_who_counts_in_an_area_is_not_counted_twice() -> None:
    """Villages that must be staffed anyway serve their township too, and its studio asks for nobody of its own."""
    by_name = {total.name: total for total in found()[date(2020, 6, 30)].totals}
    default = by_name["default"].separate
    # each township has its studio's mediator and villages enough for the second one
    assert by_name["township-mediators=within-area"].separate == default - 294
    assert by_name["studio-mediators=within-area"].separate == default - 147
    assert by_name["lenient"].separate == 984


def test_one_person_at_two_places_where_the_reading_lets_them() -> None:
    one = found()[date(2020, 6, 30)]
    by_name = {total.name: total for total in one.totals}
    assert one.named == 1000
    assert one.default.separate > one.named
    assert one.default.shared == 713 < one.named
    assert by_name["strict"].shared is None


def test_the_figures_come_from_the_pack() -> None:
    """Another number in a rule gives another number here."""
    target = PACK.targets["village-mediators"]
    limits = Limits(at_least=Fraction(1, 2))
    half = {
        name: attrs.evolve(
            reading, milestones=tuple(attrs.evolve(milestone, limits=limits) for milestone in reading.milestones)
        )
        for name, reading in target.readings.items()
    }
    pack = attrs.evolve(PACK, targets={**PACK.targets, target.id: attrs.evolve(target, readings=half)})
    assert posts(found(pack)[date(2020, 6, 30)])["village-mediators", "pooled"] == 1640


def test_places_alone_are_enough() -> None:
    """Without a dataset nothing is known of committees; all else is the same, the villages of 2018 among it."""
    (one,) = implied(PACK, places(), days=(date(2020, 6, 30),))
    assert posts(one) == posts(found()[date(2020, 6, 30)])


def test_committees_come_from_the_register_and_are_unknown_without() -> None:
    day = date(2020, 6, 30)
    nobody = found()[day].default
    assert [part.posts for part in nobody.parts if part.of == "committees"] == [None]
    assert not nobody.whole
    committees = [
        Committee(f"c{n}", "330702000000", Source(), n, name=f"第{n}行业调委会", kind="industry") for n in range(4)
    ]
    villages = [Committee("v", places().on(day).of_kind("villages")[0], Source(), 9, name="村调委会", kind="village")]
    data = complete(places(), {"committees": [*committees, *villages]})
    (one,) = implied(PACK, places(), days=(day,), data=data)
    (part,) = [part for part in one.default.parts if part.of == "committees"]
    assert (part.members, part.posts) == (4, 12)
    assert one.default.whole
    assert one.default.separate == nobody.separate + 12
    unsaid = data.evolve(reported=())
    (one,) = implied(PACK, places(), days=(day,), data=unsaid)
    assert not one.default.whole  # four are known, nobody said that there are no more


def test_the_command_shows_one_row_an_edition(tmp_path: Path) -> None:
    ran = command("plan", "implied", "--format", "json", cwd=tmp_path)
    assert (ran.code, ran.err) == (0, "")
    base = json.loads(ran.out)["tables"]["base"]["rows"]
    assert [row["day"] for row in base] == ["2017-10-31", *(day.isoformat() for day in EDITIONS)]
    assert [(row["township_posts"], row["village_posts_pooled"], row["over"]) for row in base[1:]] == [
        (294, 1448, 742),
        (294, 986, 280),
        (294, 984, 278),
        (292, 985, 277),
    ]
    one = command("plan", "implied", "--as-of", "2020-12-31", "--lang", "en", cwd=tmp_path)
    assert one.code == 0
    assert "2020-12-31" in one.out
    assert "2018-10-31" not in one.out
    assert "SYNTHETIC" not in one.out  # places are real and nothing else is read
