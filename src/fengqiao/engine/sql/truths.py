"""From tallies in columns to a condition's truth in a column: the whole numbers are compared, never divided."""

from __future__ import annotations

from fractions import Fraction

import ibis

from fengqiao.engine.sql.functions import Table, Value, every, some, whole
from fengqiao.model.measure import Measure, is_amount
from fengqiao.model.predicate import Limits

TALLY = ("yes", "no", "unknown", "may_yes", "may_no")


class Ends:
    """The possible values of a measure as quotients of columns; `high` is blank where there is no end."""

    def __init__(self, table: Table, measure: Measure) -> None:
        top = table.yes + table.unknown + table.may_yes
        members = table.yes + table.no + table.unknown
        if is_amount(measure):
            self.applies: Value = ibis.literal(True)
            self.low: tuple[Value, Value] = (table.yes, whole(1))
            self.high: tuple[Value, Value] = (top, whole(1))
            self.endless: Value = table.open
            return
        low_of, high_of = members + table.may_no, members + table.may_yes
        self.applies = table.open | (low_of > 0) | (high_of > 0)
        self.endless = ibis.literal(False)
        is_open, one, none = table.open, whole(1), whole(0)
        self.low = (
            is_open.ifelse(none, (low_of > 0).ifelse(table.yes, one)),
            (is_open | (low_of == 0)).ifelse(one, low_of),
        )
        self.high = (
            is_open.ifelse(one, (high_of > 0).ifelse(top, none)),
            (is_open | (high_of == 0)).ifelse(one, high_of),
        )

    def side(self, name: str, end: Fraction) -> tuple[Value, Value]:
        """Whether every possible value satisfies one limit, and whether none does."""
        (low, low_of), (high, high_of) = self.low, self.high
        low, low_of = low * end.denominator, low_of * end.numerator
        high, high_of = high * end.denominator, high_of * end.numerator
        bounded = ~self.endless
        match name:
            case "at_least":
                return low >= low_of, bounded & (high < high_of)
            case "above":
                return low > low_of, bounded & (high <= high_of)
            case "at_most":
                return bounded & (high <= high_of), low > low_of
            case _:
                return bounded & (high < high_of), low >= low_of


def truth(table: Table, measure: Measure, limits: Limits) -> tuple[Value, Value]:
    """Whether a bound applies, and its truth (blank: unknown)."""
    ends = Ends(table, measure)
    sides = [ends.side(name, Fraction(end)) for name, end in limits.given.items()]
    surely, never = every([side[0] for side in sides]), some([side[1] for side in sides])
    return ends.applies, three(surely, never)


def three(surely: Value, never: Value) -> Value:
    """True, False or blank."""
    return ibis.cases((never, False), (surely, True), else_=ibis.null("boolean"))
