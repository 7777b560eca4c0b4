"""The first sheet: what a busy official reads, the ranking that follows the units' sheets, and two charts."""

from __future__ import annotations

from collections.abc import Mapping

from fengqiao.assess.words import STATUS
from fengqiao.errors import Text, counted
from fengqiao.model.outcome import Status
from fengqiao.report import words
from fengqiao.report.document import Card, Document
from fengqiao.report.xlsx.card import VERDICT
from fengqiao.report.xlsx.charts import charts
from fengqiao.report.xlsx.grades import grade
from fengqiao.report.xlsx.sheet import MARKS, Formula, Link, Number, Sheet, Value, area, at, on, titled
from fengqiao.report.xlsx.unit import Placed, Standing

STATUSES = (Status.MET, Status.NOT_MET, Status.UNDETERMINED, Status.NOT_DUE)
LOW, HIGH, GRADES = 3, 4, 6
"""The columns of the marks' ends, and the first of the grades'."""


def widths(document: Document) -> tuple[float, ...]:
    """Those of the columns: narrow enough to stand upright on A4, wide enough for the longest heading's words."""
    if document.lang == "zh":
        return (5.5, 5.5, 16, 9, 9, 8.5, 9.5, 9.5, 8.5, 8.5, 8.5, 8.5)
    return (6, 6.5, 14, 9, 9, 8.5, 11.5, 11.5, 7, 9, 14, 9)


def summary(sheet: Sheet, document: Document, placed: Mapping[str, Placed]) -> dict[str, Standing]:
    """`placed` says by unit's code where its sheet keeps total and verdicts; where each unit stands comes back."""
    lang = document.lang
    for line in document.summary:
        sheet.across(f"• {line}")
    top = _ranking(sheet, document, placed) if document.cards else 0
    sheet.head(words.NOTES.say(lang))
    n, method = len(document.files), words.METHOD.say(lang)
    read = counted(n, "files")
    sheet.across(
        f"由 {document.made_by} 生成；{document.intake}；数据来源 {n} 个文件，名称和哈希见“{method}”。"
        if lang == "zh"
        else f"Made by {document.made_by}; {document.intake}; {read} read, named with the hash in '{method}'."
    )
    sheet.across(document.fingerprint)
    for note in document.notes:
        sheet.across(f"• {note}")
    return {one.unit.code: _standing(sheet.name, top + n) for n, one in enumerate(document.cards)}


def _standing(sheet: str, row: int) -> Standing:
    grades = on(sheet, at(row, GRADES)), on(sheet, at(row, GRADES + 1))
    return Standing(grades, (on(sheet, at(row, 0)), on(sheet, at(row, 1))))


def _ranking(sheet: Sheet, document: Document, placed: Mapping[str, Placed]) -> int:
    """The row of the first unit."""
    lang = document.lang
    sheet.head(titled(words.SCORES, document.scheme, lang))
    cards = document.cards
    headings = [words.RANK_BEST, words.RANK_WORST, words.UNIT, words.LOW, words.HIGH, words.OPEN]
    headings += [words.GRADE_LOW, words.GRADE_HIGH]
    top = sheet.row + 2
    rows: list[list[Value]] = []
    for n, one in enumerate(cards):
        where, row = placed.get(one.unit.code), top + n
        rows.append(
            [*_rank(one, cards, top, row), _name(one, where), *_marks(one, where, row), *_grades(one, document, row)]
        )
        rows[-1] += _counts(one, where)
    counted = [f"{STATUS[status].say(lang)} {words.SIGNS[status]}" for status in STATUSES]
    top, end = sheet.table([*(word.say(lang) for word in headings), *counted], rows, centre=0)
    sheet.across(words.FOLLOWS.say(lang))
    for one in cards:
        if one.remarks:
            said = ("；" if lang == "zh" else "; ").join(one.remarks)
            sheet.across(f"• {titled(Text(one.unit.name, one.unit.name), said, lang)}")
    charts(sheet, document, top, end)
    return top


def _name(one: Card, where: Placed | None) -> Value:
    return Link(one.unit.name, f"internal:'{where.name}'!A1") if where else one.unit.name


def _marks(one: Card, where: Placed | None, row: int) -> list[Value]:
    """Both ends of the marks, and how much lies between them."""
    if one.span is None:
        return ["-", "-", "-"]
    between = Formula(f"{at(row, HIGH)}-{at(row, LOW)}", one.span.high - one.span.low, MARKS)
    if where is None or where.total is None:
        return [Number(one.span.low, MARKS), Number(one.span.high, MARKS), between]
    low, high = (on(where.total.sheet, at(where.total.row, column)) for column in (LOW, HIGH))
    return [Formula(low, one.span.low, MARKS), Formula(high, one.span.high, MARKS), between]


def _rank(one: Card, cards: tuple[Card, ...], top: int, row: int) -> list[Value]:
    """1 + how many are surely above, 1 + how many may be above, among the units that it is ranked with."""
    if one.place is None:
        return ["-", "-"]
    beside = [top + n for n, card in enumerate(cards) if card.place is not None and card.group == one.group]
    first, last = beside[0], beside[-1]
    if beside != list(range(first, last + 1)):
        return [one.place[0], one.place[1]]
    lows, highs = (area(first, column, last, column) for column in (LOW, HIGH))
    low, high = at(row, LOW), at(row, HIGH)
    # to 9 places: marks that are equal as fractions stay equal as binary numbers
    best = f"1+SUMPRODUCT(--(ROUND({lows},9)>ROUND({high},9)))"
    worst = f"1+SUMPRODUCT(--(ROUND({highs},9)>ROUND({low},9)))-(ROUND({high},9)>ROUND({low},9))"
    return [Formula(best, one.place[0]), Formula(worst, one.place[1])]


def _grades(one: Card, document: Document, row: int) -> list[Value]:
    """Both ends of the grade; calculated where marks alone decide it."""
    if not one.grade or one.span is None:
        return ["-", "-"]
    ends: list[Value] = []
    for column, marks, text in ((LOW, one.span.low, one.grades[0]), (HIGH, one.span.high, one.grades[1])):
        made = grade(document.grades, at(row, column), one.most, marks)
        ends.append(Formula(made[0], text) if made and made[1] == text else text)
    return ends


def _counts(one: Card, where: Placed | None) -> list[Value]:
    """How many verdicts of each status, counted on the unit's sheet."""
    if where is None or where.verdicts[0] == where.verdicts[1]:
        return list(one.counts)
    column = on(where.name, area(where.verdicts[0], VERDICT, where.verdicts[1] - 1, VERDICT))
    return [
        Formula(f'SUMPRODUCT(--(LEFT({column},1)="{words.SIGNS[status]}"))', count)
        for status, count in zip(STATUSES, one.counts, strict=True)
    ]
