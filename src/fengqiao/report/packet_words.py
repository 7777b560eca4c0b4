"""What a packet says: its columns, its cover, how to fill it in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import attrs

from fengqiao.errors import Lang, Text

if TYPE_CHECKING:
    from fengqiao.report.packet import Packet

SHEETS = ("封面", "区划", "选项")
TITLE = Text("整改清单", "What to mend")
NUMBER = Text("序号", "No.")
TARGET = Text("指标", "Target")
COUNT = Text("缺口（处）", "Gaps")
DATE = Text("请填写日期，如 2020-01-05", "A date such as 2020-01-05")
NOT_REPLIED = "未回复"
YES, NO = "是", "否"


@attrs.frozen
class Column:
    """One column of the list; the headings are those that the profile reads."""

    heading: str
    width: float
    note: Text
    reply: bool = False
    kind: Literal["text", "date"] = "text"
    choices: tuple[str, ...] = ()


GIVEN = Text("已填好，请勿改动", "given; leave it alone")
COLUMNS = (
    Column("序号", 5, GIVEN),
    Column("指标", 24, GIVEN),
    Column("判定", 8, GIVEN),
    Column("乡镇（街道）", 12, GIVEN),
    Column("村（社区）", 16, GIVEN),
    Column("名称", 16, GIVEN),
    Column("情况", 7, GIVEN),
    Column("缺什么", 30, GIVEN),
    Column("依据", 28, GIVEN),
    Column("事项代码", 14, GIVEN),
    Column(
        "是否落实",
        9,
        Text("从列表中选；未回复的不读取", "from the list; a row without a reply is not read"),
        reply=True,
        choices=(NOT_REPLIED, YES, NO),
    ),
    Column("完成日期", 11, Text("选“是”或“否”的必填", "needed with a yes or a no"), reply=True, kind="date"),
    Column("佐证材料", 20, Text("文号、照片或附件名", "document number, picture or file"), reply=True),
)
Cell = Literal["given", "date", "text"]


def cover_rows(found: Packet) -> Iterator[tuple[str, str, Cell]]:
    """The labels of the cover, what stands beside each already, and what may."""
    unit, day = found.form.unit, found.form.day
    yield "填报单位", unit.name, "given"
    yield "填报单位代码", unit.code, "given"
    yield "截止日期", day.isoformat(), "given"
    yield "填报日期", "", "date"
    yield "填报人", "", "text"
    yield "审核人", "", "text"
    if found.synthetic:
        yield "填报说明", "合成数据，仅作演示", "given"


def hints(lang: Lang) -> Iterator[str]:
    """How to fill it in."""
    yield ""
    if lang == "zh":
        yield "填表说明"
        yield "1. 浅黄色的格为填写处。封面填写填报日期；“整改清单”逐行选是否落实，填完成日期和佐证材料。"
        yield "2. 未回复的行不读取，仍按缺口处理；选“否”表示尚未落实。定性条款按回复判定。"
        yield "3. 有数量要求的指标以台账为准，回复仅作佐证：漏报、填错的，在后面的台账表中补填，每行一条，填全各栏。"
        yield "4. 更正已报的一行，编号沿用原编号，整行替换原报内容；补报的另编新编号。补报和更正不改变其他已报内容。"
        yield "5. 请勿改动表名和表头。本清单只含本单位的缺口。"
    else:
        yield "How to fill it in"
        yield "1. Fill the light yellow cells: the day on the cover, and in 整改清单 a reply, its day and the evidence."
        yield "2. A row without a reply is not read and stays a gap. Clauses without a number go by the reply."
        yield "3. Targets with a number go by the registers: what was left out or wrong goes there, a whole row each."
        yield "4. A corrected row keeps its 编号 and takes the place of the earlier row whole; a new row has a new one."
        yield "5. Leave sheet names and headings alone. The list holds the gaps of this unit alone."
