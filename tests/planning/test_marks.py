"""What members are worth in marks."""

from __future__ import annotations

from fractions import Fraction

import attrs
import pytest

import fengqiao
from fengqiao.model.award import Award, Deduct, Flat, Full, Line, Proportional
from fengqiao.planning.marks import gains, rough
from fengqiao.planning.milp import Programme

PACK = fengqiao.load_pack("jinhua-2018-2020")


@pytest.mark.parametrize(("there", "share"), [(0, "0"), (1, "2/5"), (2, "4/5"), (3, "1"), (4, "1")], ids=str)
def test_each_member_brings_its_share_and_the_last_what_is_left(there: int, share: str) -> None:
    """Half of five members is two and a half: 2/5, 2/5, 1/5, and nothing more."""
    programme = Programme()
    members = programme.column(there)
    made = gains(programme, {members: 1}, 3, 0, Fraction(5, 2))
    for gain in made:
        programme.costs[gain.column] = -int(gain.share * 10) if not gain.whole else 0
    values = programme.solve().values
    assert sum((values[s.column] * s.share for s in made if not s.whole), Fraction(0)) == Fraction(share)


@pytest.mark.parametrize(("there", "met"), [(2, 0), (3, 1)])
def test_all_or_nothing_asks_for_the_last(there: int, met: int) -> None:
    programme = Programme()
    members = programme.column(there)
    (whole,) = (s for s in gains(programme, {members: 1}, 4, 1, Fraction(4)) if s.whole)
    programme.costs[whole.column] = -1
    assert programme.solve().values[whole.column] == met


def test_other_awards_are_named() -> None:
    scheme = PACK.schemes["county-example"]
    flat = Deduct((Line(Flat(Fraction(1))),))
    awards: dict[str, Award] = {
        "township-mediators": Full(),
        "village-mediators": flat,
        "county-studios": Proportional(),
    }
    items = tuple(attrs.evolve(i, award=awards[i.id]) for i in scheme.items if i.id in awards)
    assert rough(attrs.evolve(scheme, items=items), tuple(awards)) == ("village-mediators",)
