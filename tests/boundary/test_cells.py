"""Every spelling of a cell that the field uses, and every cell that must be refused."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fengqiao.boundary import cells
from fengqiao.boundary.cells import Memo, Refusal
from fengqiao.boundary.personal import Hasher, is_card, mask

DAY = date(2019, 3, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2019-03-05",
        "2019年3月5日",
        "2019.3.5",
        "2019/3/5",
        "2019/03/05",
        "20190305",
        "43529",
        "43529.5",
        "２０１９－０３－０５",
        "　2019年 3月 5日\u00a0",
        "2019-03-05 00:00:00",
        "2019-03-05T09:30",
    ],
)
def test_a_day_in_every_spelling(text: str) -> None:
    assert cells.day(text) == DAY


def test_serials_of_both_systems() -> None:
    assert cells.day("43529", system=1900) == cells.day("42067", system=1904) == DAY


def test_a_month_only_where_a_month_is_asked() -> None:
    for text in ("2019-02", "2019年2月", "201902", "2019.2"):
        assert isinstance(cells.day(text), Refusal)
        assert cells.day(text, month="first") == date(2019, 2, 1)
        assert cells.day(text, month="last") == date(2019, 2, 28)
    assert cells.day("2020-12", month="last") == date(2020, 12, 31)


@pytest.mark.parametrize(
    "text",
    ["2019-13-05", "2019-02-29", "2019-00-10", "20191305", "2019", "3月5日", "五月", "19.3.5", "0", "-1", "999999999"],
)
def test_what_is_no_day_is_refused(text: str) -> None:
    found = cells.day(text)
    assert isinstance(found, Refusal)
    assert found.code == "cell.date"
    assert found.what.zh == f"日期“{text}”不是有效日期"
    assert found.mend.zh == "请改为如 2019-03-05 的日期"


@pytest.mark.parametrize("text", ["1899-12-31", "1948-12-31", "2099-01-01", "10000"])
def test_a_day_outside_living_memory_is_refused(text: str) -> None:
    found = cells.day(text)
    assert isinstance(found, Refusal)
    assert found.code == "cell.date-range"
    assert "1949 年至 2098 年之间" in found.what.zh


@given(st.dates(date(1949, 1, 1), date(2098, 12, 31)))
def test_every_spelling_of_a_day_is_the_same_day(on: date) -> None:
    serial = (on - date(1899, 12, 30)).days
    spellings = [on.isoformat(), f"{on.year}年{on.month}月{on.day}日", f"{on.year}.{on.month}.{on.day}", f"{on:%Y%m%d}"]
    assert {cells.day(text) for text in (*spellings, str(serial))} == {on}


@pytest.mark.parametrize("text", ["", " ", "　", "未填", "—", "-", "/", "不详", "N/A", "n/a", "未知", "待定"])
def test_a_blank_is_unknown_in_every_field(text: str) -> None:
    for parse in (cells.day, cells.whole, cells.money, cells.number, cells.yes_no, cells.words):
        assert parse(text) is None


@pytest.mark.parametrize("text", ["0", "无", "零", "零报告", "０"])
def test_zero_is_zero(text: str) -> None:
    assert (cells.whole(text), cells.money(text), cells.number(text)) == (0, 0, Decimal(0))


@pytest.mark.parametrize(
    ("text", "value"),
    [("12", 12), ("１２", 12), ("1,234", 1234), ("1，234", 1234), ("12.0", 12), ("+3", 3), ("007", 7)],
)
def test_whole_numbers(text: str, value: int) -> None:
    assert cells.whole(text) == value


def test_a_unit_only_where_the_profile_gives_it() -> None:
    assert cells.whole("12人", suffix="人") == cells.whole("12 人", suffix="人") == 12
    assert isinstance(cells.whole("12人"), Refusal)
    assert isinstance(cells.whole("12次", suffix="人"), Refusal)


@pytest.mark.parametrize("text", ["-3", "12.5", "1,23", "12,34", "1e3", "三", "12 34", "9" * 16, "1/2"])
def test_what_is_no_whole_number_is_refused(text: str) -> None:
    found = cells.whole(text)
    assert isinstance(found, Refusal)
    assert found.code == "cell.number"


@pytest.mark.parametrize(
    ("text", "unit", "fen"),
    [
        ("12.34", "元", 1234),
        ("1,000", "元", 100_000),
        ("￥5", "元", 500),
        ("3元", "元", 300),
        ("1.2", "万元", 1_200_000),
        ("0.000001", "万元", 1),
        ("1.5万元", "元", 1_500_000),
        ("4.35", "元", 435),
    ],
)
def test_money_is_exact_to_the_fen(text: str, unit: str, fen: int) -> None:
    assert cells.money(text, unit=unit) == fen


@pytest.mark.parametrize(("text", "unit"), [("12.345", "元"), ("0.0000001", "万元"), ("-1", "元"), ("很多", "元")])
def test_money_that_is_not_exact_is_refused(text: str, unit: str) -> None:
    assert isinstance(cells.money(text, unit=unit), Refusal)


@given(st.integers(0, 10**15 - 1))
def test_no_fen_is_lost(fen: int) -> None:
    assert cells.money(f"{fen // 100}.{fen % 100:02d}") == fen
    assert cells.money(f"{fen // 1_000_000}.{fen % 1_000_000:06d}", unit="万元") == fen


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("97.2%", "percent", "0.972"),
        ("97.2", "percent", "0.972"),
        ("98.86", "percent", "0.9886"),
        ("0.0%", "percent", "0"),
        ("0.9886", "fraction", "0.9886"),
        ("97.2％", "fraction", "0.972"),
        ("98.86", "", "98.86"),
    ],
)
def test_a_rate_is_a_fraction_as_the_profile_says(text: str, unit: str, value: str) -> None:
    assert cells.number(text, unit=unit) == Decimal(value)


def test_a_percentage_where_a_fraction_is_said_is_refused() -> None:
    assert isinstance(cells.number("98.86", unit="fraction"), Refusal)


@pytest.mark.parametrize("text", ["是", "有", "√", "1", "Y", "yes", "TRUE", "１"])
def test_yes(text: str) -> None:
    assert cells.yes_no(text) is True


@pytest.mark.parametrize("text", ["否", "无", "×", "0", "N", "no", "FALSE"])
def test_no(text: str) -> None:
    assert cells.yes_no(text) is False


def test_a_code_matches_padded_and_unpadded() -> None:
    parse = cells.mapped({"01": "婚姻家庭", "2": "邻里"})
    assert [parse(text) for text in ("01", "1", "０１", "2", "02")] == ["婚姻家庭"] * 3 + ["邻里"] * 2
    assert isinstance(parse("3"), Refusal)
    assert parse("") is None


def test_a_code_of_zero_is_not_a_blank() -> None:
    assert cells.mapped({"0": "婚姻家庭", "00": "婚姻家庭"})("0") == "婚姻家庭"


def test_a_name_padded_with_blanks_is_the_name() -> None:
    assert cells.words("张　三") == cells.words(" 张 三 ") == "张三"
    assert cells.words("ＡＢ１２（甲）") == "AB12（甲）"


@pytest.mark.parametrize(
    "text", ["张三、李四", "张三，李四", "张三,李四", "张三 李四", "张三　李四", "张三；李四", "张三、 李四、张三"]
)
def test_several_people_in_one_cell(text: str) -> None:
    assert cells.split(text) == ["张三", "李四"]


def test_each_text_is_parsed_once_and_the_memory_is_bounded() -> None:
    calls: list[str] = []

    def parse(text: str) -> Any:
        calls.append(text)
        return len(text)

    memo = Memo(parse)
    assert [memo[text] for text in ("a", "a", "b")] == [1, 1, 1]
    assert calls == ["a", "b"]
    for n in range(Memo.LARGEST + 10):
        memo[str(n)]
    assert len(memo) == Memo.LARGEST


# -- personal numbers

CARD = "11010519491231002X"


def test_a_refusal_shows_no_personal_number() -> None:
    for text in (
        CARD,
        "１１０１０５１９４９１２３１００２Ｘ",
        "110105 19491231 002X",
        "电话13857912345",
        "138-5791-2345",
    ):
        found = cells.day(text)
        assert isinstance(found, Refusal)
        for words in (found.what.zh, found.what.en):
            assert "2345" not in words
            assert "002" not in words
            assert "***" in words


def test_a_division_code_is_not_masked() -> None:
    assert mask("没有代码为330702001001的区划") == "没有代码为330702001001的区划"


def test_the_older_number_is_the_same_person() -> None:
    hasher = Hasher(b"key")
    assert is_card(CARD)
    assert (
        hasher.identity("110105491231002")
        == hasher.identity(CARD)
        == hasher.identity("１１０１０５１９４９１２３１００２ｘ")
    )


def test_a_hash_depends_on_the_key_and_shows_nothing() -> None:
    assert Hasher(b"a").identity(CARD) != Hasher(b"b").identity(CARD)
    assert CARD not in Hasher(b"a").identity(CARD)
    assert "key" not in repr(Hasher(b"a key"))


def test_a_short_number_is_a_units_own() -> None:
    hasher = Hasher(b"key")
    assert hasher.identity("007", "330702000000") != hasher.identity("007", "330703000000")
    assert hasher.identity(CARD, "330702000000") == hasher.identity(CARD, "330703000000")


@given(st.text(max_size=30))
def test_no_cell_raises(text: str) -> None:
    parses = (cells.day, cells.whole, cells.money, cells.number, cells.yes_no, cells.words, cells.mapped({"1": 1}))
    for parse in parses:
        parse(text)
    cells.split(text)
    found = cells.day(text, month="last")
    assert found is None or isinstance(found, date | Refusal)


def test_a_life_of_days_has_no_gap_in_serials() -> None:
    on, serial = date(1950, 1, 1), 18264
    for n in range(0, 54000, 997):
        assert cells.day(str(serial + n)) == on + timedelta(days=n)
