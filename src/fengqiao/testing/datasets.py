"""Hypothesis strategies for small datasets, drawn from the edges: blanks, holes, lives that end on the judged day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from hypothesis import strategies as st

from fengqiao.model.dataset import Dataset, Hole, Reported
from fengqiao.model.fact import (
    Attestation,
    Committee,
    CountReturn,
    Dispute,
    Fact,
    Figure,
    Post,
    Screening,
    Studio,
    Training,
)
from fengqiao.model.place import Edition, EditionRow
from fengqiao.model.places import Places
from fengqiao.model.source import Source

T = TypeVar("T")
CITY, COUNTIES = "330700000000", ("330702000000", "330703000000")
TOWNS = ("330702001000", "330702100000", "330703001000")
VILLAGES = ("330702001001", "330702001201", "330702100201", "330703001201")
GONE = "330702100202"
"""A village of the first edition only."""
FIRST, DAY = date(2018, 12, 31), date(2019, 2, 3)
"""Five whole weeks: a Monday that begins 2019-W01, and a Sunday."""


def small_places() -> Places:
    """One city, two counties, three townships, four villages and one that vanished on the second edition's day."""
    codes = (CITY, *COUNTIES, *TOWNS, *VILLAGES)
    rows = tuple(EditionRow(code, f"单位{code[2:]}") for code in codes)
    first = Edition(date(2018, 10, 31), (*rows, EditionRow(GONE, "旧村")))
    return Places.build([first, Edition(date(2019, 1, 21), rows)])


PLACES = small_places()


def edge_days() -> st.SearchStrategy[date]:
    """Days at the ends of weeks, months and the year, and beside them."""
    weeks = [FIRST + timedelta(days=n) for n in (-1, 0, 6, 7, 13, 27, 28, 34, 35)]
    return st.sampled_from([*weeks, date(2019, 1, 31), date(2019, 2, 1)])


