"""The defects of real submissions, put into the made-up ones on purpose; each says where it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from synthetic.ground import County
from synthetic.words import person_name


@dataclass(frozen=True)
class Defect:
    """One defect: its number in the list of docs, the sheet and cell that carry it, and what it is."""

    number: str
    sheet: str
    cell: str
    what: str


def _row(sheet: Worksheet, column: int, fits: Callable[[Any], bool], *, first: int = 1) -> int:
    """The first row whose cell in a column fits."""
    return next(row for row in range(first, sheet.max_row + 1) if fits(sheet.cell(row, column).value))


def _put(sheet: Worksheet, cell: str, value: Any) -> str:
    sheet[cell].value = value
    return cell


def wucheng(book: Workbook) -> list[Defect]:
    """婺城区: spellings of dates, numbers and names; hidden parts; a pseudo-county."""
    people, days = book["调解员"], book["村级排查"]
    found = []
    spellings = ("2018年3月5日", "2018.3.5", "20180305", 43164, "２０１８－０３－０５")
    names = (
        "写成2019年3月5日式的日期",
        "写成2019.3.5式的日期",
        "写成20190305式的日期",
        "日期存成序列号",
        "全角数字的日期",
    )
    for row, (text, what) in enumerate(zip(spellings, names, strict=True), 2):
        people.cell(row, 8).number_format = "General"
        found.append(Defect("15", "调解员", _put(people, f"H{row}", text), what))
    name = people["B7"].value
    found.append(Defect("15", "调解员", _put(people, "B7", f"{name[0]}　{name[1:]}"), "姓名中有全角空格"))
    found.append(Defect("15", "调解员", _put(people, "H9", "2019年13月5日"), "看似日期而不存在的日期,该行不予采用"))
    for row in range(10, 14):
        people.cell(row, 5).value = str(people.cell(row, 5).value).replace("人民调解委员会", "")
    found.append(Defect("6", "调解员", "E10", "调解组织名称缺“人民调解委员会”后缀"))
    codes = book["调委会"]
    codes["B10"].value = int(codes["B10"].value)
    found.append(Defect("15", "调委会", "B10", "区划代码存成数字,其余各行为文本"))
    row = _row(days, 4, lambda v: "2018-12-31" in str(v))
    found.append(Defect("14", "村级排查", f"D{row}", "2018-12-31属于2019年第1周"))
    row = _row(days, 3, lambda v: v == "2019年5月")
    found.append(Defect("15", "村级排查", _put(days, f"D{row}", "不详"), "开展过排查而日期不详"))
    cases = book["纠纷"]
    found.append(Defect("13", "纠纷", _put(cases, "I12", "330798"), "行政区划中没有的开发区代码,该行不予采用"))
    found.append(Defect("9", "纠纷", _put(cases, "L5", f"{person_name(9990)}、{person_name(9991)}"), "一格多人"))
    found.append(
        Defect("5", "纠纷", f"H{_row(cases, 8, lambda v: str(v).startswith('0'), first=3)}", "补零的类别代码(从1起)")
    )
    book["工作室"].row_dimensions[6].hidden = True
    found.append(Defect("15", "工作室", "C6", "隐藏行,仍是有效记录"))
    people.auto_filter.ref = f"A1:K{people.max_row}"
    found.append(Defect("15", "调解员", "A1", "设有筛选"))
    old = book.create_sheet("旧版(隐藏)")
    old.append(["编号", "姓名", "专兼职"])
    old.append(["TJ9999", person_name(9992), "专职"])
    old.sheet_state = "hidden"
    found.append(Defect("15", "旧版(隐藏)", "B2", "隐藏的旧表,不属报送内容"))
    rates = book.create_sheet("自报数据")
    rows = [
        ("指标名称", "时点", "数值(%)"),
        ("就地化解率", date(2018, 12, 31), "0.0%"),
        ("就地化解率", date(2019, 12, 31), "97.2%"),
        ("就地化解率", date(2020, 12, 31), 98.86),
    ]
    for one in rows:
        rates.append(one)
    fractions = book.create_sheet("自报数据(小数)")
    fractions.append(("指标名称", "时点", "数值"))
    fractions.append(("调解成功率", date(2019, 12, 31), 0.9886))
    found += [
        Defect("4", "自报数据", "C2", "文本形式的0.0%"),
        Defect("4", "自报数据", "C3", "文本形式的97.2%,未说明分母"),
        Defect("4", "自报数据", "C4", "百分数写成98.86"),
        Defect("4", "自报数据(小数)", "C2", "比率写成0.9886"),
    ]
    return found


def yiwu(book: Workbook) -> list[Defect]:
    """义乌市: double rows."""
    people, days = book["调解员"], book["村级排查"]
    rows = list(people.iter_rows(min_row=20, max_row=22, values_only=True))
    people.append(rows[0])
    same = f"A{people.max_row}"
    people.append((*rows[2][:8], date(2020, 3, 31), *rows[2][9:]))
    other = f"A{people.max_row}"
    week = _row(days, 4, lambda v: "2020-12-28" in str(v))
    return [
        Defect("其他", "调解员", same, "与第20行完全相同的重复行"),
        Defect("其他", "调解员", other, "与第22行编号相同而内容不同"),
        Defect("14", "村级排查", f"D{week}", "2020-12-28属于2020年第53周"),
    ]


def dongyang(book: Workbook) -> list[Defect]:
    """东阳市: impossible years, numbers as text."""
    rooms, bodies, above = book["工作室"], book["调委会"], book["乡镇县级排查"]
    rooms.append(
        ["GZ099", rooms["B2"].value, f"{person_name(9993)}个人品牌调解工作室", "是", "是", "乡贤", "2099-05-01", None]
    )
    row = _row(bodies, 4, lambda v: v == "村(社区)")
    bodies.cell(row, 5).number_format = "General"
    return [
        Defect("15", "工作室", f"G{rooms.max_row}", "2099年的日期,该行不予采用"),
        Defect("15", "调委会", _put(bodies, f"E{row}", "1899-12-31"), "1899年的日期,该行不予采用"),
        Defect("15", "乡镇县级排查", _put(above, "D2", "５"), "全角数字"),
        Defect("15", "乡镇县级排查", _put(above, "D3", "4 "), "存成文本的数字"),
    ]


def wuyi(book: Workbook) -> list[Defect]:
    """武义县: a cell that is no number, and a blank one."""
    return [
        Defect("其他", "村级排查(调整前)", _put(book["村级排查(调整前)"], "G9", "四次"), "不是数字,该格不予采用"),
        Defect("其他", "村级排查(调整前)", _put(book["村级排查(调整前)"], "H10", None), "空白:不明,不是零"),
    ]


def pujiang(book: Workbook) -> list[Defect]:
    """浦江县: totals before and between the details, one of them wrong; two people without numbers."""
    sheet, people = book["村级排查(调整前)"], book["调解员"]
    subtotal = _row(sheet, 1, lambda v: v == "小计")
    wrong = f"F{subtotal}"
    sheet[wrong].value += 7
    full = _row(people, 7, lambda v: v == "专职", first=5)
    people.cell(full, 6).value = None
    last = people.max_row + 1
    for column in range(2, 11):
        people.cell(last, column).value = people.cell(full, column).value
    people.cell(last, 1).value = int(str(people.cell(last - 1, 1).value)) + 1
    cell = _put(sheet, f"F{subtotal + 1}", f"{sheet.cell(subtotal + 1, 6).value}次")
    return [
        Defect("1", "村级排查(调整前)", "A5", "合计在明细之前"),
        Defect(
            "1", "村级排查(调整前)", f"A{_row(sheet, 1, lambda v: v == '小计', first=subtotal + 1)}", "小计在明细之间"
        ),
        Defect("3", "村级排查(调整前)", wrong, "明细之和不等于所印小计"),
        Defect("其他", "调解员", f"E{last}", f"与第{full}行同名同单位而都没有证件号,可能是同一人"),
        Defect("15", "村级排查(调整前)", cell, "数字后带单位"),
    ]


def yongkang(book: Workbook, county: County) -> list[Defect]:
    """永康市: a village that is no longer there, studios of which the brand is not known, a late report."""
    sheet, rooms = book["村级排查(调整后)"], book["工作室"]
    gone = next(v for v in county.villages if v.lives(date(2019, 12, 1)) and not v.lives(date(2020, 7, 1)))
    listed = _row(sheet, 3, lambda v: v == gone.name, first=6)
    for row in (8, 9, 10):
        rooms.cell(row, 5).value = "未填"
    return [
        Defect("13", "村级排查(调整后)", f"C{listed}", "已撤并的村仍列在表中,其数据归该村撤并前"),
        Defect("其他", "工作室", "E8", "是否品牌未填"),
        Defect("11", "村级排查(调整前)", "E2", "迟报:填报日期2021-03-18"),
        Defect("12", "纠纷", "K5", "年度累计栏,不可相加"),
        Defect("12", "纠纷", f"J{_row(book['纠纷'], 10, lambda v: v == '是')}", "上年结转的存量"),
    ]


def lanxi(book: Workbook) -> list[Defect]:
    """兰溪市: a misspelled village, several people in a cell, codes that begin at 0, a register not handed in."""
    sheet, people, cases = book["村级排查"], book["调解员"], book["纠纷"]
    row = 12
    name = str(sheet.cell(row, 3).value)
    sheet.cell(row, 1).value = None
    _put(sheet, f"C{row}", f"{name[0]}某{name[1:]}")
    sheet["H20"].value = None
    last = people.max_row + 1
    source = _row(people, 7, lambda v: v == "√", first=3)
    for column, value in enumerate(
        (
            "TJ9001",
            f"{person_name(9994)}、{person_name(9995)}",
            None,
            people.cell(source, 4).value,
            people.cell(source, 5).value,
            None,
            "√",
            None,
            date(2019, 7, 1),
            None,
        ),
        1,
    ):
        people.cell(last, column).value = value
    return [
        Defect("13", "村级排查", f"C{row}", "查无此名的村,又未填代码,该行不予采用"),
        Defect("其他", "村级排查", "H20", "空白:不明,不是零"),
        Defect("9", "调解员", f"B{last}", "一格多人"),
        Defect("5", "纠纷", f"F{_row(cases, 6, lambda v: v == 0, first=3)}", "从0起的类别代码"),
        Defect("其他", "封面", "D12", "未上报的台账"),
    ]


def jindong(book: Workbook) -> list[Defect]:
    """金东区: a returned register, merged headings with line breaks and counts, a day that does not exist."""
    sheet, people = book["村级排查"], book["调解员"]
    row = _row(sheet, 16, lambda v: v not in (None, "无"), first=3)
    both = _row(people, 8, lambda v: v == "√", first=3)
    return [
        Defect("2", "调解员", "F1", "合并的两行表头"),
        Defect("2", "调解员", "F2", "表头中有换行和人数"),
        Defect("2", "调委会", "G1", "合并表头中有换行"),
        Defect("10", "调解员", f"H{both}", "专职与政府购买服务重合"),
        Defect("11", "封面", "D11", "已退回的台账,不作数"),
        Defect("其他", "村级排查", _put(sheet, f"P{row}", "7、14、31"), "11月没有31日,该格不予采用"),
    ]
