"""Cases of schemes: each expectation can fail, and says what came instead."""

from __future__ import annotations

from pathlib import Path

import pytest

from fengqiao.boundary.packfile import load_pack
from fengqiao.errors import PackError
from fengqiao.testing.schemecases import load_scheme_cases, run_scheme_case

PACK = Path(__file__).parents[2] / "rules" / "fengqiao_rules" / "jinhua_2018_2020"
LOADED = load_pack(PACK)
CASE = """places:
  甲市 990100000000:
    子县 990101000000:
    丑县 990102000000:
cases:
  - name: {zh: 例, en: a case}
    scheme: county-example
    at: 子县
    on: 2019-12-31
    facts:
      studios: [{in: 子县, personal: yes, brand: yes, opened: 2018-06-01, copies: 5}]
    expect: {EXPECT}
"""


def told(folder: Path, expect: str) -> list[str]:
    (folder / "cases.yaml").write_text(CASE.replace("EXPECT", expect), encoding="utf-8")
    (case,) = load_scheme_cases(folder, LOADED)
    return [text.en for text in run_scheme_case(LOADED, case).wrong]


def test_what_is_expected_holds(tmp_path: Path) -> None:
    assert told(tmp_path, "items: {county-studios: 15/2}, rank: [1, 2]") == []


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ("items: {county-studios: 7}", "county-studios should be 7 but is 15/2"),
        ("items: {village-mediators: 1}", "village-mediators should be 1 but is -"),
        ("rank: 2", "rank should be 2 but is 1..2"),
        ("grade: excellent", "grade should be excellent but is "),
        ("marks: null", "marks should be - but is "),
    ],
)
def test_what_is_not_as_expected_is_said(tmp_path: Path, expect: str, said: str) -> None:
    assert any(line.startswith(said) for line in told(tmp_path, expect)), told(tmp_path, expect)


@pytest.mark.parametrize("wrong", ["items: {county-studio: 7}", "mark: 7"])
def test_a_slip_of_the_pen_is_refused_at_its_place(tmp_path: Path, wrong: str) -> None:
    with pytest.raises(PackError) as caught:
        told(tmp_path, wrong)
    assert caught.value.problems[0].where.cell is not None


def test_the_case_on_the_page_holds(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "schemes.md").read_text(encoding="utf-8")
    block = page.split("```yaml\n# a case\n", 1)[1].split("```", 1)[0]
    (tmp_path / "cases.yaml").write_text(block, encoding="utf-8")
    (case,) = load_scheme_cases(tmp_path, LOADED)
    assert run_scheme_case(LOADED, case).ok


def test_each_shipped_scheme_is_cited_and_has_cases_and_says_what_is_left_out() -> None:
    pack = LOADED
    cases = {case.scheme for case in load_scheme_cases(PACK / "cases", pack)}
    addresses = {
        "huangshi-2020": "https://sfj.huangshi.gov.cn/xxgk_17/gknr/qt/yjsgk/202101/t20210112_751303.html",
        "lucheng-2015": "lucheng.gov.cn 2015/7/29 art_1229443018_1984039",  # as it was found: the page itself was not
        "hunan-2016": "http://miluo.gov.cn/25221/25222/26735/26744/27271/content_671686.html",
    }
    for name, address in addresses.items():
        scheme = pack.schemes[name]
        assert name in cases
        assert scheme.address == address
        assert "未收录" in scheme.note.zh
        assert "left out" in scheme.note.en
        assert "基数" in scheme.note.zh
        assert "base" in scheme.note.en
    assert next(iter(pack.schemes)) == "county-example"
