"""Entries of a staffing plan (key, text, where it stood) to moves, rates, budgets: one reader for all formats."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, TypeVar, cast

import attrs

from fengqiao.boundary.amount import fen
from fengqiao.boundary.cells import Refusal, day, tidy, whole, words, yes_no
from fengqiao.boundary.nearest import nearest
from fengqiao.boundary.planwords import PERS, fundings, heading, heads
from fengqiao.errors import Problem, ProjectError, Text, Where
from fengqiao.model.places import Places
from fengqiao.model.staffing import ITEMS, MOVES, Adjustment, Budget, Means, Move, Rate, StaffingPlan

T = TypeVar("T")


@attrs.frozen
class Cell:
    """A text, where it stood, and the unit of money that its heading names."""

    text: str
    where: Where = Where()
    unit: str | None = None


Entry = Mapping[str, Cell]


@attrs.define
class Reader:
    """Reads the entries of one plan; what is refused is collected, and the whole refused at the end."""

    places: Places
    problems: list[Problem] = attrs.field(factory=list)

    def plan(self, sections: Mapping[str, Iterable[Entry]], file: str) -> StaffingPlan:
        """The plan of all sections. Raises ProjectError with every problem."""
        settings = next(iter(sections.get("settings", ())), {})
        stock = self._need(settings, "stock", self._day, Where(file)) or date.min
        until = self._need(settings, "until", self._day, Where(file)) or date.min
        by_county = {
            unit: limit
            for one in sections.get("capacity", ())
            if (unit := self._need(one, "unit", self._unit)) is not None
            and (limit := self._need(one, "hires_a_month", self._whole)) is not None
        }
        means = Means(
            hires_a_month=self._may(settings, "hires_a_month", self._whole),
            by_county=by_county,
            lead_days=self._may(settings, "lead_days", self._whole) or 0,
            stay_until=self._may(settings, "stay_until", self._day),
            places_per_person=self._may(settings, "places_per_person", self._whole) or 1,
        )
        adjustments = _taken(sections.get("adjustments", ()), self._adjustment)
        budgets = tuple(_taken(sections.get("budgets", ()), lambda one: self._budget(one, adjustments)))
        rates = tuple(_taken(sections.get("rates", ()), self._rate))
        moves = tuple(_taken(sections.get("moves", ()), self._move))
        self._stray(adjustments, budgets)
        plan = StaffingPlan(
            title=self._may(settings, "title", self._words) or file,
            stock=stock,
            until=until,
            moves=tuple(sorted(moves, key=lambda move: move.on)),
            rates=rates,
            budgets=budgets,
            means=means,
            example=bool(self._may(settings, "example", yes_no_of(self))),
        )
        if not self.problems and until < stock:
            self._refuse(settings["until"], Text("截止日早于现状日期", "until lies before stock"), CHECK_DATES)
        raise_all(file, self.problems)
        return plan

    # -- the sections

    def _move(self, one: Entry) -> Move | None:
        kinds = {text.zh: kind for kind, text in MOVES.items()} | {kind: kind for kind in MOVES}
        kind = self._need(one, "do", self._one_of(kinds))
        on, at = self._need(one, "on", self._day), self._need(one, "at", self._words)
        count = self._may(one, "count", self._whole)
        if count == 0:
            self._refuse(one["count"], Text("人数为 0", "the count is 0"), Text("请删除该行", "Delete the entry"))
        fields = {name: self._may(one, name, self._words) for name in ("who", "to", "name", "note")}
        funding = self._may(one, "funding", self._one_of(fundings()))
        until, hours = self._may(one, "until", self._day), self._may(one, "hours", self._whole)
        where = where_of(one)
        for name, kinds_with in (("who", ("leave", "transfer", "convert", "second")), ("to", ("transfer", "second"))):
            if kind in kinds_with and fields[name] is None:
                self._lacks(where, name)
        if kind is None or on is None or at is None:
            return None
        return Move(
            kind,
            on,
            at,
            count or 1,
            fields["who"],
            fields["to"],
            funding,
            until,
            fields["name"],
            hours,
            fields["note"] or "",
            where,
        )

    def _rate(self, one: Entry) -> Rate | None:
        items = {text.zh: item for item, text in ITEMS.items()} | {item: item for item in ITEMS}
        item = self._need(one, "item", self._one_of(items))
        amount = self._need(one, "amount", self._fen)
        pers = {zh: per for per, zh in PERS.items()} | {per: per for per in PERS}
        per = self._need(one, "per", self._one_of(pers))
        source = self._need(one, "source", self._words)
        unit = self._may(one, "unit", self._unit)
        funding = self._may(one, "funding", self._one_of(fundings()))
        head = self._may(one, "head", self._one_of(heads()))
        since, until = self._may(one, "from", self._day), self._may(one, "until", self._day)
        if item is None or amount is None or per is None or source is None:
            return None
        return Rate(item, amount, cast(Any, per), source, unit, funding, head, since, until, where_of(one))

    def _budget(self, one: Entry, adjustments: list[tuple[str, int, str | None, Adjustment]]) -> Budget | None:
        unit, year = self._need(one, "unit", self._unit), self._need(one, "year", self._whole)
        amount = self._need(one, "amount", self._fen)
        head = self._may(one, "head", self._one_of(heads()))
        if unit is None or year is None or amount is None:
            return None
        mine = tuple(found for at, of, by, found in adjustments if (at, of, by) == (unit, year, head))
        return Budget(unit, year, amount, head, tuple(sorted(mine, key=lambda a: a.on)), where_of(one))

    def _adjustment(self, one: Entry) -> tuple[str, int, str | None, Adjustment] | None:
        unit, year = self._need(one, "unit", self._unit), self._need(one, "year", self._whole)
        on, amount = self._need(one, "on", self._day), self._need(one, "amount", self._signed)
        head = self._may(one, "head", self._one_of(heads()))
        why = self._may(one, "why", self._words) or ""
        if unit is None or year is None or on is None or amount is None:
            return None
        return unit, year, head, Adjustment(on, amount, why, where_of(one))

    def _stray(self, adjustments: list[tuple[str, int, str | None, Adjustment]], budgets: tuple[Budget, ...]) -> None:
        """An adjustment of a budget that is not there, and two budgets of one thing, are refused."""
        known = [(budget.unit, budget.year, budget.head) for budget in budgets]
        for unit, year, head, found in adjustments:
            if (unit, year, head) not in known:
                self.problems.append(
                    Problem(
                        "plan.adjustment",
                        found.where,
                        Text("没有对应的预算可调整", "there is no budget of this unit, year and head to adjust"),
                        Text("请补充预算，或核对单位、年度和科目", "Add the budget, or check unit, year and head"),
                    )
                )
        for at, budget in enumerate(budgets):
            if known[at] in known[:at]:
                self.problems.append(
                    Problem(
                        "plan.budget-twice",
                        budget.where,
                        Text("同一单位、年度和科目有两条预算", "this unit, year and head has a budget already"),
                        Text("请合并，变更请写成预算调整", "Keep one; write a change as an adjustment"),
                    )
                )

    # -- the values

    def _need(self, one: Entry, key: str, parse: Callable[[Cell], Any], where: Where | None = None) -> Any:
        known = len(self.problems)
        found = self._may(one, key, parse)
        if found is None and len(self.problems) == known:
            self._lacks(where or where_of(one), key)
        return found

    def _may(self, one: Entry, key: str, parse: Callable[[Cell], Any]) -> Any:
        return parse(one[key]) if key in one and tidy(one[key].text) else None

    def _take(self, cell: Cell, found: Any) -> Any:
        if isinstance(found, Refusal):
            self.problems.append(Problem(found.code, cell.where, found.what, found.mend))
            return None
        return found

    def _day(self, cell: Cell) -> Any:
        return self._take(cell, day(cell.text))

    def _whole(self, cell: Cell) -> Any:
        return self._take(cell, whole(cell.text))

    def _words(self, cell: Cell) -> Any:
        return words(cell.text)

    def _fen(self, cell: Cell) -> Any:
        return self._take(cell, fen(cell.text, unit=cell.unit))

    def _signed(self, cell: Cell) -> Any:
        return self._take(cell, fen(cell.text, unit=cell.unit, signed=True))

    def _unit(self, cell: Cell) -> Any:
        found = self.places.find(tidy(cell.text))
        if len(found) == 1:
            return found[0].key
        listed = "、".join(f"{unit.key} {unit.name}" for unit in found[:6])
        self._refuse(
            cell,
            Text(f"“{cell.text}”不是一个确定的区划", f"{cell.text!r} is not one division"),
            Text(
                f"请改用代码：{listed}" if listed else "请用 12 位代码或全称",
                f"Use a code: {listed}" if listed else "Use its 12-digit code or full name",
            ),
        )
        return None

    def _one_of(self, allowed: Mapping[str, str]) -> Callable[[Cell], Any]:
        def parse(cell: Cell) -> Any:
            text = tidy(cell.text)
            if text in allowed:
                return allowed[text]
            near, known = nearest(text, allowed), "、".join(dict.fromkeys(allowed.values()))
            self._refuse(
                cell,
                Text(f"不认识“{text}”", f"{text!r} is not known here"),
                Text(
                    (f"是否为“{near}”？" if near else "") + f"可用：{known}",
                    (f"Did you mean {near!r}? " if near else "") + f"Allowed: {known}",
                ),
            )
            return None

        return parse

    def _refuse(self, cell: Cell, what: Text, mend: Text) -> None:
        self.problems.append(Problem("plan.value", cell.where, what, mend))

    def _lacks(self, where: Where, key: str) -> None:
        self.problems.append(
            Problem(
                "plan.missing",
                where,
                Text(f"缺少“{key}”（{heading(key).zh}）", f"{key!r} is missing"),
                Text("请补充；不掌握的不能按零处理", "Fill it in; what is not known is not zero"),
            )
        )


def _taken(entries: Iterable[Entry], decode: Callable[[Entry], T | None]) -> list[T]:
    """What could be read of each entry."""
    return [found for one in entries if (found := decode(one)) is not None]


CHECK_DATES = Text("请核对两个日期", "Check both dates")


def yes_no_of(reader: Reader) -> Callable[[Cell], Any]:
    """A parser of yes and no."""
    return lambda cell: reader._take(cell, yes_no(cell.text))  # noqa: SLF001  its own parsers' door


def where_of(one: Entry) -> Where:
    """Where an entry begins."""
    return next((cell.where for cell in one.values()), Where())


def raise_all(file: str, problems: list[Problem]) -> None:
    """Raise what is wrong with a plan, all of it at once."""
    if problems:
        first = problems[0]
        raise ProjectError(
            Text(
                f"计划文件 {file} 有 {len(problems)} 处错误：{first.line('zh')}",
                f"the plan {file} has {len(problems)} mistakes: {first.line('en')}",
            ),
            problems=tuple(problems),
        )
