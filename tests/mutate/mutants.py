"""The mutants: a file, words that stand in it once, what stands there instead, and the tests that must notice."""

from __future__ import annotations

import attrs


@attrs.frozen
class Mutant:
    """One small lie."""

    file: str
    what: str
    old: str
    new: str
    tests: tuple[str, ...]


def _of(file: str, what: str, old: str, new: str, *tests: str) -> Mutant:
    return Mutant(f"fengqiao/{file}", what, old, new, tests)


def _edge(file: str, what: str, old: str, new: str, *names: str) -> Mutant:
    """One of the SQL engine, put to some measures over the edges."""
    asked = tuple(f"tests/engine/test_sql_edges.py::test_the_edges_are_counted_as_in_memory[{name}]" for name in names)
    return Mutant(f"fengqiao/engine/sql/{file}", what, old, new, asked)


ROAD = "tests/assess/test_road.py"
ADHERENCE = "tests/engine/test_adherence.py"
COUNTING = "tests/engine/test_counting.py"
TRUTH = "tests/engine/test_truth.py"

MUTANTS: tuple[Mutant, ...] = (
    # -- after the waist
    _of(
        "assess/judge.py",
        "a milestone binds only after its day",
        "if milestone.on <= day]",
        "if milestone.on < day]",
        ROAD,
    ),
    _of(
        "model/bounds.py",
        "at least means more than",
        '"at_least": (ge, lt)',
        '"at_least": (gt, le)',
        "tests/model/test_bounds.py",
        ROAD,
    ),
    _of(
        "model/bounds.py",
        "not over unknown is true",
        "return None if truth is None else not truth",
        "return not truth",
        "tests/model/test_bounds.py",
        TRUTH,
        COUNTING,
    ),
    _of(
        "model/bounds.py",
        "and forgets what is unknown",
        "return False if False in truths else None if None in truths else True",
        "return False not in truths",
        "tests/model/test_bounds.py",
        TRUTH,
    ),
    _of(
        "assess/settle.py",
        "one report more than needed",
        "return low",
        "return low + 1",
        ROAD,
        "tests/assess/test_settle.py",
    ),
    _of(
        "assess/outlook.py",
        "what is reached is not achieved",
        "now.low >= goal:",
        "now.low > goal:",
        ROAD,
        "tests/assess/test_outlook.py",
    ),
    _of(
        "assess/explain.py",
        "who lacks something is not shown",
        '(("yes",), ("no",), ("unknown", "may"))',
        '(("yes",), ("yes",), ("unknown", "may"))',
        ROAD,
    ),
    # -- in memory
    _of(
        "model/slots.py",
        "a slot that ends on the last day is not due",
        "bisect_right(self._lasts, last))\n        return bits",
        "bisect_left(self._lasts, last))\n        return bits",
        "tests/model/test_slots.py",
    ),
    _of(
        "engine/when.py",
        "a window does not hold its last day",
        "return bool(window.first <= found <= window.last)",
        "return bool(window.first <= found < window.last)",
        COUNTING,
        "tests/engine/test_memory.py",
    ),
    _of(
        "engine/when.py",
        "a life that ends on the day is over",
        "if until is not None and until < window.first:",
        "if until is not None and until <= window.first:",
        COUNTING,
        "tests/engine/test_memory.py",
    ),
    _of(
        "engine/when.py",
        "a blank day is always within",
        "return True if window.first <= first and last <= window.last else None",
        "return True",
        COUNTING,
        ADHERENCE,
        "tests/engine/test_memory.py",
    ),
    _of(
        "engine/truth.py",
        "at least does not include its end",
        "plain < ends.at_least)",
        "plain <= ends.at_least)",
        TRUTH,
        COUNTING,
    ),
    _of(
        "engine/truth.py",
        "a blank satisfies what one way satisfies",
        "return truths.pop() if len(truths) == 1 else None",
        "return truths.pop()",
        TRUTH,
        COUNTING,
    ),
    _of(
        "engine/adherence.py",
        "an unreported slot is missed",
        "(self._perhaps.get(key, 0) | self._unspoken(key)) if rest",
        "(self._perhaps.get(key, 0)) if rest",
        ADHERENCE,
    ),
    _of(
        "engine/adherence.py",
        "a doubtful fact fills its slot",
        "sure, perhaps = (bits if held else 0), bits",
        "sure, perhaps = bits, bits",
        ADHERENCE,
        "tests/engine/test_worlds.py",
    ),
    _of(
        "engine/units.py",
        "a doubtful place can only be a yes",
        "may_no += truth is not True",
        "may_no += truth is False",
        COUNTING,
        "tests/engine/test_worlds.py",
    ),
    _of(
        "engine/lumps.py",
        "undated facts fill no slot for sure",
        "chosen |= 1 << (lump.bits.bit_length() - 1)",
        "chosen |= 0",
        ADHERENCE,
        "tests/engine/test_worlds.py",
    ),
    # -- in a database
    _edge(
        "times.py",
        "a window does not hold its last day",
        "else found.between(low, high)",
        "else (found >= low) & (found < high)",
        "facts",
    ),
    _edge(
        "times.py",
        "a life that ends on the day is over",
        "(until < window.first).fill_null(False)",
        "(until <= window.first).fill_null(False)",
        "lives",
    ),
    _edge(
        "times.py",
        "a blank end is no end",
        "lasted = until.notnull() | spoke.isnull()",
        "lasted = until.isnull() | spoke.isnull()",
        "lives",
        "persons at",
    ),
    _edge(
        "truths.py",
        "at least means more than",
        "return low >= low_of, bounded & (high < high_of)",
        "return low > low_of, bounded & (high <= high_of)",
        "places",
    ),
    _edge(
        "truths.py",
        "an open count has an end",
        "bounded = ~self.endless",
        "bounded = self.endless",
        "studios with enough",
    ),
    _edge(
        "logic.py",
        "not over a blank",
        "return Held(~inner.may, ~inner.must)",
        "return Held(~inner.must, ~inner.may)",
        "facts that do not",
    ),
    _edge(
        "cadence.py",
        "a unit without facts has no slots",
        'both[name].fill_null(whole(0)) for name in per.columns if name != "division"',
        'both[name] for name in per.columns if name != "division"',
        "slots",
    ),
    _edge(
        "cadence.py",
        "an unreported slot is missed",
        '(both[f"maybe_{i}"] | both[f"silent_{i}"])',
        '(both[f"maybe_{i}"] | whole(0))',
        "slots",
    ),
    _edge(
        "filling.py",
        "twice is more than twice",
        "each.n_sure >= measure.times",
        "each.n_sure > measure.times",
        "slots filled twice",
    ),
    _edge(
        "filling.py",
        "in time is before the last day",
        "in_time = dated.handed <= dated.by",
        "in_time = dated.handed < dated.by",
        "slots filled in time",
    ),
    _edge("counts.py", "a blank amount is none", "tell(found.table[field].isnull())", "whole(0)", "sum"),
    _edge(
        "counts.py",
        "a unit without facts is lost",
        "sums = {name: joined[name].fill_null(whole(0)) for name in TALLY}",
        "sums = {name: joined[name] for name in TALLY}",
        "committees with studios",
    ),
    _edge(
        "places.py",
        "an unknown place fails",
        "pairs.truth.fill_null(True), ~pairs.truth",
        "pairs.truth.fill_null(False), ~pairs.truth",
        "places",
    ),
    _edge(
        "persons.py",
        "two marked posts are one main",
        "(rows.rivals == 1)",
        "(rows.rivals >= 1)",
        "one person at one place",
        "studios with enough",
    ),
    _edge(
        "persons.py",
        "a name that somebody bears is another",
        "names_apart=total(tell(is_sure & ~is_borne))",
        "names_apart=total(tell(is_sure))",
        "persons within",
        "persons at",
    ),
    _edge(
        "attested.py",
        "what was said on the last day is not the latest",
        "found.ends >= found.floor",
        "found.ends > found.floor",
        "items",
    ),
    _edge(
        "bodies.py",
        "a post at a body is at no body",
        "_near(rows, named, near=True)",
        "_near(rows, named, near=False)",
        "committees with enough",
    ),
    _edge(
        "late.py",
        "what was handed in on an unknown day was handed in at once",
        "tardy=unsaid.ifelse(facts.whole, days)",
        "tardy=unsaid.ifelse(whole(0), days)",
        "days late",
    ),
    _edge(
        "deadlines.py",
        "the last day is too late",
        "(end.notnull(), end <= deadline)",
        "(end.notnull(), end < deadline)",
        "in time",
        "reported in time",
    ),
    _edge(
        "deadlines.py",
        "what has not ended is in time",
        "(unmet, False)",
        "(unmet, True)",
        "in time",
        "reported in time",
    ),
)
