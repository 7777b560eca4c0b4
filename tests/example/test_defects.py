"""The README's table of defects against the cells themselves, and that everything says it is synthetic."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import load_workbook as load_any

EXAMPLE = Path(__file__).resolve().parents[2] / "examples" / "jinhua"
SUBMISSIONS = EXAMPLE / "submissions"
BOOKS: dict[str, Workbook] = {}
pytestmark = pytest.mark.xdist_group("example")


def table(name: str) -> list[tuple[str, str, str, str, str]]:
    """The rows of the table of defects: number, what, file, sheet, cell."""
    found = []
    for line in (EXAMPLE / name).read_text(encoding="utf-8").splitlines():
        parts = [part.strip() for part in line.strip("|").split("|")]
        if line.startswith("|") and len(parts) == 5 and parts[2].endswith((".xlsx", ".xls", ".ods", ".csv")):
            found.append((parts[0], parts[1], parts[2], parts[3], parts[4]))
    return found


def book(file: str) -> Workbook:
    if file not in BOOKS:
        BOOKS[file] = load_workbook(SUBMISSIONS / file)
    return BOOKS[file]


def text(value: Any) -> str:
    return "" if value is None else str(value)


def sums(sheet: Worksheet, cell: str) -> bool:
    """A printed subtotal differs from the rows below it up to the next one."""
    at = sheet[cell]
    total = 0
    for row in range(at.row + 1, sheet.max_row + 1):
        if sheet.cell(row, 1).value in ("小计", "合计"):
            break
        total += int(text(sheet.cell(row, at.column).value).removesuffix("次"))
    return bool(total != at.value)


def merged(sheet: Worksheet, cell: str) -> bool:
    return any(cell in area and area.max_col > area.min_col for area in sheet.merged_cells.ranges)


def repeats(other: int, *, wholly: bool) -> Callable[[Worksheet, str], bool]:
    def seen(sheet: Worksheet, cell: str) -> bool:
        mine, theirs = ([c.value for c in sheet[row]] for row in (sheet[cell].row, other))
        return mine[0] == theirs[0] and (mine == theirs) is wholly

    return seen


def namesake(sheet: Worksheet, cell: str) -> bool:
    rows = [[sheet.cell(row, column).value for column in range(2, 7)] for row in (5, sheet[cell].row)]
    return rows[0] == rows[1] and rows[0][4] is None and rows[0][3] is not None


def is_text(pattern: str) -> Callable[[Worksheet, str], bool]:
    return lambda sheet, cell: (
        isinstance(sheet[cell].value, str) and re.fullmatch(pattern, sheet[cell].value, re.DOTALL) is not None
    )


def is_(value: Any) -> Callable[[Worksheet, str], bool]:
    return lambda sheet, cell: type(sheet[cell].value) is type(value) and sheet[cell].value == value


def number_among_texts(sheet: Worksheet, cell: str) -> bool:
    at = sheet[cell]
    return isinstance(at.value, int) and isinstance(sheet.cell(at.row + 1, at.column).value, str)


def gone(sheet: Worksheet, cell: str) -> bool:
    """A village that the edition of 2019 lists and that of 2020 does not."""

    def names(edition: str) -> set[str]:
        with (EXAMPLE / "divisions" / f"jinhua-{edition}.csv").open(encoding="utf-8-sig", newline="") as file:
            return {row["name"] for row in csv.DictReader(file) if row["code"].startswith("330784")}

    name = sheet[cell].value
    return name in names("2019-10-31") and name not in names("2020-06-30")


def weeks(first: str, week: tuple[int, int]) -> Callable[[Worksheet, str], bool]:
    return lambda sheet, cell: first in text(sheet[cell].value) and date.fromisoformat(first).isocalendar()[:2] == week


def both(sheet: Worksheet, cell: str) -> bool:
    at = sheet[cell]
    return at.value == "√" and sheet.cell(at.row, at.column - 2).value == "√"


def missing_village(sheet: Worksheet, cell: str) -> bool:
    at = sheet[cell]
    with (EXAMPLE / "divisions" / "jinhua-2019-10-31.csv").open(encoding="utf-8-sig", newline="") as file:
        names = {row["name"] for row in csv.DictReader(file)}
    return at.value not in names and sheet.cell(at.row, 1).value is None


def own(sheet: str) -> list[dict[str, Any]]:
    """The rows of 东阳市's own workbook, by heading."""
    head, *rows = book("东阳市-人民调解工作台账(合成数据).xlsx")[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows]


