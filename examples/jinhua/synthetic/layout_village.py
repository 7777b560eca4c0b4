"""Layout B (武义县, 浦江县, 永康市): one row a village, a column a month, 合计 first, labels above each table."""

from __future__ import annotations

from datetime import date
from typing import Any

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from synthetic.characters import Character
from synthetic.layout_person import KINDS, flat_sheets, months_of
from synthetic.records import Books
from synthetic.sheets import fill, merge, new_workbook
from synthetic.words import SYNTHETIC, SYSTEMS, UNIFIED

BEFORE = [(2018, 11), (2018, 12), *((2019, month) for month in range(1, 11))]
AFTER = [(2019, 11), (2019, 12), *((2020, month) for month in range(1, 13))]
SPLIT = date(2019, 10, 31)
"""The last day of the sheet of the villages as they were before the mergers (the day of the edition of 2019)."""


def _top(sheet: Worksheet, books: Books, title: str, *, since: date, until: date, handed_in: date) -> None:
    fill(
        sheet,
        [
            [f"{books.county.name}{title}(合成数据)"],
            [f"填报单位:{books.county.name}", None, f"起始日期:{since}", f"截止日期:{until}", f"填报日期:{handed_in}"],
            [f"说明:{SYNTHETIC}"],
        ],
    )


def _villages(book: Workbook, books: Books, character: Character, name: str, months: list[tuple[int, int]]) -> None:
    early = months is BEFORE
    since, until = (date(2018, 11, 8), SPLIT) if early else (date(2019, 11, 1), character.until)
    months = [month for month in months if month <= (until.year, until.month)]
    sheet = book.create_sheet(name)
    _top(sheet, books, "村(社区)矛盾纠纷排查情况表", since=since, until=until, handed_in=character.handed_in)
    fill(sheet, [["序号", "乡镇(街道)", "村(社区)", "小计", *(f"{y}年{m}月" for y, m in months)]])
    body: list[list[Any]] = []
    merged: list[tuple[int, int]] = []
    number = 0
    for township in books.county.townships:
        lines = []
        for village in township.villages:
            if not village.lives(since):
                continue
            number += 1
            held = months_of([d for d in books.village_days[village.code] if since <= d <= until])
            counts = [len(held.get(month, ())) for month in months]
            lines.append([number, township.name, village.name, sum(counts), *counts])
        sums = [sum(int(str(line[3 + n] or 0)) for line in lines) for n in range(len(months) + 1)]
        body.append(["小计", township.name, None, *sums])
        # the township's name stands once, in a merged cell
        first = len(body) + 1
        body.extend(line if n == 0 else [line[0], None, *line[2:]] for n, line in enumerate(lines))
        merged.append((first, len(body)))
    totals = [sum(line[3 + n] for line in body if line[0] == "小计") for n in range(len(months) + 1)]
    fill(sheet, [["合计", None, None, *totals], *body])
    for first, last in merged:
        if last > first:
            merge(sheet, f"B{first + 5}:B{last + 5}")
    merge(sheet, f"A1:{get_column_letter(4 + len(months))}1")


