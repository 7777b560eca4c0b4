"""A draft as the YAML of a profile: what is sure is written with its confidence, what is not is a question mark."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fengqiao.boundary.cells import NO, UNKNOWN, YES
from fengqiao.boundary.draft import Draft, Proposal, TableDraft, seen
from fengqiao.boundary.draftcells import Column
from fengqiao.boundary.draftwords import WORDS
from fengqiao.boundary.profileparts import UNDECIDED
from fengqiao.model import fact
from fengqiao.model.fact import REGISTERS
from fengqiao.model.source import column_letters

_PLAIN = re.compile(r"[\u4e00-\u9fffA-Za-z_][\u4e00-\u9fffA-Za-z0-9_()/、]*")
_WORDS = {"yes", "no", "true", "false", "null", "on", "off", "y", "n"}
HEAD = """\
# 由 fengqiao profile draft 生成。井号后是把握（0–1）和样例；“?”是尚不确定、须由您填写的，有“?”的版式不能使用。
# Written by fengqiao profile draft. After each # stand the confidence (0-1) and a sample; a "?" is for you to decide: a
# profile that has one is refused.
"""


def quoted(text: str) -> str:
    """A text as YAML has it, in quotes where it needs them."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def as_yaml(draft: Draft, name: str) -> str:
    """The profile's text."""
    lines = [f"profile: {quoted(name)}"]
    if draft.cover:
        lines.append("cover:")
        if draft.cover_sheet:
            lines.append(f"  sheet: {quoted(draft.cover_sheet)}")
        lines.append("  labels: {" + ", ".join(f"{n}: {quoted(label)}" for n, label in draft.cover.items()) + "}")
    lines.append("tables:")
    for table in draft.tables:
        lines += _table(table)
    if not draft.tables:
        lines.append(f'  - "{UNDECIDED}"  # 没有认出表头 / no headings were found')
    for sheet in draft.strangers:
        lines.append(f"# 没有认出的表 / not understood: {sheet}")
    return HEAD + "\n".join(lines) + "\n"


def _table(table: TableDraft) -> Iterator[str]:
    sure = table.confidence >= 0.6
    yield f"  - sheet: {quoted(table.sheet)}"
    register = table.register if sure else f'"{UNDECIDED}"'
    note = "" if sure else f" 可能是 / perhaps {table.register}"
    yield f"    register: {register}  # {table.confidence:.2f}{note}"
    rows = f", rows: {table.rows}" if table.rows > 1 else ""
    yield f"    header: {{texts: [{', '.join(map(quoted, _texts(table)))}]{rows}}}"
    places = [one for one in table.proposals if one.field.startswith("place.")]
    if places:
        yield "    place:"
        for one in places:
            yield f"      {one.field.removeprefix('place.')}: {_answer(one)}  # {_note(one)}"
    own = table.of("id")
    if own is not None:
        yield f"    id: {_answer(own)}  # {_note(own)}"
    fields = [one for one in table.proposals if one.field != "id" and one not in places]
    if fields:
        yield "    fields:"
        for one in fields:
            yield f"      {one.field}: {_field(table, one)}  # {_note(one)}"
    if table.months:
        yield from _cells(table)
    asked = {one.column.at for one in table.proposals if not one.sure}
    for column in table.rest:
        if column.at not in asked:
            yield f"    # 未用 / not used: {_shown(column)}"


def _texts(table: TableDraft) -> list[str]:
    """Two headings that tell this sheet from others: those of the surest fields."""
    surest = sorted(table.proposals, key=lambda one: (-one.confidence, one.column.at))[:2]
    return [one.column.heading for one in sorted(surest, key=lambda one: one.column.at)]


def _answer(one: Proposal) -> str:
    return quoted(one.column.heading) if one.sure else f'"{UNDECIDED}"'


def _note(one: Proposal) -> str:
    return f"{one.confidence:.2f} {_shown(one.column)}"


def _shown(column: Column) -> str:
    return f"{column_letters(column.at)} {column.heading}: {column.sample}".rstrip(": ")


def _cells(table: TableDraft) -> Iterator[str]:
    counted = "screenings" if "排查" in table.sheet else f'"{UNDECIDED}"'
    yield "    cells:"
    yield f"      - headings: {quoted(table.months)}"
    if "{year}" not in table.months:
        yield f'        year: "{UNDECIDED}"'
    yield f"        counts: {{register: {counted}, placed: at}}"


def _field(table: TableDraft, one: Proposal) -> str:
    if not one.sure:
        return f'"{UNDECIDED}"'
    register = table.register
    domain = REGISTERS[register].fields[one.field]
    if domain == fact.Whole() and one.field == "persons" and not any(text.isdigit() for text in one.column.distinct):
        return f"{{column: {quoted(one.column.heading)}, count: true}}"
    if domain == fact.Whole(money=True) and table.unit:
        return f"{{column: {quoted(one.column.heading)}, unit: {table.unit}}}"
    known = WORDS.get((register, one.field))
    if not isinstance(domain, fact.Choice | fact.YesNo) or (known is None and isinstance(domain, fact.YesNo)):
        return quoted(one.column.heading)
    words = [word for word in seen(one.column) if word.lower() not in UNKNOWN]
    if isinstance(domain, fact.YesNo) and all(word.lower() in YES | NO for word in words):
        return quoted(one.column.heading)
    meant = {word: (known or {}).get(word, f'"{UNDECIDED}"') for word in words}
    values = ", ".join(f"{quoted(word)}: {code}" for word, code in meant.items())
    return f"{{column: {quoted(one.column.heading)}, values: {{{values}}}}}"