def told_twice(persons: int, *, same: bool | None) -> Callable[[Worksheet, str], bool]:
    """A row of the platform's list: how many persons of its name and place the county lists, and whether it is one.

    `same` None: the row has no number.
    """

    def seen(sheet: Worksheet, cell: str) -> bool:
        name, number, place, *_ = (c.value for c in sheet[sheet[cell].row])
        there = {row["身份证号"] for row in own("调解员") if (row["姓名"], row["区划代码"]) == (name, place)}
        return len(there) == persons and ((number in there) if number else None) is same

    return seen


def contradicts(column: str) -> Callable[[Worksheet, str], bool]:
    def seen(sheet: Worksheet, cell: str) -> bool:
        name, place = (sheet.cell(sheet[cell].row, at).value for at in ((1, 3) if "调解员" in sheet.title else (1, 2)))
        key = "姓名" if "调解员" in sheet.title else "名称"
        rows = own(sheet.title.removeprefix("平台"))
        there = [row[column] for row in rows if (row[key], row["区划代码"]) == (name, place)]
        return len(there) == 1 and there[0] != sheet[cell].value

    return seen


def shorter(sheet: Worksheet, cell: str) -> bool:
    name = sheet[cell].value
    return not name.endswith("调解委员会") and f"{name}人民调解委员会" in {row["名称"] for row in own("调委会")}


def summary(sheet: Worksheet) -> dict[str, float]:
    return {str(k): float(str(v).removesuffix("%")) for k, v in sheet.iter_rows(min_row=2, values_only=True)}


def is_rate(of: str, over: str, other: str | None) -> Callable[[Worksheet, str], bool]:
    """A printed percentage is not `of` over `over`, and is that over `other` where there is one."""

    def seen(sheet: Worksheet, cell: str) -> bool:
        said, printed = summary(sheet), float(sheet[cell].value.removesuffix("%"))
        wrong = abs(100 * said[of] / said[over] - printed) > 0.1
        return wrong and (other is None or abs(100 * said[of] / said[other] - printed) <= 0.1)

    return seen


def not_counted(sheet: Worksheet, cell: str) -> bool:
    full = {row["身份证号"] for row in own("调解员") if row["专兼职"] == "专职" and row["离任日期"] is None}
    return bool(sheet[cell].value > len(full) + 2)


def other_whole(sheet: Worksheet, cell: str) -> bool:
    said = summary(sheet)
    return bool(said["排查发现"] + said["群众申请"] + said["移送委托"] != sheet[cell].value)


