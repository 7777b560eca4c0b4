"""One unit's sheet: its marks, the targets with a number, then the clauses without one."""

from __future__ import annotations

import attrs

from fengqiao.report import words
from fengqiao.report.document import Card, Document, Finding, UnitPage
from fengqiao.report.xlsx.card import HIGH, LOW, VERDICT, Total, card
from fengqiao.report.xlsx.sheet import MARKS, NUMBERS, Formula, Link, Number, Sheet, Value, at, titled

WIDTHS = (26, 11, 19, 12, 12, 46, 28, 20)
HEADINGS = (
    words.TARGET,
    words.VERDICT,
    words.REQUIRED,
    words.LOW,
    words.HIGH,
    words.SENTENCE,
    words.SETTLES,
    words.OTHERS,
)


@attrs.frozen
class Standing:
    """Where the ranking keeps a unit's grades and ranks: the addresses of both ends of each."""

    grades: tuple[str, str]
    ranks: tuple[str, str]


STANDING = (words.GRADE, words.RANK, words.OUT_OF, words.LOW, words.HIGH)


@attrs.frozen
class Placed:
    """Where a unit's page stands: the row for its standing, its total, its verdicts (first row, the one after them)."""

    sheet: Sheet
    standing: int | None
    total: Total | None
    verdicts: tuple[int, int]

    @property
    def name(self) -> str:
        """The name of the sheet."""
        return self.sheet.name


def unit(sheet: Sheet, page: UnitPage, document: Document, gaps: str) -> Placed:
    """The sheet of one unit; `gaps` is the name of the sheet of what is missing."""
    lang, total, standing = document.lang, None, None
    if page.card is not None:
        sheet.head(titled(words.MARKS_AND_RANK, document.scheme, lang))
        sheet.row += 1
        sheet.headings([word.say(lang) for word in STANDING])
        standing = sheet.row
        sheet.row += 1
        for remark in page.card.remarks:
            sheet.across(f"• {remark}")
        total = card(sheet, page.card, document) if page.card.items else None
    if page.lacks:
        n = len(page.lacks) + page.more
        said = f"缺口{n}条，见工作表“{gaps}”。" if lang == "zh" else f"Missing: {n}. See the sheet '{gaps}'."
        sheet.row += 1
        sheet.put(sheet.row, 0, Link(said, f"internal:'{gaps}'!A1"), {"text_wrap": False})
        sheet.row += 1
    sheet.head(words.VERDICTS.say(lang))
    verdicts = sheet.table([word.say(lang) for word in HEADINGS], map(_row, page.findings), sift=True)
    if page.findings:
        sheet.colour_statuses(verdicts[0], VERDICT, verdicts[1] - 1, VERDICT)
    return Placed(sheet, standing, total, verdicts)


def standing(placed: Placed, found: Card, ranking: Standing) -> None:
    """Grade, rank and marks at the top of a unit's sheet, taken from its total and from the ranking."""
    sheet = placed.sheet
    if placed.standing is None:
        return
    grade, rank = (
        Formula(f'{low}&IF({low}={high},"","–"&{high})', text) if text else "-"
        for (low, high), text in ((ranking.grades, found.grade), (ranking.ranks, found.rank))
    )
    ends: list[Value] = ["-", "-"]
    if found.span is not None and placed.total is not None:
        pairs = ((LOW, found.span.low), (HIGH, found.span.high))
        ends = [Formula(at(placed.total.row, column), end, MARKS) for column, end in pairs]
    row, sheet.row = sheet.row, placed.standing
    sheet.line([grade, rank, Number(found.most, "0.##"), *ends], {"bold": True}, centre=0)
    sheet.row = row


def _row(finding: Finding) -> tuple[Value, ...]:
    found = finding.verdict
    ends: list[Value] = [
        None if end is None else Number(end / 100 if found.kind == "money" else end, NUMBERS[found.kind])
        for end in (found.low, found.high)
    ]
    if ends == [None, None]:
        ends[0] = found.short
    verdict = f"{found.sign} {found.word}"
    return (finding.title, verdict, found.required, *ends, finding.sentence, "\n".join(finding.asks), finding.others)
