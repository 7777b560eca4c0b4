"""A second source of one county's mediators and committees: what the provincial platform has of them, and its summary.

It tells again what the county's own workbook tells, in part otherwise: each way in which two sources can agree or not.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

from openpyxl import Workbook

from synthetic.characters import Character
from synthetic.defects import Defect
from synthetic.layout_person import KINDS
from synthetic.records import Books, Post
from synthetic.sheets import fill, new_workbook
from synthetic.words import SYNTHETIC, false_identity

ENDING = "人民调解委员会"
PEOPLE, BODIES, SUMMARY = "平台调解员", "平台调委会", "平台汇总"


def twins(books: Books) -> Post:
    """Gives the second full-time mediator of a township the name of the first; the one who now has a namesake."""
    here = [post for post in books.posts if post.full_time and not post.village and post.until is None]
    first, second = next((one, two) for one, two in pairwise(here) if one.township == two.township)
    books.posts = [replace(post, name=first.name) if post.identity == second.identity else post for post in books.posts]
    return first


def platform_workbook(books: Books, character: Character, twin: Post) -> tuple[Workbook, list[Defect]]:
    """The workbook, and the cells that show how it goes together with the county's own."""
    book = new_workbook(f"{books.county.name}(合成数据)", SYNTHETIC)
    fill(
        book.create_sheet("封面"),
        [
            [f"{books.county.name}省平台名册导出(合成数据)"],
            ["填报单位", books.county.name],
            ["报送台账", "调解员、调委会、汇总"],
            ["起始日期", "2017-01-01"],
            ["截止日期", character.until],
            ["填报日期", character.handed_in],
            ["填报说明", SYNTHETIC],
        ],
    )
    return book, [*_people(book, books, twin), *_bodies(book, books), *_summary(book, books)]


def _people(book: Workbook, books: Books, twin: Post) -> list[Defect]:
    """Twelve who stand in both, and two of whom that cannot be said."""
    once = [post.identity for post in books.posts]
    both = [
        post
        for post in books.posts
        if post.full_time and post.until is None and once.count(post.identity) == 1 and post.name != twin.name
    ][:13]
    rows: list[list[Any]] = []
    for post in (*both, twin):
        place = post.village or post.township or books.county
        rows.append([post.name, post.identity, place.code, post.at, "专职", post.since])
    rows[2][4] = "兼职"
    rows[4][1] = rows[5][1] = None
    rows[12][1] = false_identity(9900)
    rows[13][1] = None
    sheet = book.create_sheet(PEOPLE)
    fill(sheet, [["姓名", "身份证号", "区划代码", "所在调解组织", "专兼职", "任职日期"], *rows])
    return [
        Defect("其他", PEOPLE, "B2", "两个来源中的同一调解员,按身份证号合并"),
        Defect("其他", PEOPLE, "A6", "两个来源中的同一调解员,无身份证号,按同一区划内的姓名合并"),
        Defect("其他", PEOPLE, "E4", "与县台账矛盾:平台为兼职,台账为专职;以先列的来源为准"),
        Defect("其他", PEOPLE, "B14", "同一区划内同名而身份证号不同,不合并"),
        Defect("其他", PEOPLE, "A15", "同名者有两人,无身份证号,不合并,人数成为区间"),
    ]


def _bodies(book: Workbook, books: Books) -> list[Defect]:
    rows: list[list[Any]] = []
    for committee in [one for one in books.committees if one.kind != "village" and one.dissolved is None][:6]:
        place = committee.village or committee.township or books.county
        rows.append([committee.name, place.code, KINDS[committee.kind], committee.established])
    rows[1][0] = rows[1][0].removesuffix(ENDING)
    rows[2][0] = rows[2][0].removesuffix(ENDING) + "调委会"
    rows[3][3] = rows[3][3].replace(year=rows[3][3].year + 1)
    fill(book.create_sheet(BODIES), [["名称", "区划代码", "类型", "成立日期"], *rows])
    return [
        Defect("6", BODIES, "A3", "两个来源中的同一调委会,名称缺“人民调解委员会”,按名称合并"),
        Defect("其他", BODIES, "D5", "与县台账矛盾:成立日期不同;以先列的来源为准"),
    ]


def _summary(book: Workbook, books: Books) -> list[Defect]:
    full = len({post.identity for post in books.posts if post.full_time and post.until is None})
    rows = [
        ("专职人民调解员", full + 16),
        ("培训场次", len(books.trainings)),
        ("受理纠纷", 840),
        ("排查发现", 512),
        ("群众申请", 263),
        ("移送委托", 60),
        ("调解纠纷", 800),
        ("调解成功", 784),
        ("调解率", "95.2%"),
        ("成功率", "93.3%"),
        ("履行协议", 690),
        ("履行率", "98.5%"),
    ]
    fill(book.create_sheet(SUMMARY), [["项目", "数"], *rows])
    return [
        Defect("其他", SUMMARY, "B2", "自报数与台账清点不符"),
        Defect("3", SUMMARY, "B4", "各项之和不等于合计"),
        Defect("4", SUMMARY, "B11", "成功率以另一个分母(受理数)计算"),
        Defect("4", SUMMARY, "B13", "比率与自己的分子、分母不符"),
    ]