CHECKS: dict[tuple[str, str, str], Callable[[Worksheet, str], bool]] = {
    ("婺城区", "调解员", "H2"): is_text(r"\d{4}年\d{1,2}月\d{1,2}日"),
    ("婺城区", "调解员", "H3"): is_text(r"\d{4}\.\d{1,2}\.\d{1,2}"),
    ("婺城区", "调解员", "H4"): is_text(r"\d{8}"),
    ("婺城区", "调解员", "H5"): is_(43164),
    ("婺城区", "调解员", "H6"): is_text(r"[０-９]{4}－[０-９]{2}－[０-９]{2}"),
    ("婺城区", "调解员", "B7"): is_text(r"\S　\S+"),
    ("婺城区", "调解员", "H9"): is_("2019年13月5日"),
    ("婺城区", "调解员", "E10"): lambda s, c: not s[c].value.endswith("人民调解委员会") and "工作室" not in s[c].value,
    ("婺城区", "调解员", "A1"): lambda s, _: bool(s.auto_filter.ref),
    ("婺城区", "调委会", "B10"): number_among_texts,
    ("婺城区", "村级排查", "2018-12-31"): weeks("2018-12-31", (2019, 1)),
    ("婺城区", "村级排查", "不详"): is_("不详"),
    ("婺城区", "纠纷", "I12"): is_("330798"),
    ("婺城区", "纠纷", "L5"): is_text(r"\S{2,3}、\S{2,3}"),
    ("婺城区", "纠纷", "H"): is_text(r"0[1-9]"),
    ("婺城区", "工作室", "C6"): lambda s, c: s.row_dimensions[s[c].row].hidden and bool(s[c].value),
    ("婺城区", "旧版(隐藏)", "B2"): lambda s, c: s.sheet_state == "hidden" and bool(s[c].value),
    ("婺城区", "自报数据", "C2"): is_("0.0%"),
    ("婺城区", "自报数据", "C3"): is_("97.2%"),
    ("婺城区", "自报数据", "C4"): is_(98.86),
    ("婺城区", "自报数据(小数)", "C2"): is_(0.9886),
    ("金东区", "调解员", "F1"): merged,
    ("金东区", "调解员", "F2"): is_text(r"专职\n\(\d+人\)"),
    ("金东区", "调委会", "G1"): lambda s, c: merged(s, c) and "\n" in s[c].value,
    ("金东区", "调解员", "H"): both,
    ("金东区", "封面", "D11"): lambda s, c: s[c].value == "已退回" and s["A11"].value == "纠纷",
    ("金东区", "封面", "B4"): lambda s, c: s["A4"].value == "更正:" and s[c].value == "是",
    ("金东区", "村级排查", "P"): lambda s, c: (
        "31" in s[c].value and s.cell(2, s[c].column).value == "11月" and s.cell(1, s[c].column - 10).value == "2019年"
    ),
    ("武义县", "村级排查(调整前)", "G9"): is_("四次"),
    ("武义县", "村级排查(调整前)", "H10"): is_(None),
    ("浦江县", "村级排查(调整前)", "A5"): lambda s, c: s[c].value == "合计" and s["A7"].value == 1,
    ("浦江县", "村级排查(调整前)", "A"): lambda s, c: (
        s[c].value == "小计" and isinstance(s.cell(s[c].row - 1, 1).value, int)
    ),
    ("浦江县", "村级排查(调整前)", "F6"): sums,
    ("浦江县", "村级排查(调整前)", "F7"): is_text(r"\d次"),
    ("浦江县", "村级排查(调整前)", "A1"): lambda _s, _c: wps("浦江县-矛盾纠纷排查和人民调解情况表(合成数据).xlsx"),
    ("浦江县", "调解员", "E"): namesake,
    ("兰溪市", "村级排查", "C12"): missing_village,
    ("兰溪市", "村级排查", "H20"): is_(None),
    ("兰溪市", "调解员", "B"): is_text(r"\S{2,3}、\S{2,3}"),
    ("兰溪市", "纠纷", "F"): is_(0),
    ("兰溪市", "封面", "D12"): lambda s, c: s[c].value == "未上报" and s["A12"].value == "经费",
    ("义乌市", "调解员", "20"): repeats(20, wholly=True),
    ("义乌市", "调解员", "22"): repeats(22, wholly=False),
    ("义乌市", "村级排查", "2020-12-28"): weeks("2020-12-28", (2020, 53)),
    ("东阳市", "工作室", "G"): is_("2099-05-01"),
    ("东阳市", "调委会", "E"): is_("1899-12-31"),
    ("东阳市", "乡镇县级排查", "D2"): is_text("[０-９]"),
    ("东阳市", "乡镇县级排查", "D3"): is_text(r"\d "),
    ("东阳市", "平台调解员", "B2"): told_twice(1, same=True),
    ("东阳市", "平台调解员", "A6"): told_twice(1, same=None),
    ("东阳市", "平台调解员", "B14"): told_twice(1, same=False),
    ("东阳市", "平台调解员", "A15"): told_twice(2, same=None),
    ("东阳市", "平台调解员", "E4"): contradicts("专兼职"),
    ("东阳市", "平台调委会", "D5"): contradicts("成立日期"),
    ("东阳市", "平台调委会", "A3"): shorter,
    ("东阳市", "平台汇总", "B2"): not_counted,
    ("东阳市", "平台汇总", "B4"): other_whole,
    ("东阳市", "平台汇总", "B11"): is_rate("调解成功", "调解纠纷", "受理纠纷"),
    ("东阳市", "平台汇总", "B13"): is_rate("履行协议", "调解成功", None),
    ("永康市", "村级排查(调整后)", "C"): gone,
    ("永康市", "工作室", "E8"): is_("未填"),
    ("永康市", "村级排查(调整前)", "E2"): is_("填报日期:2021-03-18"),
    ("永康市", "纠纷", "K5"): lambda s, c: s.cell(4, s[c].column).value == "年度累计" and isinstance(s[c].value, int),
    ("永康市", "纠纷", "J"): is_("是"),
}


