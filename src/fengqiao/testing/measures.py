"""The measures that every engine is held to: each node, on the edges of the small plan."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from fractions import Fraction

import attrs

from fengqiao.model.calendar import Cadence, between
from fengqiao.model.measure import (
    Adherence,
    After,
    Attested,
    Before,
    Both,
    Bound,
    Change,
    Count,
    Duration,
    FactsOf,
    Held,
    Listed,
    Measure,
    Mediators,
    PlacesOf,
    Ratio,
    Self,
    SelfReported,
    Share,
    Sum,
    Timeliness,
    Unless,
)
from fengqiao.model.predicate import AllOf, AnyOf, Equals, Given, In, Limits, NotThat, Within
from fengqiao.testing.datasets import DAY, FIRST, TOWNS, VILLAGES

WEEKLY = Cadence("week")
FULL = Equals("employment", "full_time")
WON = Equals("outcome", "success")
EITHER = AnyOf((WON, Equals("outcome", "failure")))
CLOSED = FactsOf("disputes", window=between(FIRST, date(2019, 1, 31)))
SCREENED = FactsOf("screenings", window=between(FIRST, date(2019, 1, 31)))
FOUND = Within("found", Limits(at_least=Fraction(1), below=Fraction(2)))
ONE = Limits(at_least=Fraction(1))
POSTED = Bound(Count(Mediators("at", FULL)), ONE)
TWO = Limits(at_least=Fraction(2))
WEEK = Duration(7, "days")
STAFF = FactsOf("posts", FULL)
FOUNDED = FactsOf("committees", window=between(FIRST, DAY), dated_by="established")
TRAINED = FactsOf("trainings", placed="at", window=between(FIRST, DAY))
BEFOREHAND = FactsOf("screenings", window=Before("closed"))
AFTERWARDS = FactsOf("screenings", window=After("closed", WEEK))
FEW_EACH = Bound(Ratio(Count(CLOSED), Count(Mediators("within"))), Limits(at_most=Fraction(1)))
LATE = Adherence("screenings", Self(), WEEKLY, where=FOUND, counting="days_late")
MEASURES: Mapping[str, Measure] = {
    "facts": Count(CLOSED),
    "facts at the unit": Count(attrs.evolve(SCREENED, placed="at")),
    "facts that satisfy": Count(attrs.evolve(CLOSED, where=WON)),
    "facts that do not": Count(attrs.evolve(CLOSED, where=NotThat(WON))),
    "facts of either kind": Count(attrs.evolve(CLOSED, where=EITHER)),
    "facts in a list": Count(attrs.evolve(CLOSED, where=NotThat(In("outcome", ("failure", "pending"))))),
    "facts within limits": Count(attrs.evolve(SCREENED, where=FOUND)),
    "facts with a blank": Count(attrs.evolve(SCREENED, where=AllOf((Given("found", given=False), NotThat(FOUND))))),
    "lives": Count(FactsOf("posts", FULL)),
    "sum": Sum("found", SCREENED),
    "share of facts": Share(CLOSED, that=WON),
    "share within a part": Share(attrs.evolve(CLOSED, where=EITHER), that=NotThat(WON)),
    "persons within": Count(Mediators("within", FULL)),
    "persons at": Count(Mediators("at", FULL)),
    "places": Share(PlacesOf("villages"), POSTED),
    "places with exactly one": Share(
        PlacesOf("townships"), Bound(Count(SCREENED), Limits(at_least=Fraction(1), at_most=Fraction(1)))
    ),
    "places above": Count(PlacesOf("villages"), Bound(Count(SCREENED), Limits(above=Fraction(1)))),
    "places without": Count(PlacesOf("villages"), Unless(POSTED)),
    "places with both": Share(PlacesOf("villages"), Both((POSTED, Bound(Share(CLOSED, that=WON), ONE)))),
    "places of some": Share(PlacesOf("villages", given=Bound(Count(SCREENED), ONE)), POSTED),
    "slots": Adherence("screenings", PlacesOf("villages"), WEEKLY),
    "slots of the unit": Adherence("screenings", Self(), WEEKLY),
    "slots of some facts": Adherence("screenings", PlacesOf("villages"), WEEKLY, where=FOUND),
    "days": Adherence("screenings", PlacesOf("villages"), Cadence("days", n=1)),
    "rolling slots": Adherence("screenings", PlacesOf("villages"), Cadence("days", n=10, rolling=True)),
    "places that missed none": Share(PlacesOf("villages"), Bound(Adherence("screenings", Self(), WEEKLY), ONE)),
    "ratio": Ratio(Count(CLOSED), Count(Mediators("within"))),
    "change": Change(Count(CLOSED), FIRST),
    "parts": Held((Bound(Count(CLOSED), ONE), POSTED)),
    "different values": Count(CLOSED, distinct="outcome"),
    "one person at one place": Count(Mediators("within", FULL, one_place=True)),
    "places of another day": Share(PlacesOf("villages", baseline=date(2018, 10, 31)), POSTED),
    "slots filled twice": Adherence("screenings", PlacesOf("villages"), WEEKLY, times=2),
    "slots filled in time": Adherence("screenings", PlacesOf("villages"), WEEKLY, counting="on_time", grace=3),
    "days late": Adherence("screenings", PlacesOf("villages"), WEEKLY, counting="days_late", grace=3),
    "days late of some facts": LATE,
    "places late by a week at most": Share(PlacesOf("villages"), Bound(LATE, Limits(at_most=Fraction(7)))),
    "slots of other places": Adherence("screenings", PlacesOf("townships"), Cadence("month")),
    "slots of some places": Adherence("screenings", PlacesOf("villages", given=POSTED), WEEKLY),
    "places of a list": Share(Listed((VILLAGES[0], VILLAGES[2], TOWNS[2])), POSTED),
    "items": Attested(("plan", "team"), valid=timedelta(days=20)),
    "a figure": SelfReported("rate"),
    "committees with enough": Share(
        FactsOf("committees", In("kind", ("industry", "village"))), Bound(Count(Mediators("at", FULL)), ONE)
    ),
    "committees with enough about": Share(FactsOf("committees"), Bound(Count(Mediators("within", FULL)), ONE)),
    "studios with enough": Count(FactsOf("studios"), Bound(Count(Mediators("at", one_place=True)), ONE)),
    "committees with studios": Share(FactsOf("committees"), Bound(Count(FactsOf("studios", placed="at")), ONE)),
    "facts where enough are posted": Count(attrs.evolve(CLOSED, given=POSTED)),
    "posts where enough disputes are": Share(FactsOf("posts"), Bound(Count(CLOSED), ONE)),
    "bodies where places hold": Share(FactsOf("committees"), Bound(Share(PlacesOf("villages"), POSTED), ONE)),
    "places with few each": Share(PlacesOf("townships"), FEW_EACH),
    "in time": Timeliness(attrs.evolve(CLOSED, dated_by="accepted"), "accepted", Duration(1, "weeks"), end="closed"),
    "followed in time": Timeliness(CLOSED, "closed", Duration(3, "days"), followed_by="screenings"),
    "bodies in time": Share(
        FactsOf("committees"),
        Bound(Timeliness(attrs.evolve(CLOSED, placed="at"), "closed", Duration(9, "days"), end="accepted"), ONE),
    ),
    "facts after others": Share(CLOSED, Bound(Count(BEFOREHAND), ONE)),
    "share of persons": Share(Mediators("within"), that=FULL),
    "persons with hours": Share(Mediators("within"), Bound(Sum("hours", TRAINED), ONE)),
    "persons trained before": Share(
        Mediators("within"), Bound(Sum("hours", attrs.evolve(TRAINED, window=Before("since"))), ONE), that=FULL
    ),
    "places with parts": Share(PlacesOf("counties"), Bound(Held((POSTED, Bound(Attested(("plan",)), ONE))), ONE)),
}
NESTED: Mapping[str, Measure] = {
    "days late of some places": Adherence(
        "screenings", PlacesOf("villages", given=POSTED), Cadence("days", n=10, rolling=True), 2, counting="days_late"
    ),
    "bodies that hold themselves": Share(FactsOf("studios"), Bound(Share(Self(), POSTED), ONE)),
    "bodies whose place missed none": Share(
        FactsOf("committees"), Bound(Adherence("screenings", Self(), WEEKLY), Limits(at_least=Fraction(1, 5)))
    ),
    "bodies of listed places": Count(
        FactsOf("committees"), Bound(Count(Listed((VILLAGES[0], VILLAGES[2], TOWNS[2])), POSTED), ONE)
    ),
    "bodies with parts": Count(FactsOf("studios"), Bound(Held((POSTED, FEW_EACH)), Limits(above=Fraction(1, 2)))),
    "places that grew": Count(PlacesOf("villages"), Bound(Change(Count(SCREENED), FIRST), ONE)),
    "places with a figure": Share(PlacesOf("counties"), Bound(SelfReported("rate"), Limits(above=Fraction(3, 4)))),
    "in time where placed otherwise": Timeliness(CLOSED, "accepted", Duration(1, "months"), end="closed"),
    "reported in time": Timeliness(SCREENED, "held_on", Duration(7, "days"), end="reported_on"),
    "followed by lives": Timeliness(CLOSED, "closed", Duration(1, "days"), followed_by="posts"),
    "bodies followed in time": Timeliness(FOUNDED, "established", Duration(2, "weeks"), followed_by="posts"),
    "places in time": Share(
        PlacesOf("townships"), Bound(Timeliness(CLOSED, "closed", Duration(9, "days"), end="accepted"), ONE)
    ),
    "facts before others": Share(CLOSED, Bound(Sum("found", AFTERWARDS), ONE)),
    "facts with lives after": Count(CLOSED, Bound(Count(attrs.evolve(STAFF, window=After("accepted", WEEK))), ONE)),
    "facts with values after": Count(CLOSED, Bound(Count(AFTERWARDS, distinct="found"), ONE)),
    "facts of some": Count(attrs.evolve(CLOSED, given=Bound(Share(AFTERWARDS, that=FOUND), ONE))),
    "facts in time before": Share(
        CLOSED,
        Bound(Timeliness(FactsOf("disputes", window=Before("closed")), "closed", WEEK, end="accepted"), ONE),
    ),
    "facts where places screened before": Share(
        CLOSED, Bound(Share(PlacesOf("villages"), Bound(Count(BEFOREHAND), ONE)), ONE)
    ),
    "bodies staffed after": Share(FOUNDED, Bound(Count(Mediators("at", window=After("established", WEEK))), ONE)),
    "bodies staffed before": Share(
        FOUNDED, Both((POSTED, Bound(Count(Mediators("within", window=Before("established"), one_place=True)), ONE)))
    ),
    "share of persons at": Share(Mediators("at", one_place=True), that=FULL),
    "persons of two posts": Count(Mediators("within"), Bound(Count(FactsOf("posts", placed="at")), TWO)),
    "persons by place": Share(Mediators("at", FULL), Bound(Count(CLOSED), ONE)),
    "persons by posts": Share(Mediators("within"), Bound(Count(Mediators("at", FULL)), ONE)),
    "persons where places hold": Share(Mediators("within"), Bound(Share(PlacesOf("villages"), POSTED), ONE)),
    "persons that hold themselves": Count(Mediators("within"), Bound(Share(Self(), Bound(Count(TRAINED), ONE)), ONE)),
    "bodies with trained persons": Share(
        FactsOf("committees"), Bound(Count(Mediators("within"), Bound(Count(TRAINED), ONE)), ONE)
    ),
    "places with trained persons": Share(
        PlacesOf("villages"), Bound(Share(Mediators("at"), Bound(Sum("hours", TRAINED), ONE)), ONE)
    ),
}
"""More ways to ask one node within another. With `MEASURES` they are `ALL`."""
ALL = {**MEASURES, **NESTED}
