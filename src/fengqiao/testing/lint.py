"""What is wrong with a rule pack beyond what its loader refuses: quotes, dates, marks, grades, cases."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import attrs
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode

from fengqiao.boundary.nodes import Nodes
from fengqiao.boundary.packfile import pack_file, read_pack
from fengqiao.boundary.schemefolder import files_beside
from fengqiao.boundary.yaml import parse
from fengqiao.errors import PackError, Problem, Text, Where
from fengqiao.model.outcome import Status
from fengqiao.model.target import Quote, Reading, RulePack, Target
from fengqiao.plugin.manager import Manager
from fengqiao.testing.casefile import Case, Expected, load_cases
from fengqiao.testing.cover import cover, occurrences
from fengqiao.testing.lintextends import extended, to_do
from fengqiao.testing.schemelint import lint_scheme, scheme_lines


def lint(path: Path) -> tuple[Problem, ...]:
    """Every problem of a pack (its folder or pack.yaml); what cannot be loaded is not looked at further."""
    file = pack_file(Path(path))
    pack, problems = read_pack(file, Manager().pack_path)
    if problems or pack is None:
        return tuple(problems)
    places = _Lines.of(file)
    found = [*_quotes(pack, places), *_sentences(pack, file), *_targets(pack, places)]
    found += [*extended(pack, places.targets), *to_do(pack, places.root)]
    stand = scheme_lines(files_beside(file))
    for scheme in pack.own_schemes:
        found += lint_scheme(pack, scheme, stand[scheme.id])
    try:
        cases = load_cases(file.parent / "cases", pack)
    except PackError as error:
        return (*found, *error.problems)
    return (*found, *_cases(pack, cases, places))


@attrs.frozen
class _Lines:
    """Where the parts of a YAML file stand."""

    root: Where
    targets: Mapping[str, Where]
    readings: Mapping[tuple[str, str], Where]
    quotes: Mapping[str, Where]
    counted: frozenset[str]
    """Quotes that say which occurrence they are (`nth`)."""

    @classmethod
    def of(cls, file: Path) -> _Lines:
        nodes = Nodes(str(file))
        root = parse(file, nodes)
        targets: dict[str, Where] = {}
        readings: dict[tuple[str, str], Where] = {}
        quotes: dict[str, Where] = {}
        counted: set[str] = set()
        for _, part in _pairs(root):
            for entry in getattr(part, "value", ()) if not isinstance(part, ScalarNode | MappingNode) else ():
                parts = {str(key.value): value for key, value in _pairs(entry)}
                name = str(parts["id"].value) if "id" in parts else ""
                targets[name] = nodes.where(entry)
                for key, value in _pairs(parts.get("readings")):
                    readings[name, str(key.value)] = nodes.where(value)
                for quote, nth in _quoted(parts):
                    quotes[str(quote.value)] = nodes.where(quote)
                    if nth:
                        counted.add(str(quote.value))
        return cls(nodes.where(root), targets, readings, quotes, frozenset(counted))

    def reading(self, target: Target, reading: Reading) -> Where:
        """Where a reading stands; one written at the target itself stands there."""
        return self.readings.get((target.id, reading.name), self.targets[target.id])


def _pairs(node: Node | None) -> list[tuple[Node, Node]]:
    return list(node.value) if isinstance(node, MappingNode) else []


def _quoted(parts: Mapping[str, Node]) -> Iterator[tuple[Node, bool]]:
    if "quote" in parts:
        yield parts["quote"], "nth" in parts
    for quote in parts["quotes"].value if "quotes" in parts else ():
        inner = {str(key.value): value for key, value in _pairs(quote)}
        yield (inner["text"], "nth" in inner) if inner else (quote, False)


def _problem(code: str, where: Where, what: Text, mend: Text) -> Problem:
    return Problem(f"lint-{code}", where, what, mend)


# -- quotes and sentences


def _quotes(pack: RulePack, lines: _Lines) -> Iterator[Problem]:
    quotes: list[Quote] = [quote for target in pack.own.values() for quote in target.quotes]
    for quote in (*quotes, *(context.quote for context in pack.contexts)):
        where, times = lines.quotes.get(quote.text, lines.root), len(occurrences(pack.source_text, quote.text))
        shown = quote.text if len(quote.text) <= 24 else f"{quote.text[:24]}…"
        if times < quote.nth:
            yield _problem(
                "quote-missing",
                where,
                Text(
                    f"原文中{'没有' if not times else f'只有{times}处'}“{shown}”",
                    f"the source has {'no' if not times else f'only {times}'} {shown!r}",
                ),
                Text(
                    "引文须与原文逐字一致，含半角标点和缺字", "Quote to the character, ASCII marks and damage included"
                ),
            )
        elif times > 1 and quote.text not in lines.counted:
            yield _problem(
                "quote-ambiguous",
                where,
                Text(f"原文中有{times}处“{shown}”", f"the source has {times} of {shown!r}"),
                Text("请加长引文，或用 nth 注明第几处", "Quote more of it, or say which with nth"),
            )


def _sentences(pack: RulePack, file: Path) -> Iterator[Problem]:
    for sentence in cover(pack).sentences:
        if sentence.kind == "unplaced":
            shown = sentence.text if len(sentence.text) <= 24 else f"{sentence.text[:24]}…"
            yield _problem(
                "sentence-unplaced",
                Where(str(file)),
                Text(
                    f"原文第{sentence.line}行“{shown}”未被任何指标或背景引用",
                    f"line {sentence.line} of the source, {shown!r}, is quoted by no target and no context",
                ),
                Text("请由指标引用，或列入 contexts 并写明理由", "Quote it at a target, or in contexts with a reason"),
            )


# -- targets


def _targets(pack: RulePack, lines: _Lines) -> Iterator[Problem]:
    for target in pack.own.values():
        where = lines.targets[target.id]
        if target.supersedes is not None and target.supersedes not in pack.targets:
            yield _problem(
                "supersedes",
                where,
                Text(
                    f"所取代的指标“{target.supersedes}”不存在",
                    f"it supersedes {target.supersedes!r}, which is no target",
                ),
                Text(f"可用：{'、'.join(pack.targets)}", f"Targets: {', '.join(pack.targets)}"),
            )
        if target.qualitative and any(bounded(reading) for reading in target.readings.values()):
            yield _problem(
                "qualitative-bound",
                where,
                Text("定性条款不得设阈值", "a qualitative clause has a bound"),
                Text("请删去 milestones，或删去 qualitative", "Delete its milestones, or qualitative"),
            )
        for reading in target.readings.values():
            yield from _dates(pack, target, reading, lines)


def _dates(pack: RulePack, target: Target, reading: Reading, lines: _Lines) -> Iterator[Problem]:
    where = lines.reading(target, reading)
    days = [milestone.on for milestone in reading.milestones]
    if days != sorted(set(days)):
        yield _problem(
            "dates-disordered",
            where,
            Text("时间节点未按先后排列或重复", "the milestones are out of order, or one stands twice"),
            Text("请按日期先后排列", "Put them in order of their dates"),
        )
    for day in days:
        if not pack.plan.holds(day):
            yield _problem(
                "date-outside-plan",
                where,
                Text(f"时间节点 {day} 不在计划期内", f"the milestone {day} lies outside the plan's time"),
                Text(f"计划期为 {pack.plan.label}", f"The plan runs {pack.plan.label}"),
            )
    periods = sorted((m.since, m.until) for m in reading.milestones if m.since and m.until)
    for (since, until), (following, _) in pairwise(periods):
        if following <= until:
            yield _problem(
                "dates-overlap",
                where,
                Text(
                    f"考核期间重叠：{since} 至 {until} 与 {following} 起",
                    f"periods overlap: {since} to {until}, from {following}",
                ),
                Text("请调整 from 和 until", "Mend from and until"),
            )


# -- cases


def bounded(reading: Reading) -> bool:
    """Whether a reading can come to met or not_met."""
    return bool(reading.milestones) and bool(reading.judged_at)


def _cases(pack: RulePack, cases: tuple[Case, ...], lines: _Lines) -> Iterator[Problem]:
    for target in pack.own.values():
        own = [case for case in cases if case.target == target.id]
        if not own:
            yield _problem(
                "no-case",
                lines.targets[target.id],
                Text("指标没有用例", "this target has no case"),
                Text("请在 cases/ 中补充完成和未完成的用例", "Add a case that passes and one that fails to cases/"),
            )
            continue
        for reading in target.readings.values():
            expected = [case.expected[reading.name] for case in own if reading.name in case.expected]
            if missing := _missing(reading, expected):
                yield _problem(
                    "no-case-of-reading",
                    lines.reading(target, reading),
                    Text(
                        f"口径“{reading.name}”缺少{missing.zh}的用例",
                        f"the reading {reading.name!r} has no case {missing.en}",
                    ),
                    Text("请在 cases/ 中补充", "Add one to cases/"),
                )
            if reading.name != target.default and not any(_differs(case, target, reading) for case in own):
                yield _problem(
                    "no-differing-case",
                    lines.reading(target, reading),
                    Text(
                        f"没有用例表明口径“{reading.name}”与默认口径判定不同",
                        f"no case shows that the reading {reading.name!r} comes to another status than the default",
                    ),
                    Text(
                        "请补充一个两种口径判定不同的用例，或删去此口径",
                        "Add a case where they differ, or drop the reading",
                    ),
                )


def _missing(reading: Reading, expected: list[Expected]) -> Text | None:
    """What the cases of a reading lack; one without a bound needs two different values."""
    if bounded(reading):
        if not any(one.status is Status.MET for one in expected):
            return Text("完成", "that passes")
        return None if any(one.status is Status.NOT_MET for one in expected) else Text("未完成", "that fails")
    values = {tuple(sorted(one.value.items(), key=str)) for one in expected if one.value}
    return None if len(values) > 1 else Text("数值不同", "with another value")


def _differs(case: Case, target: Target, reading: Reading) -> bool:
    """Whether a case tells a reading from the default: by its status, or by its value where neither has a bound."""
    one, other = case.expected.get(target.default), case.expected.get(reading.name)
    if one is None or other is None:
        return False
    if not bounded(target.reading) and not bounded(reading):
        return any(one.value.get(end) != other.value.get(end) for end in ("low", "high") if end in other.value)
    return one.status is not other.status