def blank(values: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    """The values, or nothing."""
    return st.one_of(st.none(), values)


@st.composite
def sources(draw: st.DrawFn, *, city: bool = False) -> tuple[Source, ...]:
    """One sheet for each county, and one of the city's own; some end before the judged day."""
    found = []
    for i, unit in enumerate((*COUNTIES, CITY) if city else COUNTIES):
        since, until = draw(st.sampled_from(((FIRST, DAY), (FIRST, DAY), (FIRST, date(2019, 1, 20)), (None, None))))
        found.append(Source(f"{i}.csv", None, unit, since, until))
    return tuple(found)


@st.composite
def datasets(
    draw: st.DrawFn,
    *,
    returns: bool = True,
    holes: bool = True,
    rough: bool = True,
    city: bool = False,
    most: int = 5,
    bodies: bool = False,
    persons: bool = False,
) -> Dataset:
    """A few facts of three registers under two counties; parts of them blank, roughly placed or not reported.

    `bodies`: posts, disputes, committees, studios, attestations and figures instead. `persons`: posts, trainings,
    disputes and committees. `city`: the city hands in a sheet of its own too, with facts at the city itself and
    anywhere below it.
    """
    sheets = draw(sources(city=city))
    facts: dict[str, list[Fact]] = {"screenings": [], "posts": [], "disputes": [], "count_returns": []}
    others: tuple[str, ...] = ("committees", "studios", "attestations", "figures") if bodies else ()
    others = ("trainings", "committees") if persons else others
    places = st.sampled_from((*VILLAGES, GONE, *TOWNS[:2], *((CITY, CITY) if city else ())))
    for number in range(draw(st.integers(0, most))):
        place = draw(places)
        by_city = place == CITY or (city and draw(st.booleans()))
        sheet = sheets[2 if by_city else COUNTIES.index(place[:6] + "000000")]
        exact = not rough or draw(st.integers(0, 5)) > 0
        screened = () if bodies or persons else ("screenings",)
        kinds = (*screened, "posts", "disputes", "count_returns")
        kind = draw(st.sampled_from([one for one in (*kinds, *others) if returns or one != "count_returns"]))
        facts.setdefault(kind, []).append(draw(_fact(kind, str(number), place, sheet, exact=exact)))
    spoken = [
        Reported(register, sheet.unit or CITY, sheet.since, sheet.until, sheet)
        for sheet in sheets
        for register in ("screenings", "posts", "disputes", *others)
        if draw(st.integers(0, 3))
    ]
    lost = draw(st.lists(_holes(), max_size=1)) if holes else []
    return Dataset(
        PLACES, {name: tuple(found) for name, found in facts.items()}, tuple(spoken), tuple(lost), sources=sheets
    )


def _holes() -> st.SearchStrategy[Hole]:
    return st.builds(
        Hole,
        st.sampled_from(("screenings", "posts", "disputes")),
        st.sampled_from((*COUNTIES, *TOWNS, *VILLAGES)),
        st.sampled_from((None, FIRST, date(2019, 1, 14))),
        st.sampled_from((None, date(2019, 1, 13), DAY)),
    )


@st.composite
def _fact(draw: st.DrawFn, kind: str, name: str, place: str, sheet: Source, *, exact: bool) -> Fact:
    on = draw(blank(edge_days()))
    match kind:
        case "screenings":
            found, handed = draw(blank(st.integers(0, 2))), draw(blank(edge_days()))
            return Screening(name, place, sheet, int(name), on, found, exact=exact, reported_on=handed)
        case "disputes":
            outcome = draw(blank(st.sampled_from(("success", "failure"))))
            accepted, body = draw(blank(edge_days())), draw(blank(st.sampled_from("0123")))
            return Dispute(name, place, sheet, int(name), accepted, on, outcome=outcome, committee=body, exact=exact)
        case "trainings":
            return Training(
                name, place, sheet, int(name), on, draw(blank(st.sampled_from(("pre_service", "annual")))),
                hours=draw(blank(st.integers(0, 2))), person=draw(blank(st.sampled_from("xy"))),
                name=draw(blank(st.sampled_from(("甲", "乙")))), exact=exact,
            )  # fmt: skip
        case "posts":
            return Post(
                name,
                place,
                sheet,
                int(name),
                at=draw(blank(st.sampled_from((place, place, "0", "1", "2")))),
                person=draw(blank(st.sampled_from("xy"))),
                name=draw(blank(st.sampled_from(("甲", "乙")))),
                employment=draw(blank(st.sampled_from(("full_time", "part_time")))),
                main=draw(blank(st.booleans())),
                since=draw(blank(edge_days())),
                until=draw(blank(edge_days())),
                exact=exact,
            )
        case "committees":
            kind_of = draw(blank(st.sampled_from(("village", "industry"))))
            return Committee(name, place, sheet, int(name), kind=kind_of, established=on, exact=exact)
        case "studios":
            host = draw(blank(st.sampled_from("0123")))
            return Studio(name, place, sheet, int(name), committee=host, opened=on, exact=exact)
        case "attestations":
            item = draw(blank(st.sampled_from(("plan", "team"))))
            holds = draw(blank(st.booleans()))
            return Attestation(name, place, sheet, int(name), item=item, on=on, holds=holds, exact=exact)
        case "figures":
            rate = draw(blank(st.sampled_from((Decimal("0.97"), Decimal(1)))))
            top, bottom = draw(st.sampled_from(((None, None), (3, 4), (1, 0))))
            return Figure(
                name, place, sheet, int(name), draw(blank(st.just("rate"))), on, rate, top, bottom, exact=exact
            )
        case _:
            registers = ("screenings", "disputes", "posts")
            first, last = sorted((draw(edge_days()), draw(edge_days())))
            return CountReturn(
                name, place, sheet, int(name), draw(st.sampled_from(registers)), place,
                "at" if place in VILLAGES else "within", None, (), first, last, None, draw(st.integers(0, 3)),
            )  # fmt: skip


def shuffled(data: Dataset, draw: st.DrawFn) -> Dataset:
    """The same dataset with every list in another order and some facts said twice."""
    facts: Mapping[str, tuple[Fact, ...]] = {
        name: tuple(draw(st.permutations([*found, *found[:1]]))) for name, found in data.facts.items()
    }
    return data.evolve(
        facts=facts,
        reported=tuple(draw(st.permutations(data.reported))),
        holes=tuple(draw(st.permutations(data.holes))),
    )


def edges() -> Dataset:
    """One dataset that stands on the edges: ends on the judged day, windows hit exactly, blanks in every field."""
    whole, early = (
        Source("0.csv", None, COUNTIES[0], FIRST, DAY),
        Source("1.csv", None, COUNTIES[1], FIRST, date(2019, 1, 20)),
    )
    full, weeks = "full_time", [FIRST + timedelta(days=n) for n in (0, 6, 7, 20, 34, 35)]
    facts: dict[str, tuple[Fact, ...]] = {
        "screenings": (
            *(Screening(f"w{i}", VILLAGES[0], whole, i, on, i % 3) for i, on in enumerate(weeks)),
            *(Screening(f"x{i}", VILLAGES[1], whole, 10 + i, FIRST, n) for i, n in enumerate((1, None))),
            Screening("u1", VILLAGES[2], whole, 20, None, 1),
            Screening("u2", VILLAGES[3], early, 21, None, 2),
            Screening("late", VILLAGES[2], whole, 22, FIRST, 1, reported_on=date(2019, 1, 9)),
            Screening("on time", VILLAGES[2], whole, 23, date(2019, 1, 8), 1, reported_on=date(2019, 1, 16)),
            Screening("month", TOWNS[0], whole, 24, date(2019, 1, 31), 1),
        ),
        "disputes": (
            Dispute("d1", VILLAGES[0], whole, 0, date(2019, 1, 30), date(2019, 1, 31), outcome="success"),
            Dispute("d2", VILLAGES[1], whole, 1, FIRST - timedelta(days=7), FIRST, outcome="failure"),
            Dispute("d3", VILLAGES[1], whole, 2, None, date(2019, 2, 1), outcome="success"),
            Dispute("d4", VILLAGES[3], early, 3, date(2018, 12, 25), date(2019, 1, 2), outcome=None),
            Dispute("d5", VILLAGES[3], early, 4, None, None, outcome="success"),
            Dispute("d6", VILLAGES[2], whole, 5, date(2019, 1, 5), date(2019, 1, 12), outcome="success"),
        ),
        "posts": (
            Post("p1", VILLAGES[0], whole, 0, VILLAGES[0], "x", "甲", full, until=DAY),
            Post("p2", VILLAGES[1], whole, 1, VILLAGES[1], "x", "甲", full, since=DAY),
            Post("p3", VILLAGES[1], whole, 2, VILLAGES[1], None, "乙", None, until=DAY - timedelta(days=1)),
            Post("p4", VILLAGES[2], whole, 3, VILLAGES[2], None, "乙", None),
            Post("p5", VILLAGES[3], early, 4, None, "y", None, full),
            Post("p6", TOWNS[0], whole, 5, "c1", "z", "丙", full, main=True),
            Post("p7", TOWNS[0], whole, 6, "s1", "z", "丙", full),
            Post("p8", VILLAGES[2], whole, 7, VILLAGES[2], None, "丙", full),
            Post("p9", VILLAGES[2], whole, 8, VILLAGES[2], None, "丁", full),
        ),
        "committees": (
            Committee("c1", TOWNS[0], whole, 0, kind="industry"),
            Committee("c2", VILLAGES[0], whole, 1, kind="village"),
            Committee("c3", TOWNS[2], early, 2, kind=None),
        ),
        "studios": (
            Studio("s1", TOWNS[0], whole, 0, committee="c1", opened=DAY),
            Studio("s2", TOWNS[1], whole, 1, committee=None, opened=DAY + timedelta(days=1)),
        ),
        "trainings": (
            Training("t1", TOWNS[0], whole, 0, FIRST, hours=1, person="z", name="丙"),
            Training("t2", VILLAGES[1], whole, 1, DAY, hours=2, person="x", name="甲"),
            Training("t3", VILLAGES[2], whole, 2, None, hours=None, name="乙"),
            Training("t4", VILLAGES[3], early, 3, date(2019, 1, 20), hours=1),
        ),
        "attestations": (
            Attestation("a1", COUNTIES[0], whole, 0, "plan", DAY - timedelta(days=20), holds=True),
            Attestation("a2", COUNTIES[0], whole, 1, "team", DAY, holds=False),
            Attestation("a3", COUNTIES[1], early, 2, "plan", FIRST, holds=True),
            Attestation("a4", COUNTIES[1], early, 3, "plan", None, holds=False),
            Attestation("a5", COUNTIES[1], early, 4, "team", FIRST, holds=False),
        ),
        "figures": (Figure("f1", COUNTIES[0], whole, 0, "rate", DAY, Decimal("0.97")),),
    }
    spoken = tuple(
        Reported(register, sheet.unit or CITY, sheet.since, sheet.until, sheet)
        for sheet in (whole, early)
        for register in facts
    )
    return Dataset(PLACES, facts, spoken, sources=(whole, early))
