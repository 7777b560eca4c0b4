"""A scheme's cases: a few places and facts, a day, and the marks, grade and rank that a unit must come to."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path

import attrs
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from fengqiao.assess.score import score
from fengqiao.boundary.nodes import Nodes
from fengqiao.boundary.packfile import pack_file
from fengqiao.boundary.schemefolder import with_schemes
from fengqiao.boundary.yaml import parse
from fengqiao.errors import PackError, Text, Where
from fengqiao.model.dataset import Dataset
from fengqiao.model.outcome import Scorecard, Span
from fengqiao.model.scheme import GivenMarks
from fengqiao.model.target import RulePack
from fengqiao.plugin.manager import Manager
from fengqiao.testing.casefile import CASE_KEYS, FILE_KEYS, NONE, CaseFile, of_scheme

KEYS = (*(key for key in CASE_KEYS if key != "target"), "scheme", "given")
NEEDED = ("name", "scheme", "at", "on", "expect")
EXPECT_KEYS = ("marks", "grade", "rank", "items")


@attrs.frozen
class SchemeCase:
    """A unit scored by a scheme on a day over a few facts; what is not named is not looked at.

    `marks` are those of the card and `items` those of single items, None where there are none; `grade` is its English
    word; a rank is the best and the worst. `given` are marks that an assessor gave the unit, by item.
    """

    name: Text
    scheme: str
    unit: str
    on: date
    data: Dataset
    where: Where
    given: Mapping[str, Fraction] = attrs.field(factory=dict)
    expected: Mapping[str, object] = attrs.field(factory=dict)
    items: Mapping[str, Span | None] = attrs.field(factory=dict)


@attrs.frozen
class SchemeResult:
    """What came of one case; `wrong` says what is not as expected."""

    case: SchemeCase
    card: Scorecard | None
    wrong: tuple[Text, ...]

    @property
    def ok(self) -> bool:
        """Whether all is as expected."""
        return not self.wrong


def load_scheme_cases(folder: Path, pack: RulePack) -> tuple[SchemeCase, ...]:
    """Every case of a scheme in a folder's YAML files, by file name. Raises PackError with every problem."""
    cases: list[SchemeCase] = []
    problems = []
    for path in sorted(folder.glob("*.yaml")):
        nodes = Nodes(str(path))
        root = parse(path, nodes)
        if root is not None:
            cases += _File(nodes, pack).scheme_cases(root)
        problems += nodes.problems
    if problems:
        first = problems[0]
        raise PackError(
            Text(
                f"{folder} 中的用例有{len(problems)}处问题，第一处：{first.line('zh')}",
                f"the cases in {folder} have {len(problems)} problem(s), the first: {first.line('en')}",
            ),
            problems=tuple(problems),
        )
    return tuple(cases)


def run_scheme_cases(path: Path, schemes: Path | None = None) -> tuple[SchemeResult, ...]:
    """Every case of the schemes of a pack (its folder or pack.yaml), or of those of a folder over it.

    Raises PackError for bad files.
    """
    pack = Manager().pack(path)
    folder = pack_file(Path(path)).parent / "cases"
    if schemes is not None:
        pack, folder = with_schemes(pack, schemes), schemes / "cases"
    return tuple(run_scheme_case(pack, case) for case in load_scheme_cases(folder, pack))


def run_scheme_case(pack: RulePack, case: SchemeCase) -> SchemeResult:
    """One case, scored as `score` scores it."""
    given = tuple(GivenMarks(item, case.unit, marks, "case", "case") for item, marks in case.given.items())
    schemes = {
        name: attrs.evolve(scheme, given=(*scheme.given, *(g for g in given if g.item in _ids(pack, name))))
        for name, scheme in pack.schemes.items()
    }
    cards = score(attrs.evolve(pack, schemes=schemes), case.data, as_of=case.on, scheme=case.scheme)
    card = next((card for card in cards if card.unit.code == case.unit), None)
    return SchemeResult(case, card, tuple(_wrong(case, card)))


def _ids(pack: RulePack, scheme: str) -> set[str]:
    return {item.id for item in pack.schemes[scheme].all_items}