def _above(book: Workbook, books: Books, character: Character) -> None:
    months = [month for month in BEFORE + AFTER if month <= (character.until.year, character.until.month)]
    sheet = book.create_sheet("乡镇排查")
    _top(
        sheet,
        books,
        "乡镇(街道)矛盾纠纷排查情况表",
        since=date(2018, 11, 8),
        until=character.until,
        handed_in=character.handed_in,
    )
    fill(sheet, [["乡镇(街道)", "小计", *(f"{y}年{m}月" for y, m in months)]])
    lines = []
    for township in books.county.townships:
        held = months_of(books.township_days[township.code])
        counts = [len(held.get(month, ())) for month in months]
        lines.append([township.name, sum(counts), *counts])
    fill(
        sheet, [["合计", *(sum(int(str(line[1 + n] or 0)) for line in lines) for n in range(len(months) + 1))], *lines]
    )
    quarters = sorted({(y, (m + 2) // 3) for y, m in months})
    sheet = book.create_sheet("县级排查")
    _top(
        sheet,
        books,
        "县级矛盾纠纷排查情况表",
        since=date(2018, 11, 8),
        until=character.until,
        handed_in=character.handed_in,
    )
    fill(sheet, [["单位", *(f"{y}年第{q}季度" for y, q in quarters)]])
    held_in = [(day.year, (day.month + 2) // 3) for day in books.county_days]
    fill(sheet, [[books.county.name, *(held_in.count(quarter) for quarter in quarters)]])


def village_workbook(books: Books, character: Character) -> Workbook:
    """The workbook; it has no cover, each sheet says above its table who speaks and for when."""
    book = new_workbook(f"{books.county.name}(合成数据)", SYNTHETIC)
    since, until, handed_in = date(2017, 1, 1), character.until, character.handed_in
    _villages(book, books, character, "村级排查(调整前)", BEFORE)
    _villages(book, books, character, "村级排查(调整后)", AFTER)
    _above(book, books, character)
    sheet = book.create_sheet("调解员")
    _top(sheet, books, "人民调解员名册", since=since, until=until, handed_in=handed_in)
    fill(
        sheet,
        [
            [
                "序号",
                "乡镇(街道)",
                "村(社区)",
                "调解组织",
                "姓名",
                "身份证号",
                "专兼职",
                "经费来源",
                "任职时间",
                "离任时间",
            ]
        ],
    )
    for n, post in enumerate((p for p in books.posts if p.village is None or p.village.until is None), 1):
        source = "政府购买" if post.purchased else "财政" if post.full_time else None
        sheet.append(
            [
                n,
                post.township.name if post.township else None,
                post.village.name if post.village else None,
                post.at,
                post.name,
                post.identity,
                "专职" if post.full_time else "兼职",
                source,
                post.since,
                post.until,
            ]
        )
    sheet = book.create_sheet("工作室")
    _top(sheet, books, "调解工作室名册", since=since, until=until, handed_in=handed_in)
    fill(sheet, [["序号", "乡镇(街道)", "名称", "个人工作室", "品牌工作室", "设立时间", "撤销时间"]])
    for n, room in enumerate(books.studios, 1):
        brand = {True: "是", False: "否", None: "未填"}[room.brand]
        sheet.append(
            [n, room.township.name, room.name, "是" if room.personal else "否", brand, room.opened, room.closed]
        )
    sheet = book.create_sheet("调委会")
    _top(sheet, books, "人民调解委员会名册", since=since, until=until, handed_in=handed_in)
    fill(sheet, [["序号", "乡镇(街道)", "村(社区)", "名称", "类型", "成立时间", "撤销时间", "已建制度", "已统一事项"]])
    living = [c for c in books.committees if c.village is None or c.village.until is None]
    for n, committee in enumerate(living, 1):
        sheet.append(
            [
                n,
                committee.township.name if committee.township else None,
                committee.village.name if committee.village else None,
                committee.name,
                KINDS[committee.kind],
                committee.established,
                committee.dissolved,
                "、".join(SYSTEMS[i] for i in sorted(committee.systems)),
                "、".join(UNIFIED[i] for i in sorted(committee.unified)),
            ]
        )
    sheet = book.create_sheet("纠纷")
    _top(sheet, books, "矛盾纠纷调处台账", since=since, until=until, handed_in=handed_in)
    fill(
        sheet,
        [
            [
                "编号",
                "乡镇(街道)",
                "村(社区)",
                "受理日期",
                "办结日期",
                "类别",
                "结果",
                "化解层级",
                "是否上交",
                "是否存量",
                "年度累计",
            ]
        ],
    )
    seen: dict[int, int] = {}
    for dispute in books.disputes:
        seen[dispute.accepted.year] = seen.get(dispute.accepted.year, 0) + 1
        done = dispute.closed is not None
        level = ("村级" if dispute.village else "乡镇级") if dispute.outcome == "成功" and done else None
        sheet.append(
            [
                dispute.number,
                dispute.township.name,
                dispute.village.name if dispute.village and not dispute.village.until else None,
                dispute.accepted,
                dispute.closed,
                f"{dispute.kind + 1:02}",
                dispute.outcome if done else "调解中",
                level,
                "是" if dispute.escalated else "否",
                "是" if dispute.carried_over else "否",
                seen[dispute.accepted.year],
            ]
        )
    flat = new_workbook("", "")
    flat_sheets(flat, books, unit="万元")
    for plain in flat.worksheets:
        sheet = book.create_sheet(plain.title)
        _top(sheet, books, plain.title, since=since, until=until, handed_in=handed_in)
        fill(sheet, ([cell.value for cell in row] for row in plain.iter_rows()))
    return book
