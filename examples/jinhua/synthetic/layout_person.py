"""Layout A (婺城区, 义乌市, 东阳市): flat lists, one row a person, a committee, a studio, a dispute."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from openpyxl import Workbook

from synthetic.characters import Character
from synthetic.records import Books
from synthetic.sheets import fill, new_workbook
from synthetic.words import HEADS, SYNTHETIC, SYSTEMS, UNIFIED

KINDS = {
    "village": "村(社区)",
    "township": "乡镇(街道)",
    "county": "县(市、区)",
    "industry": "行业性",
    "professional": "专业性",
}
EXPORT = (
    "案件编码",
    "调委会",
    "调解工作室",
    "受理员",
    "受理时间",
    "案件来源",
    "案件难度级别",
    "纠纷类别",
    "行政划分",
    "有无死亡",
    "主办调解员",
    "协办调解员",
    "调解时间",
    "调解书编号",
    "调解结果",
    "调解协议金(元)",
    "协议履行情况",
    "当事人",
    "协议形式",
    "纠纷简要情况",
    "以奖代补评定",
    "案件属性",
    "涉及特殊群体情况",
    "涉及农民工纠纷情况",
    "纠纷转化情况",
)
REGISTERS = ("调委会", "工作室", "调解员", "排查", "纠纷", "经费", "培训", "佐证")


def export_rows(books: Books) -> Iterator[list[Any]]:
    """Disputes as the provincial platform exports them: a title row, then 25 headings."""
    yield [f"{books.county.name}人民调解案件(合成数据)"]
    yield list(EXPORT)
    for dispute in books.disputes:
        place = dispute.village.code if dispute.village else dispute.township.code
        done = dispute.closed is not None
        # the platform's list of kinds begins at 01; both 1 and 01 occur
        kind = f"{dispute.kind + 1:02}" if dispute.kind % 2 else str(dispute.kind + 1)
        yield [
            dispute.number,
            dispute.committee,
            "",
            dispute.mediator,
            dispute.accepted,
            "排查发现",
            dispute.difficulty,
            kind,
            place,
            "无",
            dispute.mediator,
            "",
            dispute.closed or "",
            f"调{dispute.number}" if dispute.written and done else "",
            dispute.outcome if done else "",
            dispute.amount,
            "已履行" if done and dispute.outcome == "成功" else "",
            f"甲、乙等{dispute.persons}人",
            "书面" if dispute.written else "口头",
            "合成案情",
            "",
            "存量" if dispute.carried_over else "新增",
            "无",
            "无",
            "转为信访" if dispute.escalated else "未转化",
        ]


def _cover(book: Workbook, books: Books, character: Character, registers: tuple[str, ...]) -> None:
    sheet = book.create_sheet("封面")
    fill(
        sheet,
        [
            [f"{books.county.name}人民调解工作台账(合成数据)"],
            ["填报单位", books.county.name],
            ["报送台账", "、".join(registers)],
            ["起始日期", date(2017, 1, 1)],
            ["截止日期", character.until],
            ["填报日期", character.handed_in],
            ["填报说明", SYNTHETIC],
        ],
    )


def months_of(days: list[date]) -> dict[tuple[int, int], list[date]]:
    """Days by year and month."""
    found: dict[tuple[int, int], list[date]] = defaultdict(list)
    for day in days:
        found[day.year, day.month].append(day)
    return found


def person_workbook(books: Books, character: Character, *, logs: bool, export: bool) -> Workbook:
    """The workbook; `logs`: village screenings, `export`: disputes are handed in as csv instead."""
    book = new_workbook(f"{books.county.name}(合成数据)", SYNTHETIC)
    _cover(book, books, character, tuple(r for r in REGISTERS if not (export and r == "纠纷")))
    sheet = book.create_sheet("调委会")
    fill(
        sheet,
        [["编号", "区划代码", "名称", "类型", "成立日期", "撤销日期", *SYSTEMS, *(f"统一{item}" for item in UNIFIED)]],
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
    sheet = book.create_sheet("工作室")
    fill(sheet, [["编号", "乡镇(街道)", "工作室名称", "是否个人", "是否品牌", "负责人身份", "设立日期", "撤销日期"]])
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
    sheet = book.create_sheet("调解员")
    fill(
        sheet,
        [
            [
                "编号",
                "姓名",
                "身份证号",
                "区划代码",
                "所在调解组织",
                "专兼职",
                "政府购买服务",
                "任职日期",
                "离任日期",
                "职业背景",
                "等级",
            ]
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
                "专职" if post.full_time else "兼职",
                "是" if post.purchased else "否",
                post.since,
                post.until,
                post.background,
                post.grade or None,
            ]
        )
    if not logs:
        sheet = book.create_sheet("村级排查")
        fill(sheet, [["区划代码", "村(社区)", "月份", "排查日期"]])
        for village in books.county.villages:
            for (year, month), days in months_of(books.village_days[village.code]).items():
                sheet.append([village.code, village.name, f"{year}年{month}月", "、".join(str(day) for day in days)])
    sheet = book.create_sheet("乡镇县级排查")
    fill(sheet, [["县(市、区)", "乡镇(街道)", "排查日期", "排查数", "登记数"]])
    for township in books.county.townships:
        fill(
            sheet,
            (
                [books.county.name, township.name, day, 3 + day.day % 7, day.day % 5]
                for day in books.township_days[township.code]
            ),
        )
    fill(sheet, ([books.county.name, None, day, 40 + day.day, day.day] for day in books.county_days))
    if not export:
        fill(book.create_sheet("纠纷"), export_rows(books))
    flat_sheets(book, books, unit="元")
    return book


def flat_sheets(book: Workbook, books: Books, *, unit: str) -> None:
    """Money, trainings and attestations as plain lists."""
    scale = 1 if unit == "元" else 10000
    sheet = book.create_sheet("经费")
    fill(sheet, [["年度", "经费科目", f"预算({unit})", f"支出({unit})"]])
    fill(
        sheet,
        (
            [
                m.year,
                HEADS[m.head],
                m.budgeted / scale if scale > 1 else m.budgeted,
                m.paid / scale if scale > 1 else m.paid,
            ]
            for m in books.funding
        ),
    )
    sheet = book.create_sheet("培训")
    fill(sheet, [["培训日期", "类别", "培训内容", "学时", "人数"]])
    fill(sheet, ([t.on, t.kind, t.topic, t.hours, t.persons] for t in books.trainings))
    sheet = book.create_sheet("佐证")
    fill(sheet, [["事项", "日期", "是否落实", "佐证材料"]])
    fill(sheet, ([a.item, a.on, "是" if a.holds else "否", a.evidence] for a in books.attestations))