def _wrong(case: SchemeCase, card: Scorecard | None) -> Iterator[Text]:
    if card is None:
        yield Text("该办法不对这一级评分", "the scheme does not score this unit's level")
        return
    grade = card.grade
    got: dict[str, object] = {
        "marks": card.marks,
        "rank": card.rank,
        "grade": None if grade is None else tuple(word.en for word in grade),
    }
    items = {item.item: item.marks for item in card.items}
    pairs = [(name, wanted, got[name]) for name, wanted in case.expected.items()]
    pairs += [(name, wanted, items.get(name)) for name, wanted in case.items.items()]
    for name, wanted, found in pairs:
        if wanted != found:
            yield Text(
                f"{name}应为{_shown(wanted)}，实为{_shown(found)}",
                f"{name} should be {_shown(wanted)} but is {_shown(found)}",
            )


def _shown(found: object) -> str:
    match found:
        case Span(low, high):
            return str(low) if low == high else f"{low}..{high}"
        case (low, high):
            return str(low) if low == high else f"{low}..{high}"
        case _:
            return "-" if found is None else str(found)


class _File(CaseFile):
    """Reads the cases of schemes."""

    def scheme_cases(self, root: Node) -> list[SchemeCase]:
        found = self.nodes.mapping(root, FILE_KEYS, ("cases",))
        entries = [node for node in (self.nodes.items(found["cases"]) if "cases" in found else ()) if of_scheme(node)]
        return [case for node in entries if (case := self._scheme_case(node, found.get("places"))) is not None]

    def _scheme_case(self, node: Node, places: Node | None) -> SchemeCase | None:
        found = self.nodes.mapping(node, KEYS, NEEDED)
        places = found.get("places", places)
        if any(name not in found for name in NEEDED) or places is None:
            return None
        tree = self._tree(places)
        expect = self.nodes.mapping(found["expect"], EXPECT_KEYS)
        scheme = self.nodes.choice(found["scheme"], self.pack.schemes, Text("评分办法", "scheme"))
        expected: dict[str, object] = {}
        if "marks" in expect:
            expected["marks"] = self._span(expect["marks"])
        if "rank" in expect:
            expected["rank"] = self._pair(expect["rank"], self.nodes.whole)
        if "grade" in expect:
            expected["grade"] = self._pair(expect["grade"], self.nodes.text)
        known = _ids(self.pack, scheme) if scheme in self.pack.schemes and not self.pack.schemes[scheme].combine else ()
        items = {name: self._span(value) for name, value in self._by_item(expect.get("items"), known).items()}
        given = {name: self.nodes.number(value) for name, value in self._by_item(found.get("given"), ()).items()}
        return SchemeCase(
            name=self.nodes.both(found["name"]),
            scheme=scheme,
            unit=self._place(found["at"], tree),
            on=self.nodes.day(found["on"]),
            data=self._data(found, tree),
            where=self.nodes.where(node),
            given=given,
            expected=expected,
            items=items,
        )

    def _by_item(self, node: Node | None, known: Collection[str]) -> dict[str, Node]:
        """Values by item; with `known` ids no other item may stand there."""
        if node is None:
            return {}
        if known:
            return self.nodes.mapping(node, known)
        return {name: value for name, _, value in self.nodes.entries(node)}

    def _span(self, node: Node) -> Span | None:
        """Marks, `{low, high}` where they are not known to the last, or nothing (null)."""
        if isinstance(node, ScalarNode) and node.value in NONE:
            return None
        if not isinstance(node, MappingNode):
            marks = self.nodes.number(node)
            return Span(marks, marks)
        found = self.nodes.mapping(node, ("low", "high"), ("low", "high"))
        low, high = (self.nodes.number(found[end]) if end in found else Fraction(0) for end in ("low", "high"))
        return Span(low, high)

    def _pair(self, node: Node, read: Callable[[Node], object]) -> tuple[object, object] | None:
        """One value for both ends, a list of both, or nothing (null)."""
        if isinstance(node, ScalarNode) and node.value in NONE:
            return None
        ends = node.value if isinstance(node, SequenceNode) and len(node.value) == 2 else [node, node]
        return read(ends[0]), read(ends[1])
