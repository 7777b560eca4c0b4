"""Layout C (金东区, 磐安县, 兰溪市): a cover sheet with a table of registers, merged two-row headings."""

from __future__ import annotations

from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from synthetic.characters import Character
from synthetic.layout_person import KINDS, months_of
from synthetic.layout_village import AFTER, BEFORE
from synthetic.records import Books
from synthetic.sheets import fill, merge, new_workbook
from synthetic.words import HEADS, SYNTHETIC, SYSTEMS, UNIFIED

REGISTERS = ("调委会", "工作室", "调解员", "排查", "纠纷", "经费", "培训", "佐证")
Group = tuple[str, tuple[str, ...]]


def headings(sheet: Worksheet, groups: list[Group], *, row: int = 1) -> None:
    """Two rows of headings: groups merged over their parts; a group without parts is merged downwards."""
    column = 1
    for group, parts in groups:
        sheet.cell(row, column, group)
        for offset, part in enumerate(parts):
            sheet.cell(row + 1, column + offset, part)
        last = column + max(len(parts), 1) - 1
        if not parts:
            merge(sheet, f"{get_column_letter(column)}{row}:{get_column_letter(column)}{row + 1}")
        elif last > column:
            merge(sheet, f"{get_column_letter(column)}{row}:{get_column_letter(last)}{row}")
        column = last + 1


def _cover(book: Workbook, books: Books, character: Character, states: dict[str, str], apart: str) -> None:
    sheet = book.create_sheet("封面")
    fill(
        sheet,
        [
            ["金华市人民调解工作报表(合成数据)"],
            ["填报单位:", books.county.name],
            ["填报日期:", character.handed_in],
            ["说明:", SYNTHETIC],
            [],
            ["台账", "起始", "截止", "状态"],
        ],
    )
    for register in REGISTERS:
        if register in apart:
            continue
        since = date(2018, 11, 8) if register == "排查" else date(2017, 1, 1)
        sheet.append([register, since, character.until, states.get(register, "已上报")])
    merge(sheet, "A1:D1")


def _months(first: list[Group], books: Books) -> list[Group]:
    years: dict[int, list[str]] = {}
    for year, month in BEFORE + AFTER:
        years.setdefault(year, []).append(f"{month}月")
    return [*first, *((f"{year}年", tuple(parts)) for year, parts in years.items())]


def _screenings(book: Workbook, books: Books) -> None:
    months = BEFORE + AFTER
    sheet = book.create_sheet("村级排查")
    headings(sheet, _months([("区划", ("代码", "乡镇(街道)", "村(社区)"))], books))
    names = {township.code: township.name for township in books.county.townships}
    for village in books.county.villages:
        held = months_of(books.village_days[village.code])
        row: list[Any] = [village.code, names[village.township], village.name]
        for year, month in months:
            days = held.get((year, month))
            row.append("、".join(str(d.day) for d in days) if days else "无")
        sheet.append(row)
    sheet = book.create_sheet("乡镇排查")
    headings(sheet, _months([("乡镇(街道)", ())], books))
    sheet.cell(3, 1)
    for township in books.county.townships:
        held = months_of(books.township_days[township.code])
        sheet.append([township.name, *("、".join(str(d.day) for d in held[m]) if m in held else "无" for m in months)])
    sheet = book.create_sheet("县级排查")
    headings(sheet, [("县(市、区)", ()), ("排查情况", ("排查日期", "排查数", "登记数"))])
    fill(sheet, ([books.county.name, day, 40 + day.day, day.day] for day in books.county_days))