def wps(file: str) -> bool:
    with ZipFile(SUBMISSIONS / file) as archive:
        return "WPS" in archive.read("docProps/app.xml").decode()


def check_of(what: str, file: str, sheet: str, cell: str) -> Callable[[Worksheet, str], bool]:
    """By county, sheet and cell; where the cell moves with the data, by its column or by what the table says of it."""
    county = file[:3]
    column = cell.rstrip("0123456789")
    said = re.findall(r"\d{4}-\d\d-\d\d|第(?=\d)|(?<=row )\d+", what)
    unknown = "不详" if "not known" in what else ""
    for key in (cell, *said, unknown, column):
        if key and (county, sheet, key) in CHECKS:
            return CHECKS[county, sheet, key]
    raise AssertionError((what, file, sheet, cell))


@pytest.mark.parametrize(("number", "what", "file", "sheet", "cell"), table("README.md"))
def test_the_cell_that_the_readme_names_carries_its_defect(
    number: str, what: str, file: str, sheet: str, cell: str
) -> None:
    path = SUBMISSIONS / file
    if path.suffix == ".csv":
        assert defect_of_csv(path, what, cell), what
    elif path.suffix in (".xls", ".ods"):
        column, row = ord(cell[0]) - ord("A"), int(cell[1:]) - 1
        value = load_any(str(path)).get_sheet_by_name(sheet).to_python()[row][column]
        assert value == "具体实施方案" or isinstance(value, date | datetime), (number, value)
    else:
        assert check_of(what, file, sheet, cell)(book(file)[sheet], cell), (number, what)


def defect_of_csv(path: Path, what: str, cell: str) -> bool:
    raw = path.read_bytes()
    if "GB18030" in what:
        with pytest.raises(UnicodeDecodeError):
            raw.decode("utf-8")
        return "排查日期" in raw.decode("gb18030")
    if "mark" in what:
        return raw.startswith(b"\xef\xbb\xbf")
    if "shards" in what:
        return path.stem.endswith("_2019_1") and path.with_name(path.name.replace("_2019_1.", "_2019_12.")).exists()
    rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
    kinds = [row[ord(cell[0]) - ord("A")] for row in rows[2:]]
    return any(kind.startswith("0") for kind in kinds) and any(re.fullmatch("[1-9]", kind) for kind in kinds)


def test_both_readmes_name_the_same_cells_and_every_defect_that_a_file_can_have() -> None:
    english, chinese = ([row[2:] for row in table(name)] for name in ("README.md", "README.zh-CN.md"))
    assert english == chinese
    assert {row[0] for row in table("README.md")} >= {str(n) for n in range(1, 16) if n != 8}


def test_everything_says_that_it_is_synthetic() -> None:
    for path in SUBMISSIONS.iterdir():
        assert "合成数据" in path.name
        if path.suffix == ".xlsx":
            assert "合成数据" in text(book(path.name).worksheets[0]["A1"].value), path.name
            assert "合成数据" in text(book(path.name).properties.description)
        elif path.suffix in (".xls", ".ods"):
            assert "合成数据" in str(load_any(str(path)).get_sheet_by_index(0).to_python()[:2])
    for name in ("README.md", "README.zh-CN.md", "fengqiao.toml", "fengqiao-development-zone.toml", "make_example.py"):
        words = (EXAMPLE / name).read_text(encoding="utf-8")
        assert "合成数据" in words
    assert "ASSUMED" in (EXAMPLE / "fengqiao-development-zone.toml").read_text(encoding="utf-8")


def test_no_identity_number_is_one_that_anybody_can_have() -> None:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    seen = 0
    for path in sorted(SUBMISSIONS.glob("*.xlsx")):
        sheets = [sheet for sheet in book(path.name).worksheets if sheet.title.endswith("调解员")]
        for row in (row for sheet in sheets for row in sheet.iter_rows(values_only=True)):
            for value in row:
                if isinstance(value, str) and re.fullmatch(r"\d{17}[\dX]", value):
                    right = "10X98765432"[sum(int(d) * w for d, w in zip(value[:17], weights, strict=True)) % 11]
                    assert value.startswith("99")
                    assert value[17] != right
                    seen += 1
    assert seen > 1000
