"""The words and signs that every report shares."""

from __future__ import annotations

from fengqiao.errors import Severity, Text
from fengqiao.model.outcome import Status

SIGNS = {
    Status.MET: "✓",
    Status.NOT_MET: "✗",
    Status.UNDETERMINED: "?",
    Status.NOT_DUE: "…",
    Status.NOT_APPLICABLE: "-",
    Status.WAIVED: "○",
    Status.INDICATOR: "·",
}
"""A sign for each status; a report never tells them apart by colour alone."""

SEVERITY = {
    Severity.ERROR: Text("错误", "Error"),
    Severity.WARNING: Text("警告", "Warning"),
    Severity.INFO: Text("提示", "Note"),
}
WHY = {
    "no": Text("未达到", "lacking"),
    "unknown": Text("不明", "unknown"),
}
IN_PLACE = Text("已落实", "in place")
NOT_IN_PLACE = Text("未落实", "not in place")
SILENT = Text("未说明", "not said")

SYNTHETIC = Text(
    "合成数据：本报告所用台账为虚构，仅作演示，不反映任何单位的实际工作。",
    "SYNTHETIC DATA: the registers behind this report are made up for demonstration and say nothing of any real unit.",
)
AS_OF = Text("判定日", "Judged on")
SUMMARY = Text("总体情况", "Summary")
SCORES = Text("得分与排名", "Marks and ranks")
MARKS_AND_RANK = Text("得分与名次", "Marks and rank")
MATRIX = Text("各单位指标判定", "Targets by unit")
QUALITATIVE = Text("定性条款", "Clauses without a number")
UNIT = Text("单位", "Unit")
RANK = Text("名次", "Rank")
MARKS = Text("得分", "Marks")
GRADE = Text("等次", "Grade")
RANK_BEST = Text("最高名次", "Best rank")
RANK_WORST = Text("最低名次", "Worst rank")
GRADE_LOW = Text("最低等次", "Lowest grade")
GRADE_HIGH = Text("最高等次", "Highest grade")
LOW = Text("低值", "Low")
HIGH = Text("高值", "High")
OPEN = Text("未定", "Open")
MARKS_SURE = Text("已定得分", "Marks that are sure")
TOTAL = Text("合计", "Total")
CALCULATED = Text("由以上各项计算", "calculated from the items above")
FOLLOWS = Text(
    "得分、名次、等次和各类判定数由各单位工作表计算；在单位工作表中改动一项得分，本表随之更新。",
    "Marks, ranks, grades and counts follow the sheets of the units: change an item there and they change.",
)
MARKS_BEFORE = Text("前次得分", "Marks before")
MARKS_NOW = Text("本次得分", "Marks now")
RANK_BEFORE = Text("前次名次", "Rank before")
RANK_NOW = Text("本次名次", "Rank now")
GRADE_BEFORE = Text("前次等次", "Grade before")
GRADE_NOW = Text("本次等次", "Grade now")
TREND = Text("变化", "Change")
BEFORE = Text("前次", "Before")
NOW = Text("本次", "Now")
CHANGES = Text("与前次相比", "What changed")
KNOWN_NOW = Text("两个日期均按现有数据判定。", "Both days are judged by what is known now.")
OUT_OF = Text("满分", "Out of")
TARGET = Text("指标", "Target")
CLAUSE = Text("条款", "Clause")
REQUIRED = Text("要求", "Required")
ACTUAL = Text("实际", "Actual")
VERDICT = Text("判定", "Verdict")
SENTENCE = Text("说明", "In words")
SETTLES = Text("待定如何确定", "What would settle it")
OTHERS = Text("其他口径下的判定", "Under other readings")
SCHEME = Text("评分办法", "Scheme")
HOW = Text("计分方法", "How it is scored")
ITEM = Text("评分项", "Item")
ITEMS = Text("评分明细", "Items of the scorecard")
VERDICTS = Text("指标判定", "Verdicts")
GAPS = Text("缺口清单", "What is missing")
WHERE = Text("地点", "Place")
NAME = Text("名称", "Name")
CODE = Text("代码", "Code")
STATE = Text("情况", "State")
WHAT = Text("缺什么", "What is missing")
CELLS = Text("依据", "Rests on")
PROBLEMS = Text("数据问题", "Problems in the data")
LEVEL = Text("级别", "Severity")
PLACE = Text("位置", "Where")
WRONG = Text("问题", "What is wrong")
MEND = Text("如何处理", "How to mend it")
METHOD = Text("方法与来源", "Method and sources")
READINGS = Text("口径", "Readings")
READING = Text("采用口径", "Reading used")
READING_WHY = Text("口径说明", "Why this reading")
NOTES = Text("说明", "Notes")
FILES = Text("数据来源", "Files read")
FILE = Text("文件", "File")
HASH = Text("SHA-256", "SHA-256")
LEGEND = Text("图例", "Key")
NONE = Text("无", "none")

SLOT_WEEK = Text("周", "weeks")
SLOT_MONTH = Text("月", "months")
SLOT_QUARTER = Text("季", "quarters")
SLOT_PERIOD = Text("期", "periods")

METHOD_NOTES = (
    Text(
        "未知不按零计：未报送、未填写、被拒收的内容均为未知，结果以区间表示。",
        "Unknown is not zero: what was not reported, left blank or refused is unknown, and results are intervals.",
    ),
    Text(
        "区间全部达到要求为达标，全部达不到为未达标，介于其间为待定。",
        "Met: the whole interval satisfies the bound. Not met: none of it does. Undetermined: anything between.",
    ),
    Text(
        "比例按整数精确比较，仅在本报告中四舍五入显示。",
        "Shares are compared exactly, as whole numbers; rounding (half up) happens only in this report.",
    ),
    Text(
        "不适用、未到期、已豁免和仅列示的指标不计入得分的分母。",
        "What is not applicable, not due, waived or shown only leaves the base of the marks.",
    ),
)
