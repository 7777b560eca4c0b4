"""What a submission says of itself: who reports which registers for when, and in what state; read from its cover."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import attrs

from fengqiao.boundary.cells import Refusal, blank, code_key, day, split, tidy, yes_no
from fengqiao.boundary.layout import find_layout
from fengqiao.boundary.nearest import nearest
from fengqiao.boundary.profile import CoverSpec, HeaderSpec, State, plain
from fengqiao.errors import Problem, Severity, Text
from fengqiao.model.fact import REGISTERS
from fengqiao.model.places import Places
from fengqiao.model.source import Row, Source, spot

SYNTHETIC = ("合成", "虚构", "synthetic")


@attrs.frozen
class Said:
    """What is said of one register; None leaves it to the submission."""

    register: str
    since: date | None = None
    until: date | None = None
    state: State | None = None
    place: int | None = None


@attrs.frozen
class Submission:
    """One workbook's cover. `registers` None: every register that has a sheet. `units` holds keys of `Places`.

    `own`: the file itself says whom it speaks for. `known` is False where no one said what the submission covers: its
    facts count, its registers stay open. `supplement`: it adds to what others report and vouches for no register; a row
    of it under the id of an earlier row takes its place.
    """

    units: tuple[str, ...] = ()
    registers: tuple[Said, ...] | None = None
    since: date | None = None
    until: date | None = None
    reported_on: date | None = None
    state: State = "reported"
    correction: bool = False
    synthetic: bool = False
    known: bool = True
    own: bool = False
    supplement: bool = False

    @property
    def unit(self) -> str | None:
        """The one reporting unit, if it is one."""
        return self.units[0] if len(self.units) == 1 else None

    def said(self, register: str) -> Said | None:
        """What is said of a register; None when it is not reported."""
        if self.registers is None:
            return Said(register) if self.known else None
        return next((said for said in self.registers if said.register == register), None)

    def span(self, register: str) -> tuple[date | None, date | None]:
        """The time that is spoken for."""
        said = self.said(register)
        return ((said and said.since) or self.since, (said and said.until) or self.until)

    def state_of(self, register: str) -> State:
        """The state of a register's report."""
        said = self.said(register)
        return (said and said.state) or self.state


NOBODY = Submission(known=False)
"""A source of which nobody said what it covers."""


