"""The layouts of real systems, each read by its profile and counted again from the workbook with openpyxl alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from fengqiao.model.dataset import Dataset
from tests.profiles import fixtures
from tests.profiles.project import TOWNSHIPS, lines, read


def table(path: Path, sheet: str, header: int = 1) -> list[dict[str, Any]]:
    """The rows below a sheet's headings, by heading."""
    rows = list(openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True))
    return [dict(zip(map(str, rows[header - 1]), row, strict=True)) for row in rows[header:]]


def of(data: Dataset, register: str) -> list[Any]:
    return list(data.facts[register])


# -- A: 25 columns


def _headings(choice: dict[str, str]) -> list[str]:
    return [choice.get(heading, heading) for heading in fixtures.EXPORT]


CHOICES = [{heading: alias} for heading, aliases in fixtures.ALIASES.items() for alias in aliases]


@pytest.mark.parametrize("choice", CHOICES, ids=lambda c: next(iter(c.values())))
def test_a_case_export_is_recounted_under_each_heading(choice: dict[str, str], tmp_path: Path) -> None:
    fixtures.export(tmp_path / "a.xlsx", _headings(choice))
    data = read(tmp_path, "province-export", "a.xlsx")
    assert lines(data, info=True) == []
    back = {alias: heading for heading, alias in choice.items()}
    rows = [{back.get(h, h): v for h, v in row.items()} for row in table(tmp_path / "a.xlsx", "案件", 2)]
    assert rows[-1]["案件编码"] == "合计"
    rows = rows[:-1]
    found = of(data, "disputes")
    assert len(found) == len(rows) == data.intake.rows == 60
    assert Counter(d.division for d in found) == Counter(TOWNSHIPS[row["行政划分"]] for row in rows)
    words = {"success": "成功", "failure": "不成功", None: None}
    assert Counter(words[d.outcome] for d in found) == Counter(row["调解结果"] for row in rows)
    assert Counter(d.kind for d in found) == Counter(row["纠纷类别"] for row in rows)
    hard = {"simple": "简单", "ordinary": "一般", "difficult": "疑难", "major": "重大"}
    assert Counter(hard[d.difficulty] for d in found) == Counter(row["案件难度级别"] for row in rows)
    amounts = [Decimal(row["调解协议金(元)"]) * 100 for row in rows if row["调解协议金(元)"]]
    assert sum(d.amount for d in found if d.amount is not None) == sum(amounts)
    assert sum(d.amount is None for d in found) == len(rows) - len(amounts)
    assert [d.accepted.timetuple()[:3] for d in found] == [
        tuple(map(int, re.findall(r"\d+", row["受理时间"]))) for row in rows
    ]


def test_several_people_in_a_cell_are_told_apart(tmp_path: Path) -> None:
    fixtures.export(tmp_path / "a.xlsx")
    found = of(read(tmp_path, "province-export", "a.xlsx"), "disputes")
    rows = table(tmp_path / "a.xlsx", "案件", 2)[:-1]

    def people(cell: str | None) -> list[str]:
        return re.split("[，,、 ]", cell) if cell else []

    assert [d.persons for d in found] == [len(people(row["当事人"])) for row in rows]
    assert max(len(people(row["协办调解员"])) for row in rows) == 4
    for column, name in (("协办调解员", "assistants"), ("主办调解员", "mediators"), ("受理员", "received_by")):
        assert [(d.extra[name] or "").split("、") for d in found] == [people(row[column]) or [""] for row in rows]


