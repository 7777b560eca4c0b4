from __future__ import annotations

from datetime import date
from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from fengqiao.engine.truth import Truths, implied
from fengqiao.model.fact import REGISTERS, Checklist, Committee, Enterprise, Post
from fengqiao.model.predicate import AllOf, AnyOf, Equals, Given, Has, In, Limits, NotThat, Predicate, Within
from fengqiao.model.source import Source

HERE = Source("posts.csv")
WORLD = {
    "employment": ("full_time", "part_time"),
    "funding": ("government_purchase", "budget", "self_raised", "other"),
    "main": (True, False),
    "background": ("teacher", "judge", "nobody said"),
}


def post(**fields: object) -> Post:
    return Post("1", "330702001001", HERE, 0, **fields)  # type: ignore[arg-type]


def leaves() -> st.SearchStrategy[Predicate]:
    equal = st.sampled_from(sorted(WORLD)).flatmap(
        lambda field: st.sampled_from(WORLD[field][:2]).map(lambda wanted: Equals(field, wanted))
    )
    among = st.sampled_from([In("funding", ("budget", "other")), In("background", ("teacher", "judge"))])
    return st.one_of(equal, among, st.builds(Given, st.sampled_from(sorted(WORLD)), st.booleans()))


def predicates() -> st.SearchStrategy[Predicate]:
    return st.recursive(
        leaves(),
        lambda inner: st.one_of(
            st.lists(inner, max_size=3).map(lambda parts: AllOf(tuple(parts))),
            st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
            inner.map(NotThat),
        ),
        max_leaves=6,
    )


def plainly(predicate: Predicate, known: dict[str, object], blank: set[str]) -> bool:
    match predicate:
        case AllOf(parts):
            return all(plainly(part, known, blank) for part in parts)
        case AnyOf(parts):
            return any(plainly(part, known, blank) for part in parts)
        case NotThat(part):
            return not plainly(part, known, blank)
        case Given(field, given_):
            return (field not in blank) is given_
        case Equals(field, wanted):
            return bool(known[field] == wanted)
        case In(field, values):
            return known[field] in values
        case _:
            raise AssertionError(predicate)


@given(predicates(), st.fixed_dictionaries({field: st.sampled_from((None, *found)) for field, found in WORLD.items()}))
def test_truth_is_what_all_some_or_no_fill_ins_say(predicate: Predicate, fields: dict[str, object]) -> None:
    blank = {field for field, found in fields.items() if found is None}
    ways = product(*(WORLD[field] if field in blank else (fields[field],) for field in WORLD))
    truths = {plainly(predicate, dict(zip(WORLD, way, strict=True)), blank) for way in ways}
    assert Truths("posts", predicate, {})(post(**fields)) is (truths.pop() if len(truths) == 1 else None)


def test_full_time_or_part_time_holds_on_a_blank() -> None:
    either = AnyOf((Equals("employment", "full_time"), Equals("employment", "part_time")))
    assert Truths("posts", either, {})(post()) is True
    assert Truths("posts", NotThat(Equals("employment", "full_time")), {})(post()) is None


def test_a_number_is_tried_around_each_limit() -> None:
    def firm(staff: int | None) -> Enterprise:
        return Enterprise("1", "330702001001", HERE, 0, None, staff)

    def truth(predicate: Predicate, staff: int | None = None) -> bool | None:
        return Truths("enterprises", predicate, {})(firm(staff))

    least, below = Within("staff", Limits(at_least=Fraction(300))), Within("staff", Limits(below=Fraction(300)))
    assert truth(least, 300) is True
    assert truth(Within("staff", Limits(above=Fraction(300))), 300) is False
    assert truth(AnyOf((least, below))) is True
    assert truth(AllOf((least, below))) is False
    assert truth(Within("staff", Limits(at_least=Fraction(0)))) is True
    assert truth(AllOf((least, Within("staff", Limits(at_most=Fraction(300)))))) is None


def test_items_of_a_checklist_are_asked_one_by_one() -> None:
    half = Committee(
        "1", "330702001001", HERE, 0, systems=Checklist(frozenset({"statistics"}), frozenset({"meetings"}))
    )
    for items, every, wanted in (
        (("statistics",), True, True),
        (("statistics", "archives"), True, None),
        (("meetings", "archives"), True, False),
        (("meetings", "archives"), False, None),
        (("statistics", "archives"), False, True),
    ):
        assert Truths("committees", Has("systems", items, every), {})(half) is wanted


def test_many_blanks_that_share_nothing_do_not_explode() -> None:
    many = AllOf(tuple(Equals(f"local{n}", "a") for n in range(60)))
    assert Truths("posts", many, {})(post()) is None
    assert Truths("posts", many, {})(post(extra={"local59": "b"})) is False


def test_a_date_is_tried_on_and_beside_its_limit() -> None:
    day = date(2019, 12, 31)
    before, after = Within("since", Limits(at_most=day)), Within("since", Limits(above=day))
    assert Truths("posts", AnyOf((before, after)), {})(post()) is True
    assert Truths("posts", before, {})(post()) is None


def test_what_implies_what() -> None:
    domains = REGISTERS["posts"].fields
    full, bought = Equals("employment", "full_time"), Equals("funding", "government_purchase")
    assert implied(AllOf((full, bought)), full, domains)
    assert not implied(full, AllOf((full, bought)), domains)
    assert not implied(Given("employment"), full, domains)