@attrs.define
class CoverReader:
    """Reads one cover; `problems` has what cannot be read."""

    spec: CoverSpec
    source: Source
    places: Places
    root: str | None = None
    """The unit that a submission's unit must lie in (of an overlay or a city project); None is anywhere."""
    problems: list[Problem] = attrs.field(factory=list)

    def read(self, rows: Sequence[Row], fallback: Submission = NOBODY) -> Submission:
        """The submission; what the cover does not say is taken from `fallback` (the project file)."""
        said = {name: found for name, labels in self.spec.labels.items() if (found := value_of(rows, labels))}
        if not said and self.spec.table is None:
            return fallback
        since, until, on = (self._day(said.get(name)) for name in ("since", "until", "reported_on"))
        unit = self._unit(said.get("unit"))
        state = self._state(said.get("state"))
        correction = self._yes(said.get("correction"))
        note = said.get("note")
        return Submission(
            units=(unit,) if unit else fallback.units,
            registers=() if self.spec.supplement else self._registers(rows, said) or fallback.registers,
            since=since or fallback.since,
            until=until or fallback.until,
            reported_on=on or fallback.reported_on,
            state=state or "reported",
            correction=correction,
            synthetic=bool(note and any(word in note[0].lower() for word in SYNTHETIC)),
            known=bool(unit) or fallback.known,
            own=bool(unit),
            supplement=self.spec.supplement,
        )

    def _problem(self, place: int, code: str, what: Text, mend: Text, severity: Severity = Severity.ERROR) -> None:
        self.problems.append(Problem(code, self.source.where(place), what, mend, severity))

    def _refused(self, place: int, refusal: Refusal) -> None:
        self._problem(place, refusal.code, refusal.what, refusal.mend)

    def _day(self, found: tuple[str, int] | None) -> date | None:
        value = day(found[0]) if found else None
        if isinstance(value, Refusal) and found:
            self._refused(found[1], value)
            return None
        return value if isinstance(value, date) else None

    def _yes(self, found: tuple[str, int] | None) -> bool:
        if not found:
            return False
        text = tidy(found[0])
        if text.startswith("更正") or text.lower() == "correction":
            return True
        value = yes_no(text)
        if isinstance(value, Refusal):
            self._refused(found[1], value)
        return value is True

    def _state(self, found: tuple[str, int] | None) -> State | None:
        if not found or blank(found[0]):
            return None
        states = {code_key(text): state for text, state in self.spec.states.items()}
        state = states.get(code_key(found[0]))
        if state is None:
            shown = "、".join(self.spec.states)
            self._problem(
                found[1],
                "cover.state",
                Text(f"不认识的状态“{tidy(found[0])}”", f"unknown state {tidy(found[0])!r}"),
                Text(f"可填：{shown}", f"Allowed: {', '.join(self.spec.states)}"),
            )
            # a report in a state that nobody understands must not count
            return "unreported"
        return state

    def _unit(self, found: tuple[str, int] | None) -> str | None:
        if not found:
            return None
        units = self.places.find(found[0], within=self.root)
        if len(units) == 1:
            return units[0].key
        text = tidy(found[0])
        if units:
            self._problem(
                found[1],
                "cover.unit-ambiguous",
                Text(
                    f"填报单位“{text}”可指：{'、'.join(f'{u.name}（{u.key}）' for u in units[:5])}",
                    f"the reporting unit {text!r} may be: {', '.join(f'{u.name} ({u.key})' for u in units[:5])}",
                ),
                Text(
                    "请填写全称或代码；该表暂作未报",
                    "Write the full name or the code; until then nothing here is reported",
                ),
            )
            return None
        near = nearest(text, [u.name for u in self.places.units.values() if u.level.depth <= 3])
        self._problem(
            found[1],
            "cover.unit-unknown",
            Text(f"没有名为“{text}”的填报单位", f"there is no reporting unit named {text!r}"),
            Text(
                (f"是否为“{near}”？" if near else "") + "请填写区划名称或代码；该表暂作未报",
                (f"Did you mean {near!r}? " if near else "")
                + "Write the division's name or code; until then nothing here is reported",
            ),
        )
        return None

    def _registers(self, rows: Sequence[Row], said: dict[str, tuple[str, int]]) -> tuple[Said, ...] | None:
        found: list[Said] = []
        named = False
        for label, state in (("registers", None), ("zero", "zero")):
            if label in said:
                named = named or label == "registers"
                text, place = said[label]
                found += [
                    Said(name, state=state, place=place)  # type: ignore[arg-type]  # "zero" is a State
                    for part in split(text)
                    if not blank(part) and (name := self._register(part, place))
                ]
        if self.spec.table is not None:
            table = self._table(rows)
            named = named or table is not None
            found += table or []
        by_name: dict[str, Said] = {}
        for one in found:
            if one.register not in by_name or one.state == "zero":
                by_name[one.register] = one
        return tuple(by_name.values()) if named or found else None

    def _register(self, text: str, place: int) -> str | None:
        known = {code_key(name): register for name, register in self.spec.registers.items()} | {n: n for n in REGISTERS}
        for title in (title for name, title in ((n, r.title.zh) for n, r in REGISTERS.items()) if title):
            known.setdefault(code_key(title), next(n for n, r in REGISTERS.items() if r.title.zh == title))
        name = known.get(code_key(text))
        if name is None:
            near = nearest(text, self.spec.registers)
            self._problem(
                place,
                "cover.register",
                Text(f"不认识的台账“{tidy(text)}”", f"unknown register {tidy(text)!r}"),
                Text(
                    (f"是否为“{near}”？" if near else "") + f"可填：{'、'.join(self.spec.registers)}",
                    (f"Did you mean {near!r}? " if near else "") + f"Allowed: {', '.join(self.spec.registers)}",
                ),
            )
        return name

    def _table(self, rows: Sequence[Row]) -> list[Said] | None:
        spec = self.spec.table
        if spec is None:
            return None
        layout = find_layout(rows, HeaderSpec(texts=spec.register), (), self.source)
        if isinstance(layout, Problem):
            self.problems.append(layout)
            return None
        columns = {name: layout.column(getattr(spec, name)) for name in ("register", "since", "until", "state")}
        found = []
        for row in rows:
            cells = {n: row.cells[c] for n, c in columns.items() if c is not None and c < len(row.cells)}
            if row.number < layout.first or blank(cells.get("register", "")):
                continue

            def at(name: str, number: int = row.number) -> int:
                return spot(number, columns[name] or 0)

            name = self._register(cells["register"], at("register"))
            if name:
                since, until = (self._day((cells[n], at(n))) if n in cells else None for n in ("since", "until"))
                state = self._state((cells["state"], at("state"))) if "state" in cells else None
                found.append(Said(name, since, until, state, at("register")))
        return found


def value_of(rows: Sequence[Row], labels: tuple[str, ...]) -> tuple[str, int] | None:
    """The text beside a label, or after its colon, and where it stands."""
    wanted = [plain(label).rstrip(":") for label in labels]
    for row in rows:
        for column, cell in enumerate(row.cells):
            text = plain(cell)
            for label in wanted:
                if not text.startswith(label):
                    continue
                rest = text[len(label) :]
                if rest.startswith(":") and len(rest) > 1:
                    return re.split(r"[:：]", cell, maxsplit=1)[1].strip(), spot(row.number, column)
                if rest in ("", ":"):
                    beside = next(
                        ((c, t) for c, t in enumerate(row.cells[column + 1 :], column + 1) if t.strip()), None
                    )
                    if beside is None or blank(beside[1]):
                        return None
                    return beside[1], spot(row.number, beside[0])
    return None


def from_name(pattern: str, file: str, sheet: str | None) -> dict[str, Any]:
    """What a file's or sheet's name says: {unit}, {year}, {month} of a pattern such as RPT_{year}_{month}."""
    if not pattern:
        return {}
    expression = re.escape(plain(pattern))
    for name, form in (("year", r"\d{4}"), ("month", r"\d{1,2}"), ("unit", r".+?")):
        expression = expression.replace(re.escape("{" + name + "}"), f"(?P<{name}>{form})", 1)
    expression = expression.replace(r"\*", ".*").replace(r"\?", ".")
    stem = file.rsplit("/", 1)[-1].rsplit(".", 1)[0]
    for own in (sheet, stem):
        if own and (found := re.fullmatch(expression, plain(own))):
            return found.groupdict()
    return {}
