"""What an empty form says: its cover, its hints, what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from fengqiao.assess.words import day_words
from fengqiao.boundary.profile import Profile, TableSpec
from fengqiao.errors import Lang, Text
from fengqiao.model.fact import REGISTERS
from fengqiao.model.place import Division

if TYPE_CHECKING:
    from fengqiao.report.template import Form

SHEETS = ("封面", "区划", "选项")
TITLE = Text("人民调解工作台账报送表", "Registers of people's mediation")
REGISTER_HEADINGS = ("序号", "台账", "报送情况", "内容")
DIVISION_HEADINGS = ("代码", "乡镇（街道）", "", "代码", "乡镇（街道）", "村（社区）")
DIVISIONS = Text("{unit}所辖区划（{day}）", "Divisions of {unit} on {day}")
CHECK = Text("请核对", "Please check")
NOT_LISTED = Text("请从列表中选择；不掌握的留空。", "Choose from the list, or leave it blank if it is not known.")
NOT_A_PLACE = Text("“区划”表中没有这个名称。确要填写吗？", "The sheet of divisions has no such name. Keep it?")
DATE = Text("请填写日期，如 2019-03-05", "A date such as 2019-03-05")
STATE = Text(
    "已填写的选“已上报”；确无内容的选“零报告”；不报送的保留“未上报”",
    "已上报: filled in; 零报告: there was nothing; 未上报: not handed in",
)
OWN = Text("填报人", "filled in by"), Text("审核人", "checked by")

Cell = Literal["given", "date", "yes_no", "text"]


def cover_rows(profile: Profile, unit: Division) -> Iterator[tuple[str, str, Cell]]:
    """The labels of the cover in their order, what stands beside each already, and what may."""
    labels = profile.cover.labels if profile.cover else {}
    yield "填报单位", unit.name, "given"
    if "unit" in labels:
        yield labels["unit"][0], unit.code, "given"
    for name in ("since", "until", "reported_on"):
        if name in labels:
            yield labels[name][0], "", "date"
    for who in OWN:
        yield who.zh, "", "text"
    if "correction" in labels:
        yield labels["correction"][0], "否", "yes_no"
    if "note" in labels:
        yield labels["note"][0], "", "text"


def registers(profile: Profile, lang: Lang) -> Iterator[tuple[str, str]]:
    """Each register by the name that the cover gives it, and what belongs into its sheet."""
    names = {register: name for name, register in (profile.cover.registers if profile.cover else {}).items()}
    for spec in profile.tables:
        fields = REGISTERS[spec.register]
        said = [fields.words(name).say(lang) for name in spec.fields][:5]
        joined = f"{'、'.join(said)}等" if lang == "zh" else f"{', '.join(said)}, ..."
        yield names.get(spec.register, spec.sheet[0]), joined


def register_title(spec: TableSpec) -> str:
    """What a sheet is headed."""
    return REGISTERS[spec.register].title.zh


def hints(form: Form, lang: Lang) -> Iterator[str]:
    """How to fill it in."""
    yield ""
    if lang == "zh":
        yield "填表说明"
        yield "1. 浅黄色的格为填写处。起始日期、截止日期为本表各台账所反映的时段；截止日期一般为填报时的最近日期。"
        yield "2. 每类台账须选报送情况：已填写的选“已上报”，确无内容的选“零报告”，保留“未上报”的按未报处理，不作为零。"
        yield "3. 空白、未填、不详均按不明处理；没有的请填 0 或“无”。"
        yield f"4. 乡镇（街道）、村（社区）按“区划”表所列名称填写，为{day_words(form.day, lang)}的区划。"
        yield "5. 请勿改动表名和表头；可增加行，不必填满。更正以前的报送时，“是否更正”选“是”，并填写填报日期。"
    else:
        yield "How to fill it in"
        yield "1. Fill the light yellow cells. 起始日期 and 截止日期: the first and the last day spoken of."
        yield "2. Each register needs its state: 已上报 filled in, 零报告 nothing to report; 未上报 is no zero."
        yield "3. A blank is unknown; write 0 or 无 where there is none."
        yield f"4. Name townships and villages as the sheet 区划 does; they are those of {day_words(form.day, lang)}."
        yield "5. Leave sheet names and headings alone. A correction says 是 beside 是否更正, with its date."
