"""The page as bytes: one file, the same for the same inputs, and nothing of the data that acts."""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from datetime import date
from html.parser import HTMLParser
from typing import Any

import attrs
import pytest
from markupsafe import escape

import fengqiao
from fengqiao.assess.change import difference
from fengqiao.errors import MissingExtraError
from fengqiao.report.compose import compose
from fengqiao.report.html import page as module
from fengqiao.report.html.page import page
from tests.report.html.sample import PACK, PLACES, RECORDS, WUCHENG, document

DOCUMENT = document()
HTML = page(DOCUMENT).decode()
VOID = {"meta", "link", "input", "br", "wbr", "rect", "path", "line"}


class Tags(HTMLParser):
    """Every element with its attributes."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attributes)))


TAGS = Tags(HTML).found


def test_same_inputs_give_the_same_bytes() -> None:
    assert page(document()) == HTML.encode()


def test_it_names_no_address_but_its_own_parts() -> None:
    links = [value for _, found in TAGS for name, value in found.items() if name in ("href", "src", "action") and value]
    assert {link[0] for link in links if link != "data:,"} == {"#"}
    assert "url(" not in re.sub(r"url\(#\w+\)", "", HTML)
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)", HTML)


def test_every_link_leads_somewhere_and_no_place_is_named_twice() -> None:
    ids = [found["id"] for _, found in TAGS if "id" in found]
    assert len(ids) == len(set(ids))
    assert {str(found["href"])[1:] for tag, found in TAGS if tag == "a"} <= set(ids)


def test_its_own_policy_takes_its_own_style_and_script_only() -> None:
    policy = next(found["content"] for tag, found in TAGS if found.get("http-equiv") == "Content-Security-Policy")
    assert policy
    for tag in ("style", "script"):
        (content,) = re.findall(rf"<{tag}>(.*?)</{tag}>", HTML, re.DOTALL)
        assert f"{tag}-src 'sha256-{b64encode(hashlib.sha256(content.encode()).digest()).decode()}'" in policy
    assert policy.startswith("default-src 'none';")
    assert not [tag for tag, found in TAGS if any(name == "style" or name.startswith("on") for name in found)]


def test_every_unit_has_verdicts_with_sentence_quote_cells_and_course() -> None:
    found = next(
        f for p in DOCUMENT.pages if p.unit.code == WUCHENG for f in p.findings if f.target == "county-studios"
    )
    article = HTML[HTML.index(f'id="f-{WUCHENG}-county-studios"') :].split("</article>")[0]
    assert found.sentence in article
    assert "2018年,每个县(市、区)培育个人品牌调解工作室3个以上" in article
    assert "已计入7项，列出前5项" in article
    assert "1号工作室" in article
    assert re.search(r"走势：2018-12-31 4个 达标；.*2019-12-31 7个 未达标；", article)
    assert "2019-12-31：不少于10个" in article
    assert "<svg" in article


def test_where_a_value_is_only_shown_no_threshold_is_drawn() -> None:
    courses = next(p for p in DOCUMENT.pages if p.unit.code == WUCHENG).courses
    assert courses["city-mediators"].steps == ()
    assert [step.shown for step in courses["county-studios"].steps] == ["不少于3个", "不少于10个"]


def test_every_gap_is_on_the_page_of_its_unit() -> None:
    pages = {p.unit.code: p for p in DOCUMENT.pages}
    rows = Tags(HTML).found.count(("tr", {}))
    assert pages[WUCHENG].more == 0
    assert rows > sum(len(p.lacks) for p in DOCUMENT.pages) > 0


def test_what_the_data_says_is_text_wherever_it_stands() -> None:
    texts = ["<img src=x onerror=alert(1)>", '"><script>alert(1)</script>', "'-alert(1)-'", "{{ 7*7 }}"]
    names = dict(zip(("婺城区", "唐村", "城东街道"), texts, strict=False))
    places = [{**place, "name": names.get(place["name"], place["name"])} for place in PLACES]
    studios = [{**one, "name": texts[3]} for one in RECORDS["studios"]]
    hostile = document(places=places, records={**RECORDS, "studios": studios})
    hostile = attrs.evolve(
        hostile,
        defects=tuple(attrs.evolve(d, what=texts[0], place=texts[1]) for d in hostile.defects),
        files=((texts[0], texts[1]),),
        summary=tuple(texts),
        notes=tuple(texts),
    )
    found = page(hostile).decode()
    tags = Tags(found).found
    assert [tag for tag, _ in tags if tag in ("img", "script")] == ["script"]
    assert not [found for _, found in tags if any(name.startswith("on") for name in found)]
    for text in texts:
        shown = str(escape(text))
        assert found.count(shown) > 3
        assert shown == text or text not in found


def test_english_has_no_chinese_words_of_its_own() -> None:
    english = document(lang="en")
    found = page(english).decode()
    assert '<html lang="en">' in found
    body = found[found.index("<body") :]
    own = [
        word for word in ("总体情况", "指标判定", "缺口", "走势", "依据", "判定日", "应排查", "全部") if word in body
    ]
    assert own == []


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> Any:
        return None if name == "altair" else object()

    monkeypatch.setattr(module, "find_spec", absent)
    with pytest.raises(MissingExtraError, match=r"pip install 'fengqiao\[html\]'"):
        page(DOCUMENT)


def test_a_single_county_and_a_unit_without_anything_have_their_page() -> None:
    alone = [place for place in PLACES if place["code"].startswith("330702")]
    found = page(document(places=alone, records={})).decode()
    assert f'id="u-{WUCHENG}"' in found
    assert 'id="u-330700000000"' not in found
    empty = attrs.evolve(
        DOCUMENT, pages=(attrs.evolve(DOCUMENT.pages[0], findings=(), lacks=(), courses={}, strips=()),)
    )
    assert "没有缺口。" in page(empty).decode()
    nothing = attrs.evolve(DOCUMENT, pages=(), cards=(), summary=(), matrix=attrs.evolve(DOCUMENT.matrix, rows=()))
    assert "没有可以显示的判定。" in page(nothing).decode()


def test_where_nothing_was_reported_nothing_is_missed_or_met() -> None:
    unknown = document(records={}, complete=False)
    assert {cell.status.value for row in unknown.matrix.numbered for cell in row.cells if cell} <= {
        "undetermined",
        "not_due",
        "indicator",
    }
    found = page(unknown).decode()
    assert re.search(r'class="undetermined"><a [^>]*><span aria-hidden="true">\?</span><span class="vh">待定', found)
    strips = [row.sums for p in unknown.pages for table in p.strips for row in table.rows]
    assert strips
    assert all(missed == 0 and not_known == due for due, _, missed, not_known in strips)


def test_what_changed_since_the_period_before_is_said_and_listed() -> None:
    data = fengqiao.from_records(list(PLACES), RECORDS, complete=True)
    days = (date(2018, 12, 31), date(2019, 6, 30))
    before, now = (fengqiao.assess(PACK, data, as_of=day, other_readings=False) for day in days)
    found = page(compose(now, PACK, "zh", changed=difference(before, now))).decode()
    part = found[found.index('id="changes"') :]
    assert part.startswith('id="changes">与2018年12月31日相比</h3>')
    row = next(row for row in part.split("<tr>") if "婺城区" in row and "县（市、区）个人品牌调解工作室数" in row)
    assert "✓ 达标 4个" in row
    assert "✓ 达标 7个" in row


def test_a_town_of_forty_characters_is_shown_whole() -> None:
    name = "金华经济技术开发区第十七至第二十九联合网格片区暨流动人口服务管理示范社区居民委员会调"
    assert len(name) >= 40
    places = [{**place, "name": name} if place["name"] == "唐村" else place for place in PLACES]
    assert name in page(document(places=places)).decode()


def test_the_plan_has_ended_and_the_course_goes_on_to_the_judged_day() -> None:
    later = attrs.evolve(DOCUMENT, as_of=date(2022, 6, 30))
    assert page(later)
