"""A unit's marks as a sum that the workbook calculates: the items' cells, what follows from them, and the total."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import attrs

from fengqiao.report import words
from fengqiao.report.document import Card, Document
from fengqiao.report.steps import Earns, Given, Nearest, Rescale, Spread, Step, Within
from fengqiao.report.xlsx.sheet import MARKS, Formula, Number, Sheet, Value, at, status_words, titled

VERDICT, MOST, LOW, HIGH = 1, 2, 3, 4
"""The columns of the verdict, of what an item is out of, and of the marks' ends."""
HEADINGS = (words.ITEM, words.VERDICT, words.OUT_OF, words.LOW, words.HIGH, words.SENTENCE)


@attrs.frozen
class Total:
    """Where a unit's marks stand: the sheet, and the row of the total."""

    sheet: str
    row: int


def card(sheet: Sheet, found: Card, document: Document) -> Total | None:
    """The items, the steps, and the total of one unit; None where it has no marks."""
    lang = document.lang
    sheet.head(titled(words.ITEMS, document.scheme, lang))
    rows: list[Sequence[Value]] = []
    for item in found.items:
        ends: list[Value] = [item.marks, item.marks]
        if item.span is not None:
            ends = [Number(item.span.low, MARKS), Number(item.span.high, MARKS)]
        verdict = status_words(item.status, lang) if item.status else ""
        rows.append((item.name, verdict, Number(item.most, "0.##"), *ends, item.words))
    top, end = sheet.table([word.say(lang) for word in HEADINGS], rows, spread=True)
    if end > top:
        sheet.colour_statuses(top, VERDICT, end - 1, VERDICT)
        _open_marks(sheet, top, end)
    if found.span is None:
        return None
    made = _Steps(top)
    for step in found.steps:
        values = [made.formula(step, column, sheet.row) for column in (LOW, HIGH)]
        if values[0] is not None:
            sheet.line(
                (step.name.say(lang), "", "", *values, words.CALCULATED.say(lang) if _live(step) else ""), spread=True
            )
    total = [Formula(_sum(made.cells(column)), end_, MARKS) for column, end_ in
             ((LOW, found.span.low), (HIGH, found.span.high))]  # fmt: skip
    row = sheet.row
    sheet.line((words.TOTAL.say(lang), "", Number(found.most, "0.##"), *total, ""), {"bold": True}, spread=True)
    return Total(sheet.name, row)


def _open_marks(sheet: Sheet, top: int, end: int) -> None:
    """Marks that are not known yet take the colour of what is undetermined."""
    rule = {"type": "formula", "criteria": f"={at(top, LOW, fixed=True)}<>{at(top, HIGH, fixed=True)}"}
    look = sheet.book.bare({"bg_color": "#FFF2CC"})
    sheet.sheet.conditional_format(top, LOW, end - 1, HIGH, {**rule, "format": look})


def _live(step: Step) -> bool:
    return not isinstance(step.rule, Given)


class _Steps:
    """The steps that were written, and where each of them stands."""

    def __init__(self, top: int) -> None:
        self.top = top
        self.rows: list[int] = []

    def cells(self, column: int, which: Sequence[int] | None = None) -> list[str]:
        """The cells of some steps, or of all."""
        return [at(self.rows[n], column) for n in (which if which is not None else range(len(self.rows)))]

    def formula(self, step: Step, column: int, row: int) -> Value:
        """What a step's cell holds; None where it is the item's own cell."""
        rule, end = step.rule, step.low if column == LOW else step.high
        if isinstance(rule, Earns) and rule.plain:
            if column == LOW:
                self.rows.append(self.top + rule.item)
            return None
        made = self._made(step, column)
        if column == HIGH:
            self.rows.append(row)
        return Number(end, MARKS) if made is None else Formula(made, end, MARKS)

    def _made(self, step: Step, column: int) -> str | None:
        match step.rule:
            case Earns(item, less, factor):
                marks, most = at(self.top + item, column), at(self.top + item, MOST)
                return f"IF(ISNUMBER({marks}),{marks}{f'-{most}' if less else ''},0)*{_number(factor)}"
            case Rescale(items, out_of, factor):
                rows = [self.top + item for item in items]
                got = _sum([at(row, column) for row in rows])
                base = "+".join(
                    f"SUMPRODUCT(ISNUMBER({_area(first, last, column)})*{_area(first, last, MOST)})"
                    for first, last in _runs(rows)
                )
                scaled = f"IF({base}=0,0,{got}*{_number(out_of)}/({base})-{got})"
                return scaled if factor == 1 else f"{scaled}*{_number(factor)}"
            case Spread(which, ratio):
                return f"{_sum(self.cells(column, which))}*{_number(ratio)}"
            case Within(which, least, most_):
                total = _sum(self.cells(column, which))
                inside = f"MIN({_number(most_)},{total})"
                return f"{inside if least is None else f'MAX({_number(least)},{inside})'}-{total}"
            case Nearest(which, step_):
                total = _sum(self.cells(column, which))
                one = _number(step_)
                # rounded to 9 places first: a half is a half, also where it was added up in binary
                return f"INT(ROUND({total}/{one},9)+0.5)*{one}-{total}"
            case _:
                return None


def _number(number: Fraction) -> str:
    return str(number.numerator) if number.denominator == 1 else f"({number.numerator}/{number.denominator})"


def _area(first: int, last: int, column: int) -> str:
    return at(first, column) if first == last else f"{at(first, column)}:{at(last, column)}"


def _runs(rows: Sequence[int]) -> list[tuple[int, int]]:
    """Rows as runs of neighbours: first and last of each."""
    runs: list[tuple[int, int]] = []
    for row in sorted(rows):
        if runs and runs[-1][1] == row - 1:
            runs[-1] = runs[-1][0], row
        else:
            runs.append((row, row))
    return runs


def _sum(cells: Sequence[str]) -> str:
    """The sum of cells of one column, neighbours as ranges; texts among them count nothing."""
    if not cells:
        return "0"
    column = "".join(filter(str.isalpha, cells[0]))
    numbers = [int("".join(filter(str.isdigit, cell))) for cell in cells]
    runs = [f"{column}{a}" if a == b else f"{column}{a}:{column}{b}" for a, b in _runs(numbers)]
    return f"SUM({','.join(runs)})"