def test_a_total_that_is_not_the_sum_is_told(tmp_path: Path) -> None:
    fixtures.export(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    book["案件"].cell(63, 16).value = "1.00"
    book.save(tmp_path / "a.xlsx")
    assert [line for line in lines(read(tmp_path, "province-export", "a.xlsx")) if "a.xlsx:案件!P63" in line]


# -- B: what is counted stands in the rows


def returns(path: Path) -> Iterator[tuple[int, dict[str, tuple[Any, ...]]]]:
    """Each month's rows by their label, the group of a merged cell before it."""
    for sheet in openpyxl.load_workbook(path).worksheets:
        found: dict[str, tuple[Any, ...]] = {}
        group = None
        for row in sheet.iter_rows(min_row=5, max_col=8, values_only=True):
            if row[2] is None or not str(row[2]).isdigit():
                continue
            group = row[0] or group
            found[f"{group}/{row[1]}" if row[1] else str(row[0])] = row
        yield int(re.findall(r"\d+", sheet.title)[1]), found


LEVELS = ("county", "township", "village")


def test_a_screening_return_is_recounted_by_level(tmp_path: Path) -> None:
    fixtures.screening_return(tmp_path / "b.xlsx")
    data = read(tmp_path, "screening-return", "b.xlsx", covers="")
    assert lines(data, info=True) == []
    held = {(r.since, r.until, r.level): r for r in of(data, "count_returns")}
    figures = {(f.as_of, f.name): f.value for f in of(data, "figures")}
    ends = {1: date(2019, 1, 31), 2: date(2019, 2, 28)}
    for month, rows in returns(tmp_path / "b.xlsx"):
        counter = rows["开展集中排查/次数"]
        assert counter[2] == 52, "the counter of screenings is the form's row 52"
        for at, level in enumerate(LEVELS):
            one = held.pop((date(2019, month, 1), ends[month], level))
            assert (one.count, one.register, one.placed, one.at) == (
                counter[3 + at],
                "screenings",
                "within",
                "330702000000",
            )
        for label, name in (("排查数", "screened"), ("调处数", "mediated"), ("50-100人/排查数", "band-50-100")):
            assert figures[ends[month], name] == rows[label][6]
        for label, name in (("调处率", "mediation-rate"), ("成功率", "success-rate")):
            assert figures[ends[month], name] * 100 == Decimal(rows[label][6].removesuffix("%"))
    assert held == {}
    assert len(figures) == 2 * 9


@pytest.mark.parametrize(("over", "said"), [("调处数", False), ("排查数", True)])
def test_both_success_rates_are_known_by_their_own_numbers(over: str, said: bool, tmp_path: Path) -> None:
    fixtures.screening_return(tmp_path / "b.xlsx", over=over, months=1)
    data = read(tmp_path, "screening-return", "b.xlsx", covers="")
    ((_, rows),) = returns(tmp_path / "b.xlsx")
    printed = Fraction(Decimal(rows["成功率"][6].removesuffix("%"))) / 100
    assert abs(printed - Fraction(rows["成功数"][6], rows[over][6])) < Fraction(1, 1000)
    right = Decimal(100 * rows["成功数"][6]) / Decimal(rows["调处数"][6])
    wanted = (
        f"b.xlsx:2019年1月!G9: '成功率' {rows['成功率'][6][:-1]}0% is over '排查数' (G5); over '调处数' (G6)"
        f" it is {right:.2f}%. Use one denominator, or put this one first under over."
    )
    assert lines(data) == ([wanted] if said else [])


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        (
            "rate",
            r"b\.xlsx:2019年1月!G9: '成功率' is .*; its numerator \d+ \(G8\) over its denominator \d+ \(G6\)",
        ),
        ("bands", r"b\.xlsx:2019年1月!G5: '排查数' is (\d+); its parts \(G46\+G48\+G50\+G52\) sum to \d+\."),
        ("across", r"b\.xlsx:2019年1月!G5: [\d+]+ is \d+, not \d+\. Check the numbers of the row\."),
    ],
)
def test_numbers_that_do_not_agree_are_told_at_their_cells(slip: str, said: str, tmp_path: Path) -> None:
    fixtures.screening_return(tmp_path / "b.xlsx", slip=slip, months=1)
    found = lines(read(tmp_path, "screening-return", "b.xlsx", covers=""))
    assert [line for line in found if re.match(said, line)], found


def test_a_return_without_its_counter_leaves_screenings_unknown(tmp_path: Path) -> None:
    fixtures.screening_return(tmp_path / "b.xlsx", months=1, row52="回数")
    data = read(tmp_path, "screening-return", "b.xlsx", covers="")
    assert "count_returns" not in data.facts
    assert lines(data)[0].startswith("b.xlsx:2019年1月!B3: there is no row '开展集中排查/次数', '开展集中排查次数'")
    assert {(hole.register, hole.unit) for hole in data.holes} == {
        ("count_returns", "330702000000"),
        ("screenings", "330702000000"),
    }


# -- C: tables to join


