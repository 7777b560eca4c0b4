"""What planning found, as tables in both languages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from fengqiao.errors import Text
from fengqiao.model.target import RulePack
from fengqiao.planning.implied import Implied, Part, Total
from fengqiao.report.table import Cell, Column, Report, Table
from fengqiao.report.words import SYNTHETIC

KIND = {
    "townships": Text("乡镇（街道）", "townships"),
    "villages": Text("村（社区）", "villages"),
    "rural_villages": Text("行政村", "rural villages"),
    "urban_communities": Text("社区", "communities"),
    "counties": Text("县（市、区）", "counties"),
    "studios": Text("工作室", "studios"),
    "committees": Text("行业、专业调委会", "industry committees"),
}
DAY = Column("day", Text("区划版本", "edition"))


def implied_report(pack: RulePack, found: Sequence[Implied], *, synthetic: bool) -> Report:
    """The clauses one by one, and together under each choice of readings, one row a day."""
    named = found[0].named if found else 0
    tables = (_base(found, named), _parts(found), _together(found, named)) if found else ()
    title = pack.title
    return Report(
        Text(f"{title.zh}：各条款合计的专职人民调解员", f"{title.en}: the full-time mediators that its clauses imply"),
        tables,
        banners=(SYNTHETIC,) if synthetic and any(_given(one) for one in found) else (),
    )


def _given(one: Implied) -> bool:
    return any(part.of == "committees" and part.members is not None for part in one.default.parts)


def _base(found: Sequence[Implied], named: int) -> Table:
    """Townships and villages alone, pooled and by county: what is sure from the places."""
    readings = [part for part in found[0].parts() if part.of == "villages" and part.reading in _plain(found[0])]
    columns = [DAY, Column("townships", KIND["townships"]), Column("villages", KIND["villages"])]
    town = next((part for part in found[0].default.parts if part.of == "townships"), None)
    each = town.each if town else 0
    columns.append(Column("township_posts", Text(f"乡镇每个{each}名", f"{each} a township")))
    for part in readings:
        share = part.rule.share
        called = part.rule.reading.called
        words = Text(f"村{share * 100}% {called.zh}", f"{share * 100}% {called.en}")
        columns.append(Column(f"village_posts_{part.reading}", words))
    called_ = [(part.reading, part.rule.reading.called) for part in readings]
    sums = [Column(f"sum_{name}", Text(f"合计 {called.zh}", f"sum {called.en}")) for name, called in called_]
    over = [Column("over", Text(f"比{named}多", f"over {named:,}"))] if readings else []
    columns += [*sums, *over]
    rows: list[tuple[Cell, ...]] = []
    for one in found:
        posts = {part.reading: part.posts or 0 for part in one.parts() if part.of == "villages"}
        towns = next((part.posts or 0 for part in one.default.parts if part.of == "townships"), 0)
        mine = [posts[part.reading] for part in readings]
        more = [towns + mine[0] - named] if mine else []
        rows.append((one.day, one.townships, one.villages, towns, *mine, *(towns + n for n in mine), *more))
    return Table(
        "base",
        Text("乡镇（街道）和村（社区）两项", "Townships and villages alone"),
        tuple(columns),
        tuple(rows),
        (Text("一人任一处。", "One person serves one place."),),
    )


def _plain(one: Implied) -> set[str]:
    """The readings of the villages' clause that ask for another number than the first, and the first."""
    seen: dict[tuple[object, ...], str] = {}
    for part in one.parts():
        if part.of == "villages":
            seen.setdefault((part.rule.of, part.rule.reading.judged_at), part.reading)
    return set(seen.values())


def _parts(found: Sequence[Implied]) -> Table:
    columns = [DAY]
    for part in found[0].default.parts:
        kind = KIND.get(part.of, Text(part.of, part.of))
        columns.append(Column(f"{part.target}_needed", Text(f"{kind.zh}（个）", kind.en)))
        columns.append(Column(f"{part.target}_posts", Text(f"每个{part.each}名", f"{part.each} each")))
    columns.append(Column("separate", Text("合计（一人一处）", "sum, one place each")))
    columns.append(Column("shared", Text("合计（一人两处）", "sum, two places each")))
    columns.append(Column("named", Text("计划总数", "the plan's own total")))
    rows: list[tuple[Cell, ...]] = []
    for one in found:
        total = one.default
        counts: list[Cell] = []
        for part in total.parts:
            counts += [part.needed, part.posts]
        rows.append((one.day, *counts, total.separate, total.shared, one.named))
    return Table(
        "parts",
        Text("默认口径下各条款", "Every clause under the default readings"),
        tuple(columns),
        tuple(rows),
        _unknown(found),
    )


def _unknown(found: Iterable[Implied]) -> tuple[Text, ...]:
    """What no total holds, because nobody said how many there are."""
    parts: dict[str, Part] = {part.target: part for one in found for part in one.default.parts if part.posts is None}
    return tuple(
        Text(
            f"{KIND[part.of].zh}的个数未知（计划未规定，台账未报全）：每有一个另加{part.each}名，合计中不含。",
            f"How many {KIND[part.of].en} there are is not known (the plan names no number, no register tells it): "
            f"{part.each} more for each, not in the sums.",
        )
        for part in parts.values()
    )


def _together(found: Sequence[Implied], named: int) -> Table:
    """The sums under each choice of readings; choices that come to the same stand in one column."""
    groups: dict[tuple[tuple[int, int | None], ...], list[Total]] = {}
    for at, total in enumerate(found[0].totals):
        key = tuple((one.totals[at].separate, one.totals[at].shared) for one in found)
        groups.setdefault(key, []).append(total)
    columns = (
        Column("readings", Text("口径", "readings")),
        *(Column(f"on_{one.day.isoformat()}", Text(one.day.isoformat(), one.day.isoformat())) for one in found),
        Column("shared", Text(f"{found[-1].day} 一人两处", f"{found[-1].day}, two places each")),
        Column("over", Text(f"{found[-1].day} 比{named}名多", f"{found[-1].day}, over {named:,}")),
    )
    rows: list[tuple[Cell, ...]] = []
    for key, totals in groups.items():
        names = "; ".join(total.name for total in totals)
        rows.append((names, *(separate for separate, _ in key), key[-1][1], key[-1][0] - named))
    return Table(
        "together",
        Text("各口径下的合计（一人一处）", "The sum under each choice of readings, one place each"),
        columns,
        tuple(rows),
        (
            Text(
                "default 为各指标的默认口径；“指标=口径”只换这一项；strict 等为规则包的口径组。"
                "允许一人任两处的口径另列人数；“-”为只能任一处。",
                "default: every default reading; TARGET=READING changes that one alone; strict and the like are the "
                "pack's sets. Where a person may serve two places the persons stand beside; '-' is one place only.",
            ),
        ),
    )
