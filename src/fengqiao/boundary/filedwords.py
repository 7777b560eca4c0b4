"""What is said of submissions and rows that do not count, or no longer."""

from __future__ import annotations

from datetime import date

from fengqiao.boundary.filed import Filed
from fengqiao.errors import Problem, Severity, Text, counted
from fengqiao.model.fact import REGISTERS, Fact


def left_out(one: Filed, known_by: date) -> Problem:
    return Problem(
        "report.later",
        one.where(),
        Text(
            f"报送日期为 {one.submission.reported_on}，晚于 {known_by}，不予采用",
            f"handed in on {one.submission.reported_on}, after {known_by}, and left out",
        ),
        Text("如需采用，请放宽 known_by", "Move known_by to take it in"),
        Severity.INFO,
    )


def not_submitted(one: Filed, register: str, *, returned: bool) -> Problem:
    title, rows = REGISTERS[register].title, sum(part.rows for part in one.of(register))
    return Problem(
        "report.returned" if returned else "report.unreported",
        one.where(register),
        Text(
            f"{title.zh}{'已退回' if returned else '尚未上报'}，其 {rows} 行不予采用，按未报处理",
            f"the register of {title.en} was {'returned' if returned else 'not yet handed in'}: its {rows} rows are"
            " left out, and count as not reported",
        ),
        Text("请修改后重新上报", "Mend it and hand it in again"),
        Severity.WARNING,
    )


def not_empty(one: Filed, register: str) -> Problem:
    title = REGISTERS[register].title
    return Problem(
        "report.zero-with-rows",
        one.where(register),
        Text(
            f"{title.zh}报为零报告，但表中有数据，按数据采用",
            f"the register of {title.en} is a zero report, but has rows; the rows are used",
        ),
        Text("请更正封面或删除数据", "Correct the cover or delete the rows"),
        Severity.WARNING,
    )


def undated(one: Filed) -> Problem:
    return Problem(
        "report.correction-undated",
        one.where(),
        Text(
            "更正报送没有填报日期，无法替换原报送",
            "a correction without the day it was handed in cannot replace anything",
        ),
        Text("请在封面填写填报日期", "Write on the cover when it was handed in"),
    )


def corrects_nothing(one: Filed) -> Problem:
    return Problem(
        "report.corrects-nothing",
        one.where(),
        Text("没有找到被更正的报送", "there is no earlier report for it to replace"),
        Text(
            "请核对填报单位、台账、起止日期和填报日期",
            "Check the unit, the registers, the time and the day it was handed in",
        ),
        Severity.WARNING,
    )


def replaced(old: Filed, new: Filed, register: str, rows: int) -> Problem:
    title = REGISTERS[register].title
    return Problem(
        "report.replaced",
        old.where(register),
        Text(
            f"{title.zh}（{rows} 行）已由 {new.submission.reported_on} 的更正报送 {new.file} 替换",
            f"the register of {title.en} ({counted(rows, 'rows')}) was replaced by the correction of"
            f" {new.submission.reported_on}, {new.file}",
        ),
        Text("无需处理；如不应更正，请移走该文件", "Nothing to do; take that file away if it should not count"),
        Severity.INFO,
    )


def no_sheet(one: Filed, register: str) -> Problem:
    title = REGISTERS[register].title
    return Problem(
        "report.sheet-missing",
        one.where(register),
        Text(
            f"封面列有{title.zh}，但没有相应的表",
            f"the cover lists the register of {title.en}, but there is no such sheet",
        ),
        Text(
            "请补上该表；确无内容的，请报零报告", "Add the sheet; if there is nothing to report, hand in a zero report"
        ),
    )


def double(fact: Fact, other: Fact) -> Problem:
    shown = fact.id.split("/", 1)[-1]
    return Problem(
        "row.id-twice",
        fact.where,
        Text(
            f"编号“{shown}”与 {other.where} 相同而内容不同",
            f"the id {shown!r} stands at {other.where} with different content",
        ),
        Text("请改正编号或内容；改正之前两行都不采用", "Correct the id or the content; until then neither row is used"),
    )


def corrected(old: Fact, new: Fact) -> Problem:
    return Problem(
        "row.corrected",
        old.where,
        Text(f"这一行已由 {new.where} 更正", f"this row was corrected at {new.where}"),
        Text("无需处理；如更正有误，请核对整改清单", "Nothing to do; check the packet if the correction is wrong"),
        Severity.INFO,
    )
