"""Another system's own records to a dataset, without files: the same boundary, the same problems."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

import attrs
from pydantic import ValidationError

from fengqiao.boundary.cells import Refusal
from fengqiao.boundary.filed import Filed
from fengqiao.boundary.link import link
from fengqiao.boundary.nearest import nearest
from fengqiao.boundary.part import Part
from fengqiao.boundary.personal import Hasher
from fengqiao.boundary.profile import FieldSpec, HeaderSpec, TableSpec
from fengqiao.boundary.rowmodel import record_model
from fengqiao.boundary.siting import Siting
from fengqiao.boundary.submission import NOBODY
from fengqiao.errors import Problem, Text, UsageError, Where
from fengqiao.model.dataset import Dataset, Hole, Reported
from fengqiao.model.fact import PERSON, REGISTERS
from fengqiao.model.place import Edition, EditionRow, Level
from fengqiao.model.places import Places
from fengqiao.model.source import Source, spot

PlaceRecords = Iterable[Mapping[str, Any]]
Said = Reported | Mapping[str, Any]


def from_records(
    places: Places | PlaceRecords,
    records: Mapping[str, Iterable[Any]],
    *,
    reported: Iterable[Said] = (),
    complete: bool = False,
    identity_key: str | bytes | None = None,
    carry: Mapping[str, timedelta] | None = None,
    synthetic: bool = False,
) -> Dataset:
    """A dataset of records by register: dicts, or objects with attributes of the same names.

    `reported` says what was reported (`{"register", "unit", "since", "until"}`); `complete` that every register
    passed is whole, everywhere, for all time. Without either nothing is reported: all beyond the records is unknown.
    What is wrong with a record is a Problem at `register[index].field`; what is wrong with the call raises UsageError.
    """
    if not isinstance(places, Places):
        places = places_of(places)
    _known(records)
    key = identity_key.encode() if isinstance(identity_key, str) else identity_key or secrets.token_bytes(32)
    roots = places.roots
    filed = Filed(None, NOBODY)
    for register in REGISTERS:
        if register in records:
            filed.parts.append(_Import(register, places, Hasher(key), roots).read(records[register]))
    data = link(places, [filed], problems=places.problems, carry=carry, synthetic=synthetic)
    said = [_reported(one, places) for one in reported]
    if complete:
        said += [Reported(register, root) for register in REGISTERS if register in records for root in roots]
    return data.evolve(reported=tuple(said))


def places_of(rows: PlaceRecords, *, day: date = date(2000, 1, 1)) -> Places:
    """Places from dicts with code and name (level and parent follow from the code when absent), there at all times."""
    found = []
    for row in rows:
        level = row.get("level")
        found.append(
            EditionRow(str(row["code"]), str(row["name"]), Level(level) if level else None, row.get("parent") or None)
        )
    return Places.build([Edition(day, tuple(found))])


class _Import:
    """The records of one register."""

    def __init__(self, register: str, places: Places, hasher: Hasher, roots: tuple[str, ...]) -> None:
        self.register, self.places, self.hasher, self.roots = register, places, hasher, roots
        self.model = record_model(register)
        self.fields = {info.alias or own: own for own, info in self.model.model_fields.items()}
        self.names = tuple(self.fields)
        self.siting = Siting(places, None, None, ("any",))
        self.source = Source(sheet=register)
        fields: dict[str, FieldSpec] = {
            str(name): FieldSpec(column=(name,)) for name in ("at", "committee") if name in REGISTERS[register].fields
        }
        self.part = Part(self.source, TableSpec(register, HeaderSpec(row=0), fields=fields), own_ids=True)

    def read(self, records: Iterable[Any]) -> Part:
        columns: dict[str, list[Any]] = {name: [] for name in self.names}
        cells = []
        for index, record in enumerate(records):
            self.part.rows += 1
            row = self._row(index, record)
            if row is None:
                self.part.refused += 1
                continue
            cells.append(spot(index))
            for name in self.names:
                columns[name].append(row[name])
        self.part.add(self.register, len(cells), {**columns, "cell": cells})
        return self.part

    def _row(self, index: int, record: Any) -> dict[str, Any] | None:
        raw = (
            dict(record)
            if isinstance(record, Mapping)
            else {n: getattr(record, n) for n in self.names if hasattr(record, n)}
        )
        try:
            valid = self.model.model_validate(raw)
        except ValidationError as error:
            problems = [self._problem(index, one) for one in error.errors(include_url=False, include_input=False)]
            self._refuse(problems, raw)
            return None
        row = {name: getattr(valid, own) for name, own in self.fields.items()}
        division = self._division(row)
        if isinstance(division, Refusal):
            where = Where(sheet=f"{self.register}[{index}].division")
            self._refuse([Problem(division.code, where, division.what, division.mend)], raw)
            return None
        row["division"], row["exact"] = division
        row["id"] = self.hasher.id(row["id"]) if row["id"] else f"{self.register}[{index}]"
        if row.get(PERSON):
            row[PERSON] = self.hasher.identity(str(raw[PERSON]))
        return row

    def _division(self, row: Mapping[str, Any]) -> tuple[str, bool] | Refusal:
        if row["division"]:
            found = self.siting.read((row["division"],))
            return found if isinstance(found, Refusal) else (found.key, row["exact"])
        if row.get("at") and len(self.roots) == 1:
            # where the body or the place it is posted at is; linking narrows it down
            return self.roots[0], False
        return Refusal(
            "place.missing",
            Text("没有给出所在区划", "no division is given"),
            Text("请传入 division（代码或名称）", "Pass division (a code or a name)"),
        )

    def _problem(self, index: int, error: Any) -> Problem:
        name = str(error["loc"][0]) if error["loc"] else ""
        where = Where(sheet=f"{self.register}[{index}].{name}")
        refusal = error.get("ctx", {}).get("refusal")
        if isinstance(refusal, Refusal):
            return Problem(refusal.code, where, refusal.what, refusal.mend)
        if error["type"] == "extra_forbidden":
            near = nearest(name, self.names)
            return Problem(
                "record.unknown-field",
                where,
                Text(f"{self.register} 没有字段“{name}”", f"{self.register} have no field {name!r}"),
                Text(
                    (f"是否为“{near}”？" if near else "") + "本地字段请放在 extra 中",
                    (f"Did you mean {near!r}? " if near else "") + "Local fields belong in extra",
                ),
            )
        return Problem(
            "record.type",
            where,
            Text("值的类型不对", "the value is of the wrong type"),
            Text(
                "请按该字段的类型传入；不掌握的传 None", "Pass a value of the field's type, or None if it is not known"
            ),
        )

    def _refuse(self, problems: Sequence[Problem], raw: Mapping[str, Any]) -> None:
        self.part.problems += problems
        said = raw.get("division")
        found = self.siting.read((said,)) if isinstance(said, str) else None
        units = self.roots if found is None or isinstance(found, Refusal) else (found.key,)
        self.part.holes += [Hole(self.register, unit, None, None, problems[0]) for unit in units]


def _known(records: Mapping[str, Any]) -> None:
    for name in records:
        if name not in REGISTERS:
            near = nearest(name, REGISTERS)
            raise UsageError(
                Text(
                    f"没有名为“{name}”的台账"
                    + (f"，是否为“{near}”" if near else "")
                    + f"？可用：{'、'.join(REGISTERS)}",
                    f"there is no register named {name!r}"
                    + (f"; did you mean {near!r}?" if near else ".")
                    + f" Known: {', '.join(REGISTERS)}",
                )
            )


def _reported(one: Said, places: Places) -> Reported:
    if isinstance(one, Reported):
        return attrs.evolve(one, unit=places.unit(one.unit).key)
    unknown = set(one) - {"register", "unit", "since", "until"}
    if unknown or not {"register", "unit"} <= set(one):
        raise UsageError(
            Text(
                "reported 的每一项要有 register、unit，可有 since、until",
                "each entry of reported needs register and unit, and may have since and until",
            )
        )
    _known({one["register"]: ()})
    found = places.find(str(one["unit"]))
    if len(found) != 1:
        raise UsageError(
            Text(f"reported 中的“{one['unit']}”不是一个确定的区划", f"{one['unit']!r} in reported is not one division")
        )
    return Reported(one["register"], found[0].key, one.get("since"), one.get("until"))