def cover_workbook(
    books: Books, character: Character, *, states: dict[str, str], apart: str = "", kinds_from: int = 1
) -> Workbook:
    """The workbook; `states`: registers that were not handed in or sent back, `apart`: one in a file of its own.

    `kinds_from` is the first code of the kinds of dispute.
    """
    book = new_workbook(f"{books.county.name}(合成数据)", SYNTHETIC)
    _cover(book, books, character, states, apart)
    sheet = book.create_sheet("调委会")
    headings(
        sheet,
        [
            ("基本情况", ("编号", "区划代码", "名称", "类型", "成立日期", "撤销日期")),
            ("八项\n制度", SYSTEMS),
            ("六统一", UNIFIED),
        ],
    )
    for committee in books.committees:
        place = committee.village or committee.township or books.county
        checks = ["√" if n in committee.systems else "×" for n in range(8)]
        checks += ["√" if n in committee.unified else "×" for n in range(6)]
        sheet.append(
            [
                committee.number,
                place.code,
                committee.name,
                KINDS[committee.kind],
                committee.established,
                committee.dissolved,
                *checks,
            ]
        )
    studio_sheet(book, books)
    sheet = book.create_sheet("调解员")
    full = len({post.identity for post in books.posts if post.full_time})
    headings(
        sheet,
        [
            ("基本情况", ("编号", "姓名", "身份证号")),
            ("所在地", ("区划代码", "调解组织")),
            ("类别", (f"专职\n({full}人)", "兼职", "其中:政府购买")),
            ("任职", ("起", "止")),
        ],
    )
    for post in books.posts:
        place = post.village or post.township or books.county
        sheet.append(
            [
                post.number,
                post.name,
                post.identity,
                place.code,
                post.at,
                "√" if post.full_time else None,
                None if post.full_time else "√",
                "√" if post.purchased else None,
                post.since,
                post.until,
            ]
        )
    _screenings(book, books)
    sheet = book.create_sheet("纠纷")
    headings(
        sheet,
        [
            ("编号", ()),
            ("属地", ("乡镇(街道)", "区划代码")),
            ("时间", ("受理", "办结")),
            ("类别", ()),
            ("处理情况", ("结果", "化解层级", "是否上交")),
            ("是否\n存量", ()),
        ],
    )
    for dispute in books.disputes:
        done = dispute.closed is not None
        level = ("村级" if dispute.village else "乡镇级") if dispute.outcome == "成功" and done else None
        sheet.append(
            [
                dispute.number,
                dispute.township.name,
                dispute.village.code if dispute.village else dispute.township.code,
                dispute.accepted,
                dispute.closed,
                dispute.kind + kinds_from,
                dispute.outcome if done else "调解中",
                level,
                "是" if dispute.escalated else "否",
                "是" if dispute.carried_over else "否",
            ]
        )
    if states.get("经费") != "未上报":
        sheet = book.create_sheet("经费")
        headings(sheet, [("年度", ()), ("经费科目", ()), ("金额(万元)", ("预算", "支出"))])
        fill(sheet, ([m.year, HEADS[m.head], m.budgeted / 10000, m.paid / 10000] for m in books.funding))
    if apart != "培训":
        _trainings(book, books)
    if apart != "佐证":
        _attestations(book, books)
    return book


def _trainings(book: Workbook, books: Books) -> None:
    sheet = book.create_sheet("培训")
    headings(sheet, [("培训日期", ()), ("类别", ()), ("培训内容", ()), ("规模", ("学时", "人数"))])
    fill(sheet, ([t.on, t.kind, t.topic, t.hours, t.persons] for t in books.trainings))


def _attestations(book: Workbook, books: Books) -> None:
    sheet = book.create_sheet("佐证")
    headings(sheet, [("事项", ()), ("落实情况", ("日期", "是否落实", "佐证材料"))])
    fill(sheet, ([a.item, a.on, "是" if a.holds else "否", a.evidence] for a in books.attestations))


def studio_sheet(book: Workbook, books: Books) -> Worksheet:
    """The studios, as the workbook and its correction have them."""
    sheet: Worksheet = book.create_sheet("工作室")
    headings(
        sheet,
        [
            ("基本情况", ("编号", "乡镇(街道)", "名称")),
            ("属性", ("个人", "品牌", "负责人身份")),
            ("时间", ("设立", "撤销")),
        ],
    )
    for room in books.studios:
        brand = {True: "是", False: "否", None: None}[room.brand]
        sheet.append(
            [
                room.number,
                room.township.name,
                room.name,
                "是" if room.personal else "否",
                brand,
                room.lead,
                room.opened,
                room.closed,
            ]
        )
    return sheet


def correction_workbook(books: Books, character: Character) -> Workbook:
    """A later workbook that replaces the register of studios."""
    book = new_workbook(f"{books.county.name}(合成数据)", SYNTHETIC)
    fill(
        book.create_sheet("封面"),
        [
            ["金华市人民调解工作报表(合成数据)"],
            ["填报单位:", books.county.name],
            ["填报日期:", character.handed_in.replace(month=2, day=20)],
            ["更正:", "是"],
            ["说明:", SYNTHETIC],
            [],
            ["台账", "起始", "截止", "状态"],
            ["工作室", date(2017, 1, 1), character.until, "已上报"],
        ],
    )
    studio_sheet(book, books)
    return book
