"""A rule pack's cases: a few places and facts, a day, and the status that each reading must come to."""

from __future__ import annotations

from pathlib import Path

import attrs

from fengqiao.assess.run import assess
from fengqiao.boundary.packfile import pack_file
from fengqiao.errors import Text
from fengqiao.model.outcome import Outcome
from fengqiao.model.target import RulePack
from fengqiao.plugin.manager import Manager
from fengqiao.testing.casefile import Case, Expected, load_cases


@attrs.frozen
class CaseResult:
    """What came of one case under one reading; `wrong` says what is not as expected."""

    case: Case
    reading: str
    expected: Expected
    outcome: Outcome | None
    wrong: tuple[Text, ...]

    @property
    def ok(self) -> bool:
        """Whether all is as expected."""
        return not self.wrong


def run_cases(path: Path) -> tuple[CaseResult, ...]:
    """Every case of a pack (its folder or pack.yaml) under every reading it names. Raises PackError for bad files."""
    pack = Manager().pack(path)
    return tuple(
        run_case(pack, case, reading)
        for case in load_cases(pack_file(Path(path)).parent / "cases", pack)
        for reading in case.expected
    )


def run_case(pack: RulePack, case: Case, reading: str) -> CaseResult:
    """One case under one reading, judged as `assess` judges it."""
    alone = attrs.evolve(pack, targets={case.target: pack.targets[case.target]}, reading_sets={}, schemes={})
    found = assess(alone, case.data, as_of=case.on, readings={case.target: reading}, other_readings=False)
    outcome = found.outcome(case.target, case.unit)
    expected = case.expected[reading]
    return CaseResult(case, reading, expected, outcome, tuple(_wrong(expected, outcome)))


def _wrong(expected: Expected, outcome: Outcome | None) -> list[Text]:
    if outcome is None:
        return [Text("该层级没有判定", "nothing is judged at this unit's level")]
    wrong = []
    pairs: list[tuple[str, object, object]] = [("status", expected.status, outcome.status)]
    pairs += [(name, value, getattr(outcome.tally, name, None)) for name, value in expected.tally.items()]
    pairs += [(name, value, getattr(outcome.value, name, None)) for name, value in expected.value.items()]
    if expected.margin is not None:
        pairs.append(("margin", expected.margin, outcome.margin))
    for name, wanted, got in pairs:
        if wanted != got:
            wrong.append(Text(f"{name}应为{wanted}，实为{got}", f"{name} should be {wanted} but is {got}"))
    return wrong