def test_a_provincial_database_is_joined_and_recounted(tmp_path: Path) -> None:
    path = tmp_path / "c.xlsx"
    fixtures.province(path)
    data = read(tmp_path, "rmtj-province", "c.xlsx")
    assert lines(data, info=True) == []
    committees = {row["TWHBM"]: row for row in table(path, "RMTJ_JWHJBXX")}
    studios = {row["tjgzsbm"]: row for row in table(path, "RMTJ_TJGZSJBQK")}
    people = table(path, "RMTJ_TJYJBXX")
    cases = table(path, "RMTJ_TJAJXX")
    months = table(path, "RMTJ_AJZTQK")
    assert {c.id: c.division for c in of(data, "committees")} == {k: row["SUQY"] for k, row in committees.items()}
    assert {s.id: s.committee for s in of(data, "studios")} == {k: row["sstwhbm"] for k, row in studios.items()}
    posts = of(data, "posts")
    assert Counter(p.at for p in posts) == Counter(row["TJGZSBM"] or row["TWHBM"] for row in people)
    assert sum(bool(row["TJGZSBM"]) for row in people) > 0
    assert Counter(p.employment == "full_time" for p in posts) == Counter(row["ZJZ"] == "专职" for row in people)
    assert Counter(p.funding for p in posts)["government_purchase"] == sum(row["SFZFGMFW"] == "是" for row in people)
    # where a mediator stands follows from the committee, over the studio where there is one
    where = [row["TWHBM"] if not row["TJGZSBM"] else studios[row["TJGZSBM"]]["sstwhbm"] for row in people]
    assert [p.division for p, row in zip(posts, people, strict=True) if not row["TJGZSBM"]] == [
        committees[own]["SUQY"] for own, row in zip(where, people, strict=True) if not row["TJGZSBM"]
    ]
    disputes = of(data, "disputes")
    assert Counter(d.committee for d in disputes) == Counter(row["TWHBM"] for row in cases)
    assert Counter(d.outcome for d in disputes) == Counter({"1": "success", "2": "failure"}[r["TJJG"]] for r in cases)
    assert Counter(d.agreement for d in disputes) == Counter({"1": "oral", "2": "written"}[r["TJLX"]] for r in cases)
    assert [d.extra["mediators"].split("、") for d in disputes] == [row["TJYBM"].split(",") for row in cases]
    assert sum(d.amount for d in disputes) == 100 * sum(int(row["SAJE"]) for row in cases)
    held = Counter[tuple[str, int]]()
    for one in of(data, "count_returns"):
        held[one.at, one.since.month] += one.count
    assert held == Counter({(r["TWHBM"], int(r["YF"])): int(r["PCJFCS"]) for r in months})


# -- D: codes under two maps


def _kinds(path: Path, base: int) -> Counter[str]:
    rows = [row for row in table(path, "案件") if row["AJZT"] != "8"]
    return Counter(fixtures.KINDS[int(row["JFLB"]) - base] for row in rows)


@pytest.mark.parametrize(("base", "profile", "other"), [(1, "one", "zero"), (0, "zero", "one")])
def test_codes_mean_what_their_own_map_says(base: int, profile: str, other: str, tmp_path: Path) -> None:
    fixtures.connector(tmp_path / "d.xlsx", base=base)
    data = read(tmp_path, f"connector-from-{profile}", "d.xlsx")
    assert lines(data) == []
    found = of(data, "disputes")
    rows = table(tmp_path / "d.xlsx", "案件")
    drafts = sum(row["AJZT"] == "8" for row in rows)
    assert len(found) == len(rows) - drafts
    assert drafts > 0
    kinds = Counter(d.kind for d in found)
    assert kinds == _kinds(tmp_path / "d.xlsx", base)
    swapped = of(read(tmp_path, f"connector-from-{other}", "d.xlsx"), "disputes")
    assert Counter(d.kind for d in swapped) != kinds, "under the other map the same codes are other kinds"
    named = {d.id: d.kind for d in found}
    assert all(named[d.id] != d.kind for d in swapped)


def test_padded_and_unpadded_codes_are_one(tmp_path: Path) -> None:
    fixtures.connector(tmp_path / "d.xlsx", base=1)
    codes = {row["JFLB"] for row in table(tmp_path / "d.xlsx", "案件")}
    assert {code for code in codes if code.startswith("0")}
    assert {code for code in codes if len(code) == 1}
    data = read(tmp_path, "connector-from-one", "d.xlsx")
    assert {d.kind for d in of(data, "disputes")} == set(fixtures.KINDS[:10])


def test_a_committee_is_joined_by_its_name_in_every_form(tmp_path: Path) -> None:
    fixtures.connector(tmp_path / "d.xlsx", base=1)
    data = read(tmp_path, "connector-from-one", "d.xlsx")
    names = {c.id: c.name for c in of(data, "committees")}
    rows = [row for row in table(tmp_path / "d.xlsx", "案件") if row["AJZT"] != "8"]
    assert {row["TWHMC"][-3:] for row in rows} >= {"委员会", "调委会"}
    assert [names.get(d.committee, d.committee)[:4] for d in of(data, "disputes")] == [r["TWHMC"][:4] for r in rows]
    assert sum(d.extra["judicial_confirmation"] for d in of(data, "disputes")) == sum(r["AJZT"] == "7" for r in rows)
