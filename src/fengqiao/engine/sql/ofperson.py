"""The facts of a person among those of an area, for many persons at once: the rules are those of engine/bearing.py."""

from __future__ import annotations

from fengqiao.engine.sql.functions import Table, beside, known, yes
from fengqiao.engine.sql.standing import merged
from fengqiao.errors import NotSupportedError, Text
from fengqiao.model.fact import PERSON, REGISTERS


def columns_of_person(register: str) -> tuple[str, ...]:
    """What of a fact says whose it is. Raises NotSupportedError for a register that does not say."""
    if PERSON not in REGISTERS[register].fields:
        raise NotSupportedError(
            Text(
                f"台账{register}不记到人，不能逐人计数",
                f"The register {register} does not say of which person; count it within the place",
            )
        )
    return (PERSON, "plain_name", *(("post",) if register == "posts" else ()))


def at_person(near: Table, units: Table, register: str) -> Table:
    """The facts near an area (its `unit`) once for each unit, a post of the area, whose holder they are of.

    By identity surely, by an equal or unknown name perhaps where one of the two has no identity.
    """
    columns = [name for name in near.columns if name not in ("unit", "near")]
    facts = near.rename(area="unit")
    whose = units.select("unit", own_area="over", own_post="post", own_person=PERSON, own_name="plain_name")
    identity = whose.mutate(own_person=whose.own_person.fill_null(""))
    named, unnamed = facts.filter(facts.plain_name.notnull()), facts.filter(facts.plain_name.isnull())
    same = beside(facts, identity, {"area": "own_area", PERSON: "own_person"}).select(*columns, "unit", "near")
    area = {"area": "own_area"}
    perhaps = [
        beside(named, whose.mutate(called=whose.own_name), {**area, "plain_name": "called"}),
        beside(unnamed, whose.mutate(called=whose.own_name), area),
        beside(named, whose.filter(whose.own_name.isnull()).mutate(called=whose.own_name), area),
    ]
    shared = [*columns, "unit", "near", "own_person", "own_post"]
    rest = merged([one.select(*shared) for one in perhaps])
    rest = rest.filter(rest.own_person.isnull() | rest.person.isnull())
    rest = rest.filter(~known(rest.person == rest.own_person.fill_null("")))
    itself = (rest.post == rest.own_post) if register == "posts" else yes(False)
    return merged([same, rest.select(*columns, "unit", near=rest.near & itself)])
