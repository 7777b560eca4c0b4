"""What is wrong with a scheme beyond what its loader refuses: sums, overlaps, the unreachable, punished twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import combinations, pairwise
from pathlib import Path

import attrs
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from fengqiao.boundary.nodes import Nodes
from fengqiao.boundary.schemefolder import with_schemes
from fengqiao.boundary.yaml import parse
from fengqiao.errors import PackError, Problem, Severity, Text, Where
from fengqiao.model.award import Award, Bands, Basis, BetterOf, Deduct, Each, Flat
from fengqiao.model.bounds import holds
from fengqiao.model.measure import Change, Count, FactsOf, Measure
from fengqiao.model.outcome import Bounds
from fengqiao.model.predicate import ALWAYS, Limits
from fengqiao.model.scheme import Block, Item, Scheme
from fengqiao.model.target import RulePack

ZERO = Fraction(0)


@attrs.frozen
class SchemeLines:
    """Where a scheme and each of its parts with an id stand."""

    root: Where
    parts: Mapping[str, Where]

    def part(self, name: str) -> Where:
        """Where a part stands."""
        return self.parts.get(name, self.root)


def scheme_lines(files: list[Path]) -> dict[str, SchemeLines]:
    """The places of the schemes of several files, by id."""
    found: dict[str, SchemeLines] = {}
    for file in files:
        nodes = Nodes(str(file))
        root = parse(file, nodes)
        entries = root.value if isinstance(root, MappingNode) else []
        name = next((str(value.value) for key, value in entries if key.value == "id"), "")
        parts: dict[str, Where] = {}
        for _, part in entries:
            for entry in part.value if isinstance(part, SequenceNode) else ():
                if (id_ := _id(entry)) is not None:
                    parts.setdefault(id_, nodes.where(entry))
        if root is not None:
            found[name] = SchemeLines(nodes.where(root), parts)
    return found


def _id(node: Node) -> str | None:
    pairs = node.value if isinstance(node, MappingNode) else []
    return next((str(value.value) for key, value in pairs if key.value == "id"), None)


def lint_schemes(pack: RulePack, folder: Path) -> tuple[Problem, ...]:
    """Every problem of the schemes in a folder over a pack; what cannot be loaded is not looked at further."""
    try:
        schemes = with_schemes(pack, folder).schemes
    except PackError as error:
        return error.problems
    stand = scheme_lines(sorted(folder.glob("*.yaml")))
    return tuple(problem for name, lines in stand.items() for problem in lint_scheme(pack, schemes[name], lines))


def lint_scheme(pack: RulePack | None, scheme: Scheme, lines: SchemeLines) -> Iterator[Problem]:
    """Every problem of one scheme; warnings for what may be meant."""
    yield from _sums(scheme, lines)
    for item in scheme.items:
        readings = pack.targets[item.target].readings.values() if pack and item.target else ()
        if item.target and not any(scheme.level in reading.levels for reading in readings):
            yield _problem(
                "item-level",
                lines.part(item.id),
                Text(
                    f"指标“{item.target}”在 {scheme.level.value} 一级没有判定",
                    f"the target {item.target!r} has no outcome at the level {scheme.level.value!r}",
                ),
                Text("请换用指标，或改用 measure", "Take another target, or give a measure"),
            )
    for item in scheme.all_items:
        yield from _award(item, item.award, item.basis, lines.part(item.id))
    yield from _grades(scheme, lines)
    yield from _twice(scheme, lines)


def _problem(code: str, where: Where, what: Text, mend: Text, severity: Severity = Severity.ERROR) -> Problem:
    return Problem(f"lint-{code}", where, what, mend, severity)


def _sums(scheme: Scheme, lines: SchemeLines) -> Iterator[Problem]:
    parts = scheme.blocks or scheme.items
    total = sum((part.out_of if isinstance(part, Block) else part.marks for part in parts), ZERO)
    if parts and total != scheme.out_of:
        yield _problem(
            "marks",
            lines.root,
            Text(
                f"各项分值合计{_shown(total)}，应为{_shown(scheme.out_of)}",
                f"the marks sum to {_shown(total)}, not to {_shown(scheme.out_of)}",
            ),
            Text("请调整各项分值或 out_of", "Mend the marks or out_of"),
        )
    for block in scheme.blocks:
        if not any(item.block == block.id for item in scheme.items):
            yield _problem(
                "block-empty",
                lines.part(block.id),
                Text(f"“{block.name.zh}”部分没有评分项", f"the block {block.id!r} has no item"),
                Text("请补充评分项，或删去此部分", "Give it items, or delete it"),
            )
    bonus = sum((item.marks for item in scheme.bonus), ZERO)
    if scheme.bonus_cap is not None and scheme.bonus_cap > bonus:
        yield _problem(
            "bonus-cap",
            lines.root,
            Text(
                f"加分各项合计{_shown(bonus)}分，达不到上限{_shown(scheme.bonus_cap)}分",
                f"all bonus is {_shown(bonus)}, which never reaches bonus_cap {_shown(scheme.bonus_cap)}",
            ),
            Text("请调整 bonus_cap", "Mend bonus_cap"),
            Severity.WARNING,
        )


def _shown(marks: Fraction) -> str:
    return str(marks) if marks.denominator == 1 else f"{float(marks):g}"


# -- awards


def _award(item: Item, award: Award, basis: Basis | None, where: Where) -> Iterator[Problem]:
    match award:
        case Bands(bands):
            yield from _beyond(where, item.marks, (band.marks for band in bands))
            yield from _bands(award, where, signed=_signed(basis))
        case Each(each):
            yield from _beyond(where, item.marks, (each,))
        case Deduct():
            yield from _beyond(where, item.marks, (award.stops_at, *([award.cap] if award.cap else [])))
            yield from _floor(item, award, where)
        case BetterOf(of):
            for one in of:
                yield from _award(item, one.award, one.basis, where)
        case _:
            return


def _beyond(where: Where, marks: Fraction, given: Iterator[Fraction] | tuple[Fraction, ...]) -> Iterator[Problem]:
    for amount in given:
        if not 0 <= amount <= marks:
            yield _problem(
                "beyond-marks",
                where,
                Text(
                    f"{_shown(amount)}分超出本项的0至{_shown(marks)}分",
                    f"{_shown(amount)} lies beyond the item's 0 to {_shown(marks)} marks",
                ),
                Text("请改正分值", "Mend the marks"),
            )


def _floor(item: Item, award: Deduct, where: Where) -> Iterator[Problem]:
    """What may take more than there is must say where it stops."""
    open_ended = any(line.cap is None and (not isinstance(line.deduction, Flat) or line.every) for line in award.lines)
    most = sum(((line.cap or line.deduction.marks) for line in award.lines), ZERO)
    if award.floor is None and award.cap is None and (open_ended or most > item.marks):
        yield _problem(
            "no-floor",
            where,
            Text("扣分可能超过本项分值，未写明扣到多少为止", "it may take more than the item has, and names no floor"),
            Text("请写 floor: 0（扣完为止）或 cap", "Write floor: 0, or a cap"),
            Severity.WARNING,
        )


def _points(limits: list[Limits]) -> list[Fraction]:
    """Each end, a point between each two, and one beyond either side: all that bounds can tell apart."""
    ends = sorted({end for one in limits for end in one.given.values()})
    if not ends:
        return [ZERO]
    return sorted({ends[0] - 1, ends[-1] + 1, *ends, *((low + high) / 2 for low, high in pairwise(ends))})


def _signed(basis: Basis | None) -> bool:
    """Whether the value may be below 0, which a count, a share, a quotient or a rank never is."""
    if basis is None or basis.target:
        return True
    compared = basis.against is not None and not basis.quotient and not basis.against.startswith("rank")
    return compared or isinstance(basis.measure, Change)


def _bands(award: Bands, where: Where, *, signed: bool) -> Iterator[Problem]:
    reached: set[int] = set()
    for point in _points([band.limits for band in award.bands]):
        found = [at for at, band in enumerate(award.bands) if holds(Bounds(point, point), band.limits)]
        reached.update(found)
        if len(found) > 1 or (not found and (signed or point >= 0)):
            yield _problem(
                "bands",
                where,
                Text(
                    f"数值 {_shown(point)} 同属{len(found)}个分档" if found else f"数值 {_shown(point)} 不属任何分档",
                    f"the value {_shown(point)} lies in {len(found)} bands",
                ),
                Text("各档须首尾相接、互不重叠，并写明是否含端点", "Bands must meet without a gap or an overlap"),
            )
    for at in sorted(set(range(len(award.bands))) - reached):
        yield _problem(
            "band-unreachable",
            where,
            Text(f"第{at + 1}档不可能达到", f"band {at + 1} cannot be reached"),
            Text("请调整其上下限", "Mend its bounds"),
        )


# -- grades


def _grades(scheme: Scheme, lines: SchemeLines) -> Iterator[Problem]:
    tiling = [grade for grade in scheme.grades if grade.first is None and grade.when is None]
    if not tiling:
        return
    ends = sorted({ZERO, Fraction(1)} | {end for grade in tiling for end in grade.limits.given.values()})
    points = sorted({*ends, *((low + high) / 2 for low, high in pairwise(ends))})
    held = {p: [g.name for g in tiling if holds(Bounds(p, p), g.limits)] for p in points if 0 <= p <= 1}
    for point, names in held.items():
        if len(names) != 1:
            said = "、".join(name.zh for name in names), ", ".join(name.en for name in names)
            yield _problem(
                "grades",
                lines.root,
                Text(
                    f"得分率 {float(point):.4g} 属于{said[0] or '无'}等次",
                    f"at {float(point):.4g} of the marks the grades are: {said[1] or 'none'}",
                ),
                Text("各等次须首尾相接、互不重叠", "Grades must meet without a gap or an overlap"),
            )
    reached = {name.en for names in held.values() for name in names[:1]}
    for grade in tiling:
        if grade.name.en not in reached:
            yield _problem(
                "grade-unreachable",
                lines.root,
                Text(f"等次“{grade.name.zh}”不可能得到", f"the grade {grade.name.en!r} cannot be reached"),
                Text("请调整其上下限", "Mend its bounds"),
            )


# -- the same fact punished twice


def _twice(scheme: Scheme, lines: SchemeLines) -> Iterator[Problem]:
    punished = list(_punished(scheme))
    told: set[tuple[str, str]] = set()
    for (name, basis), (other, second) in combinations(punished, 2):
        if _same(basis, second) and (name, other) not in told:
            told.add((name, other))
            within = name == other
            yield _problem(
                "punished-twice",
                lines.part(other),
                Text(
                    f"“{other}”{'内两处' if within else f'与“{name}”'}按同一事实扣分",
                    f"{other!r} {'takes marks twice' if within else f'and {name!r} take marks'} for the same fact",
                ),
                Text("有意重复的可不改，否则请保留一处", "Leave it if that is meant, else keep one"),
                Severity.WARNING,
            )


def _punished(scheme: Scheme) -> Iterator[tuple[str, Basis]]:
    """What costs marks, by the item or veto where it does; bonus costs none, and alternatives are one of several."""
    for item in (*scheme.items, *scheme.deductions):
        own = [item.basis] if item.basis else []
        if isinstance(item.award, Deduct):
            lines = [line.basis or item.basis for line in item.award.lines]
            own = list(dict.fromkeys(basis for basis in lines if basis is not None))
        yield from ((item.id, basis) for basis in own)
    for veto in scheme.veto:
        if veto.marks:
            yield veto.id, veto.basis


def _same(one: Basis, other: Basis) -> bool:
    """The same target, or the same measure over the same time; of two counts of facts, one may count all of them."""
    if one.target or other.target:
        return one.target == other.target
    if one.period != other.period or one.measure is None or other.measure is None:
        return False
    return one.measure == other.measure or _wider(one.measure, other.measure) or _wider(other.measure, one.measure)


def _wider(one: Measure, other: Measure) -> bool:
    if not isinstance(one, Count) or not isinstance(other, Count):
        return False
    if not isinstance(one.of, FactsOf) or not isinstance(other.of, FactsOf):
        return False
    return one.of.where == ALWAYS and attrs.evolve(other, of=attrs.evolve(other.of, where=ALWAYS)) == one
