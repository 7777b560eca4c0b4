"""From the submitted cells of the three layouts to plain records, county by county."""

from __future__ import annotations

import csv
import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests.example.cells import (
    Body,
    County,
    Dispute,
    Grid,
    Names,
    NoDateError,
    Post,
    csv_rows,
    day,
    month_span,
    records,
    records_c,
    sheet_rows,
)

ENDING = "人民调解委员会"
REGISTERS = {
    "调委会": "committees",
    "工作室": "studios",
    "调解员": "posts",
    "排查": "screenings",
    "纠纷": "disputes",
    "经费": "funding",
}
STANDING = ("村(社区)", "乡镇(街道)", "县(市、区)")
EDITIONS = ("2017-10-31", "2018-10-31", "2019-10-31", "2020-06-30", "2021-10-31")


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


class Reader:
    """Reads every submission below a folder."""

    def __init__(self, folder: Path) -> None:
        divisions = folder / "divisions"
        self.newer = {row["old_code"]: row["new_code"] for row in table(divisions / "recoded.csv")}
        self.editions = [{row["code"]: row for row in table(divisions / f"jinhua-{e}.csv")} for e in EDITIONS]
        self.names = Names(self.editions, self.newer)
        self.files = folder / "submissions"
        codes = {row["name"]: code for code, row in self.editions[-1].items() if row["level"] == "county"}
        self.counties = {name: County(code) for name, code in codes.items()}
        for name, county in self.counties.items():
            own = sorted(path for path in self.files.iterdir() if path.name.startswith(name))
            for path in own:
                if "台账" in path.name and "更正" not in path.name and path.suffix == ".xlsx":
                    self.person(name, county, sheet_rows(path))
                elif "情况表" in path.name:
                    self.village(name, county, sheet_rows(path))
                elif "报表" in path.name:
                    self.cover(name, county, sheet_rows(path))
            for path in own:
                if "更正" in path.name:
                    county.studios = []
                    self.studios_c(county, sheet_rows(path)["工作室"])
                elif "排查日志" in path.name:
                    self.log(county, csv_rows(path, "gb18030"))
                elif "案件导出" in path.name:
                    county.spans["disputes"] = [(date(2017, 1, 1), date(2020, 12, 31))]
                    self.export(county, csv_rows(path, "utf-8-sig"))
                elif "名册导出" in path.name:
                    self.again(county, sheet_rows(path))
            county.posts = self.settle(county)

    def key(self, code: Any) -> str | None:
        """The newest code of a division; None for a code that no edition has."""
        text = str(code)
        text = self.newer.get(text, text)
        return text if any(text in edition for edition in self.editions) else None

    # -- posts: what they name as their body

    def settle(self, county: County) -> list[Post]:
        """Names of standing committees become their divisions."""
        by_name: dict[str, list[Body]] = {}
        for known in county.committees:
            by_name.setdefault(known.name.removesuffix(ENDING), []).append(known)
        for post in county.posts:
            # of several of one name the one at the row's own place
            found = by_name.get(post.at.removesuffix(ENDING), [])
            here = [one for one in found if one.place == post.place]
            body: Body | None = found[0] if len(found) == 1 else here[0] if len(here) == 1 else None
            if body is not None and body.kind in STANDING:
                post.at = post.place = body.place
            elif body is not None:
                post.at = county.code + body.name
            else:
                assert any(studio.name == post.at for studio in county.studios), post
                post.at = county.code + post.at
        return county.posts

    # -- layout A

    def person(self, name: str, county: County, sheets: dict[str, Grid]) -> None:
        said = {row[0]: row[1] for row in sheets["封面"] if len(row) > 1}
        since, until = day(said["起始日期"]), day(said["截止日期"])
        assert since
        assert until
        for word in said["报送台账"].split("、"):
            if word in REGISTERS:
                county.spans[REGISTERS[word]] = [(since, until)]
        for row in records(sheets["调委会"], 1):
            self.committee(
                county,
                row,
                "成立日期",
                "撤销日期",
                [row[f"统一{x}"] for x in ("名称", "印章", "标牌", "标识", "程序", "文书")],
            )
        for row in records(sheets["工作室"], 1):
            self.studio(county, row, ("工作室名称", "是否个人", "是否品牌", "设立日期", "撤销日期"))
        self.posts_a(county, list(records(sheets["调解员"], 1)))
        if "村级排查" in sheets:
            for row in records(sheets["村级排查"], 1):
                code = self.key(row["区划代码"])
                assert code
                for text in str(row["排查日期"]).split("、"):
                    held = day(text)
                    if held is None:
                        # held on a day that nobody knows: one, somewhere in the time that the office speaks for
                        county.undated.setdefault(code, []).append((since, until))
                    else:
                        county.held.setdefault(code, set()).add(held)
        for row in records(sheets["乡镇县级排查"], 1):
            where = self.names.find(county.code, row["乡镇(街道)"]) if row["乡镇(街道)"] else county.code
            held = day(row["排查日期"])
            assert where
            assert held
            county.held.setdefault(where, set()).add(held)
        if "纠纷" in sheets:
            self.export(county, sheets["纠纷"])
        for row in records(sheets["经费"], 1):
            county.money.append((int(row["年度"]), row["经费科目"], round(row["预算(元)"] * 100)))

    def committee(self, county: County, row: dict[str, Any], since: str, until: str, unified: list[Any]) -> None:
        place = self.key(row["区划代码"]) if "区划代码" in row else self.key(row["基本情况/区划代码"])
        name = row.get("名称") or row["基本情况/名称"]
        kind = row.get("类型") or row["基本情况/类型"]
        systems = [
            row.get(x) or row.get(f"八项制度/{x}")
            for x in ("岗位责任", "纠纷登记", "纠纷排查", "统计分析", "工作例会", "信息反馈", "回访督促", "档案管理")
        ]
        assert place
        try:
            county.committees.append(
                Body(name, kind, place, day(row[since]), day(row[until]), systems.count("√"), unified.count("√"))
            )
        except NoDateError:
            county.hole("committees", place)

    def studio(self, county: County, row: dict[str, Any], columns: tuple[str, ...]) -> None:
        name, personal, brand, since, until = (row[column] for column in columns)
        township = row.get("乡镇(街道)") or row["基本情况/乡镇(街道)"]
        place = self.names.find(county.code, township)
        assert place
        says = {"是": True, "否": False, None: None, "未填": None}
        try:
            county.studios.append(
                Body(name, "studio", place, day(since), day(until), personal=says[personal], brand=says[brand])
            )
        except NoDateError:
            county.hole("studios", place)

    def posts_a(self, county: County, rows: list[dict[str, Any]]) -> None:
        seen: dict[str, dict[str, Any]] = {}
        twice = set()
        for row in rows:
            if row["编号"] in seen and seen[row["编号"]] != row:
                twice.add(row["编号"])
            seen.setdefault(row["编号"], row)
        for number, row in seen.items():
            place = self.key(row["区划代码"])
            assert place
            if number in twice:
                county.hole("posts", place)
                continue
            try:
                since, until = day(row["任职日期"]), day(row["离任日期"])
            except NoDateError:
                county.hole("posts", place)
                continue
            bought = row["政府购买服务"] == "是"
            county.posts.append(
                Post(
                    row["所在调解组织"],
                    place,
                    row["身份证号"],
                    False,
                    row["姓名"],
                    row["专兼职"] == "专职",
                    bought,
                    since,
                    until,
                )
            )

    def again(self, county: County, sheets: dict[str, Grid]) -> None:
        """A second source: who and what the first one tells is not told anew; a name that may be two is one more."""
        for row in records(sheets["平台调解员"], 1):
            place, who, name = self.key(row["区划代码"]), row["身份证号"], row["姓名"]
            assert place
            there = {post.who for post in county.posts if post.place == place and (not who or post.who == who)}
            if not who:
                there = {post.who for post in county.posts if post.place == place and post.name == name}
            if len(there) == 1:
                continue
            full_time, since = row["专兼职"] == "专职", day(row["任职日期"])
            county.posts.append(
                Post(row["所在调解组织"], place, who or name, not who, name, full_time, None, since, None)
            )
        for row in records(sheets["平台调委会"], 1):
            short = row["名称"].removesuffix(ENDING).removesuffix("调委会")
            known = [body for body in county.committees if body.name.removesuffix(ENDING) == short]
            assert [body.place for body in known] == [self.key(row["区划代码"])]

    def export(self, county: County, grid: Grid) -> None:
        for row in records(grid, 2):
            closed = day(row["调解时间"])
            place = self.key(row["行政划分"])
            if place is None:
                county.hole("disputes", county.code, closed, closed)
                continue
            escalated = row["纠纷转化情况"] == "转为信访"
            county.disputes.append(Dispute(place, day(row["受理时间"]), closed, row["调解结果"] or None, escalated))

    def log(self, county: County, grid: Grid) -> None:
        county.spans["screenings"] = [(date(2018, 11, 8), date(2020, 12, 31))]
        for row in records(grid, 1):
            township = self.names.find(county.code, row["乡镇(街道)"])
            village = township and self.names.find(township, row["村(社区)"])
            held = day(row["排查日期"])
            assert village
            assert held
            county.held.setdefault(village, set()).add(held)

    # -- layout B

    def village(self, name: str, county: County, sheets: dict[str, Grid]) -> None:
        county.numbers_only = True
        for title, grid in sheets.items():
            said = dict(str(cell).split(":", 1) for cell in grid[1] if cell)
            since, until = day(said["起始日期"]), day(said["截止日期"])
            assert said["填报单位"] == name
            assert since
            assert until
            register = "screenings" if "排查" in title else REGISTERS.get(title)
            if register:
                county.spans.setdefault(register, []).append((since, until))
        for title in ("村级排查(调整前)", "村级排查(调整后)", "乡镇排查"):
            self.months(county, sheets[title])
        quarters = next(records(sheets["县级排查"], 4))
        for heading, count in quarters.items():
            found = re.fullmatch(r"(\d{4})年第(\d)季度", heading)
            if found:
                year, quarter = int(found[1]), int(found[2])
                first, last = date(year, quarter * 3 - 2, 1), month_span(year, quarter * 3)[1]
                county.counted.setdefault(county.code, []).append((first, last, int(count)))
        for row in records(sheets["调委会"], 4):
            place = self.named(county, row)
            systems, unified = ([x for x in str(row[c] or "").split("、") if x] for c in ("已建制度", "已统一事项"))
            county.committees.append(
                Body(
                    row["名称"],
                    row["类型"],
                    place,
                    day(row["成立时间"]),
                    day(row["撤销时间"]),
                    len(systems),
                    len(unified),
                )
            )
        for row in records(sheets["工作室"], 4):
            self.studio(county, row, ("名称", "个人工作室", "品牌工作室", "设立时间", "撤销时间"))
        for row in records(sheets["调解员"], 4):
            who = row["身份证号"]
            bought = {"政府购买": True, "财政": False, None: None}[row["经费来源"]]
            county.posts.append(
                Post(
                    row["调解组织"],
                    self.named(county, row),
                    who or row["姓名"],
                    not who,
                    row["姓名"],
                    row["专兼职"] == "专职",
                    bought,
                    day(row["任职时间"]),
                    day(row["离任时间"]),
                )
            )
        for row in records(sheets["纠纷"], 4):
            self.dispute(county, self.named(county, row), row, ("受理日期", "办结日期", "结果", "是否上交"))
        for row in records(sheets["经费"], 4):
            county.money.append((int(row["年度"]), row["经费科目"], round(row["预算(万元)"] * 1_000_000)))

    def named(self, county: County, row: dict[str, Any]) -> str:
        place: str | None = county.code
        for column in ("乡镇(街道)", "村(社区)"):
            if row[column]:
                assert place
                place = self.names.find(place, row[column])
        assert place, row
        return place

    def months(self, county: County, grid: Grid) -> None:
        """A row a place and a column a month; totals are left out, a township stands in the first of its rows."""
        headings = [str(cell) for cell in grid[3]]
        township = None
        for row in grid[4:]:
            cells = dict(zip(headings, row, strict=False))
            if any(cell in ("合计", "小计") for cell in row[:2]):
                continue
            township = cells["乡镇(街道)"] or township
            place = self.names.find(county.code, str(township))
            if "村(社区)" in cells:
                place = place and self.names.find(place, cells["村(社区)"])
            assert place, row
            for heading, cell in cells.items():
                found = re.fullmatch(r"(\d{4})年(\d+)月", heading)
                if not found:
                    continue
                first, last = month_span(int(found[1]), int(found[2]))
                text = str(cell if cell is not None else "").removesuffix("次")
                if text.isdigit():
                    county.counted.setdefault(place, []).append((first, last, int(text)))
                else:
                    county.hole("screenings", place, first, last)

    @staticmethod
    def dispute(county: County, place: str, row: dict[str, Any], columns: tuple[str, ...]) -> None:
        accepted, closed, outcome, escalated = (row[column] for column in columns)
        county.disputes.append(Dispute(place, day(accepted), day(closed), outcome, escalated == "是"))

    # -- layout C

    def cover(self, name: str, county: County, sheets: dict[str, Grid]) -> None:
        grid = sheets["封面"]
        assert [name] == [row[1] for row in grid if row[0] == "填报单位:"]
        start = next(n for n, row in enumerate(grid) if row[0] == "台账")
        for register, since, until, state in (row[:4] for row in grid[start + 1 :]):
            first, last = day(since), day(until)
            if state == "已上报" and register in REGISTERS and first and last:
                county.spans[REGISTERS[register]] = [(first, last)]
        for row in records_c(sheets["调委会"]):
            unified = [cell for heading, cell in row.items() if heading.startswith("六统一/")]
            self.committee(county, row, "基本情况/成立日期", "基本情况/撤销日期", unified)
        self.studios_c(county, sheets["工作室"])
        for row in records_c(sheets["调解员"]):
            place = self.key(row["所在地/区划代码"])
            assert place
            who = row["基本情况/身份证号"]
            for person in row["基本情况/姓名"].split("、"):
                county.posts.append(
                    Post(
                        row["所在地/调解组织"],
                        place,
                        who or person,
                        not who,
                        person,
                        row["类别/专职"] == "√",
                        row["类别/其中:政府购买"] == "√",
                        day(row["任职/起"]),
                        day(row["任职/止"]),
                    )
                )
        self.days(county, sheets["村级排查"])
        self.days(county, sheets["乡镇排查"])
        for row in records_c(sheets["县级排查"]):
            held = day(row["排查情况/排查日期"])
            assert held
            county.held.setdefault(county.code, set()).add(held)
        if "disputes" in county.spans:
            for row in records_c(sheets["纠纷"]):
                place = self.key(row["属地/区划代码"])
                assert place
                self.dispute(county, place, row, ("时间/受理", "时间/办结", "处理情况/结果", "处理情况/是否上交"))
        if "funding" in county.spans:
            for row in records_c(sheets["经费"]):
                county.money.append((int(row["年度"]), row["经费科目"], round(row["金额(万元)/预算"] * 1_000_000)))

    def studios_c(self, county: County, grid: Grid) -> None:
        for row in records_c(grid):
            self.studio(county, row, ("基本情况/名称", "属性/个人", "属性/品牌", "时间/设立", "时间/撤销"))

    def days(self, county: County, grid: Grid) -> None:
        """A row a place and a column a month; a cell lists the days of the month, 无 is none, a blank is not known."""
        for row in records_c(grid):
            township = row.get("乡镇(街道)") or row["区划/乡镇(街道)"]
            wider = self.names.find(county.code, township)
            assert wider
            place: str | None = wider
            if "区划/代码" in row:
                code = row["区划/代码"]
                place = self.key(code) if code else self.names.find(wider, row["区划/村(社区)"])
            for heading, cell in row.items():
                found = re.fullmatch(r"(\d{4})年/(\d+)月", heading)
                if not found:
                    continue
                first, last = month_span(int(found[1]), int(found[2]))
                numbers = [] if cell == "无" else [int(text) for text in str(cell).split("、")] if cell else [0]
                if place is None or any(not 1 <= number <= last.day for number in numbers):
                    county.hole("screenings", place or wider, first, last)
                    continue
                county.held.setdefault(place, set()).update(first + timedelta(days=number - 1) for number in numbers)
