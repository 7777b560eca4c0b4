"""The columns of an empty form: what a profile reads from a sheet, as headings with notes and what may be filled in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

import attrs

from fengqiao.boundary.profile import FieldSpec, TableSpec
from fengqiao.errors import Text
from fengqiao.model import fact
from fengqiao.model.fact import REGISTERS

Kind = Literal["text", "words", "date", "whole", "money", "number", "list", "township", "village"]
YES_NO = ("是", "否")
LEVELS: Mapping[str, Kind] = {"township": "township", "village": "village"}
BLANK = Text("不掌握的留空", "leave it blank if it is not known")
NEEDED = Text("必填。", "Required. ")
ID = Text("本单位内不重复；更正时沿用", "unique within the unit; kept when a row is corrected")
PLACE: Mapping[Kind, Text] = {
    "township": Text("从列表中选；属县本级的留空", "from the list; blank for the county itself"),
    "village": Text("先选乡镇，再从列表中选；属乡镇本级的留空", "after the township; blank for the township itself"),
}
OWN: Mapping[tuple[str, str], Text] = {
    ("posts", "person"): Text(
        "18 位，仅用于识别同一人，读入后只留加密摘要",
        "18 digits; only tells one person from another, kept as a keyed hash",
    ),
    ("trainings", "persons"): Text("逐人填报时留空", "blank where each row is one mediator"),
    ("trainings", "name"): Text(
        "逐人填报学时的，每人一行；只报场次的留空",
        "one row for each mediator where hours are told by person; else blank",
    ),
    ("trainings", "person"): Text(
        "18 位，仅用于识别同一人，读入后只留加密摘要",
        "18 digits; only tells one person from another, kept as a keyed hash",
    ),
    ("posts", "at"): Text(
        "调委会或工作室的名称或编号；在村、镇、县调委会任职的，填村、镇、县名即可",
        "name or id of the committee or studio; of a standing committee the division's name will do",
    ),
    ("studios", "committee"): Text("填“调委会”表中的名称或编号", "name or id as in the sheet of committees"),
    ("disputes", "committee"): Text("填“调委会”表中的名称或编号", "name or id as in the sheet of committees"),
    ("screenings", "held_on"): Text("一次排查一行，如 2019-03-05", "one row a screening, such as 2019-03-05"),
    ("funding", "year"): Text("如 2019", "such as 2019"),
}
"""What is said of a field instead of what its kind says."""
WIDTHS: Mapping[Kind, float] = {
    "text": 12,
    "words": 22,
    "date": 13,
    "whole": 10,
    "money": 14,
    "number": 11,
    "list": 10,
    "township": 14,
    "village": 20,
}
PERSON = 20.0
"""Wide enough for the 18 digits of an id card."""


@attrs.frozen
class Column:
    """One column of a form."""

    heading: str
    kind: Kind
    note: Text
    choices: tuple[str, ...] = ()
    required: bool = False
    least: float = 0.0

    @property
    def width(self) -> float:
        """Wide enough for its heading and for what stands in the list; a heading over yes or no takes two lines."""
        if self.choices == YES_NO:
            return max(5.0, (len(self.heading) + 1) // 2 * 2 + 1)
        longest = max((len(choice) for choice in self.choices), default=0) * 2 + 3
        return min(40, max(self.least, WIDTHS[self.kind], len(self.heading) * 2 + 3, longest))


def columns(spec: TableSpec) -> list[Column]:
    """The columns of one sheet: its id, its place, its fields and what is left alone, in the profile's order."""
    found = [Column(heading, "text", ID) for heading in spec.id[:1]]
    places = spec.place.columns.items() if spec.place else ()
    found += [Column(headings[0], LEVELS[level], PLACE[LEVELS[level]]) for level, headings in places if level in LEVELS]
    domains = REGISTERS[spec.register].fields
    for name, field in spec.fields.items():
        found += _of(spec.register, name, field, domains[name])
    return found + [Column(heading, "text", Text("不作为数据读取", "not read"), least=16.0) for heading in spec.ignore]


def _of(register: str, name: str, field: FieldSpec, domain: fact.Domain) -> Iterator[Column]:
    for headings in field.items.values():
        yield Column(headings[0], "list", BLANK, YES_NO)
    if not field.column:
        return
    choices = tuple(field.values or ()) or (YES_NO if isinstance(domain, fact.YesNo) else ())
    kind = "list" if choices else _kind(domain, name)
    said = OWN.get((register, name)) or _said(kind, field)
    said = _needed(said) if field.required else said
    yield Column(field.column[0], kind, said, choices, field.required, PERSON if name == "person" else 0.0)


def _needed(said: Text) -> Text:
    """What is said of a cell that must not be blank."""
    zh, en = said.zh.removesuffix(BLANK.zh).rstrip("；，"), said.en.removesuffix(BLANK.en).rstrip(";, ")
    return Text(NEEDED.zh + zh, (NEEDED.en + en).strip())


def _kind(domain: fact.Domain, name: str) -> Kind:
    match domain:
        case fact.Day():
            return "date"
        case fact.Whole(money=True):
            return "money"
        case fact.Whole():
            return "whole"
        case fact.Number():
            return "number"
        case _:
            return "text" if name == "person" else "words"


def _said(kind: Kind, field: FieldSpec) -> Text:
    """What is said of a kind of column."""
    match kind:
        case "date":
            return Text("如 2019-03-05；" + BLANK.zh, "such as 2019-03-05; " + BLANK.en)
        case "whole":
            return Text("整数；没有的填 0，" + BLANK.zh, "a whole number, 0 for none; " + BLANK.en)
        case "money":
            return Text(
                f"单位：{field.unit or '元'}；没有的填 0，" + BLANK.zh,
                f"in {field.unit or '元'}, 0 for none; " + BLANK.en,
            )
        case "number" if field.unit == "percent":
            return Text("百分数，如 97.2；" + BLANK.zh, "a percentage such as 97.2; " + BLANK.en)
        case "number":
            return Text("如 97.2；" + BLANK.zh, "such as 97.2; " + BLANK.en)
        case "list":
            return Text("从列表中选；" + BLANK.zh, "from the list; " + BLANK.en)
        case _:
            return BLANK
