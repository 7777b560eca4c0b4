"""The page in a real browser: reading without scripts, sorting, searching, drilling down, printing, keyboard, phone."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from fengqiao.report.html.page import page
from tests.programs import program
from tests.report.html.sample import PLACES, RECORDS, VILLAGE, WUCHENG, chromium, document, opened

pytestmark = pytest.mark.xdist_group("browser")
LONG = "金华经济技术开发区第十七至第二十九联合网格片区暨流动人口服务管理示范社区居民委员会调"
CLIPPED = """() => [...document.querySelectorAll('body *')].filter((one) => {
  const style = getComputedStyle(one);
  return one.checkVisibility() && !one.matches('.vh, .vh *') && ['hidden', 'clip'].includes(style.overflowX)
    && one.scrollWidth > one.clientWidth + 1 && one.textContent.trim();
}).map((one) => one.tagName + ' ' + one.textContent.trim().slice(0, 40))"""
DRAWN_OUTSIDE = """() => [...document.querySelectorAll('.course svg')].flatMap((svg) => {
  const frame = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].filter((text) => {
    const box = text.getBoundingClientRect();
    return box.width && (box.left < frame.left - 1 || box.right > frame.right + 1
      || box.top < frame.top - 1 || box.bottom > frame.bottom + 1);
  }).map((text) => text.textContent);
})"""
WIDER = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
NO_GLYPH = """() => {
  const canvas = document.createElement('canvas');
  canvas.width = canvas.height = 24;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  pen.font = '16px ' + getComputedStyle(document.body).fontFamily;
  const drawn = (character) => {
    pen.clearRect(0, 0, 24, 24);
    pen.fillText(character, 2, 18);
    return pen.getImageData(0, 0, 24, 24).data.join();
  };
  const none = drawn('\\u{10FFFD}');
  const characters = new Set([...document.documentElement.innerText].filter((one) => one.trim()));
  return [...characters].filter((one) => drawn(one) === none);
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("page") / "scorecard.html"
    path.write_bytes(page(document()))
    return path


@pytest.fixture(scope="module")
def long_names(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every place and studio has a name of 40 characters, which nothing may break."""
    places = [{**place, "name": LONG[:-1] + place["name"][0]} for place in PLACES]
    studios = [{**one, "name": f"{LONG}{one['id']}"} for one in RECORDS["studios"]]
    path = tmp_path_factory.mktemp("long") / "scorecard.html"
    path.write_bytes(page(document(places=places, records={**RECORDS, "studios": studios})))
    return path


def visible(found: Page, selector: str) -> list[str]:
    return [one.inner_text() for one in found.locator(selector).all() if one.is_visible()]


def test_nothing_is_asked_of_any_network_and_nothing_goes_wrong(browser: Browser, file: Path) -> None:
    log: list[str] = []
    found = opened(browser, file, f"#u-{WUCHENG}", log=log)
    found.locator(f"#u-{WUCHENG} .filter input").fill("唐村")
    found.wait_for_timeout(200)
    assert [said for said in log if not said.startswith(("file:", "data:"))] == []
    assert log


def test_without_scripts_everything_is_there_to_read(browser: Browser, file: Path) -> None:
    found = opened(browser, file, java_script_enabled=False)
    assert len(visible(found, ".view")) == found.locator(".view").count() == 6
    assert "个人品牌调解工作室" in visible(found, f"#f-{WUCHENG}-county-studios")[0]
    gap = found.locator(f"#u-{WUCHENG} .gaps").first
    gap.locator("summary").click()
    assert gap.locator("tbody tr").first.is_visible()
    assert found.locator("input").count() == 0


def test_from_the_scoreboard_one_comes_to_the_verdict_and_its_cells(browser: Browser, file: Path) -> None:
    found = opened(browser, file)
    assert visible(found, ".view h2") == ["总体情况"]
    found.locator(f'.matrix a[href="#f-{WUCHENG}-county-studios"]').click()
    # a browser tells of a followed link a moment later
    expect(found.locator(".view h2:visible")).to_have_text([f"婺城区 {WUCHENG}"])
    article = found.locator(f"#f-{WUCHENG}-county-studios")
    expect(article).to_be_visible()
    expect(article).to_be_focused()
    article.locator("summary").click()
    assert "1号工作室" in article.inner_text()
    found.locator("#contents a").first.click()
    expect(found.locator(".view h2:visible")).to_have_text(["总体情况"])


def test_a_clause_without_a_number_opens_the_list_that_it_is_in(browser: Browser, file: Path) -> None:
    found = opened(browser, file, f"#f-{WUCHENG}-standing-committees")
    assert found.locator(f"#f-{WUCHENG}-standing-committees").is_visible()


def test_a_table_sorts_by_numbers_and_turns_round(browser: Browser, file: Path) -> None:
    found = opened(browser, file, f"#u-{WUCHENG}")
    table = found.locator(f"#u-{WUCHENG} table.strips").first
    head = table.locator("th", has_text="缺")
    names = table.locator("tbody th")
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert names.all_inner_texts() == ["婺城区合计", "城中街道", "城东街道"]
    head.locator("button").press("Enter")
    assert head.get_attribute("aria-sort") == "descending"
    assert names.all_inner_texts() == ["婺城区合计", "城东街道", "城中街道"]


def test_gaps_are_searched_and_filtered_within_a_unit(browser: Browser, file: Path) -> None:
    found = opened(browser, file, f"#g-{WUCHENG}")
    bar, rows = found.locator(f"#u-{WUCHENG} .filter"), f"#u-{WUCHENG} .lacks tbody tr"
    assert visible(found, rows) == []
    bar.locator("input").fill("唐村 W50")
    expect(found.locator(rows).locator("visible=true")).to_have_count(1)
    assert VILLAGE in visible(found, rows)[0]
    assert "找到 1 项" in bar.locator("output").inner_text()
    bar.locator("select").first.select_option("village-mediators")
    assert visible(found, rows) == []
    bar.locator("button").click()
    assert bar.locator("output").inner_text() == ""
    bar.locator("select").first.select_option("village-mediators")
    assert {row.split("\t")[0].strip() for row in visible(found, rows)} == {
        "城东街道唐村",
        "城东街道宋村",
        "城中街道元村",
    }


def test_a_search_over_all_units_leads_to_the_unit(browser: Browser, file: Path) -> None:
    found = opened(browser, file)
    found.locator("#search-all input").fill("明村")
    hits = found.locator("#search-all tbody tr")
    hits.first.wait_for()
    assert all("金东区" in text and "明村" in text for text in hits.all_inner_texts())
    hits.first.locator("a").click()
    expect(found.locator(".view h2:visible")).to_contain_text(["金东区"])


def test_a_strip_tells_its_slots_to_the_pointer_and_to_the_keyboard(browser: Browser, file: Path) -> None:
    found = opened(browser, file, f"#k-{WUCHENG}")
    strip = found.locator(f"#u-{WUCHENG} .strip").nth(1)
    strip.focus()
    found.keyboard.press("End")
    tip = found.locator(".tip")
    assert tip.inner_text() == "城东街道 2019-W52（2019-12-23 至 2019-12-29）：应排查 2，已排查 0，缺 2，不明 0"
    found.keyboard.press("ArrowLeft")
    assert "2019-W51" in tip.inner_text()
    strip.hover(position={"x": 1, "y": 3})
    assert tip.inner_text().startswith("城东街道 2018-W46（2018-11-12 至 2018-11-18）：应排查 2，已排查 0，缺 2")


def broken_rules(found: Page, *rules: str) -> list[tuple[str, list[str]]]:
    """The rules of accessibility that a page breaks, and where; all of the rules, or some."""
    options = {"runOnly": list(rules)} if rules else {}
    result = Axe().run(found, options=options)
    assert result["passes"]
    return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in result["violations"]]


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A single county with one township: every kind of part, few of each."""
    kept = ("金华市", "婺城区", "城东街道", "唐村", "宋村")
    path = tmp_path_factory.mktemp("county") / "scorecard.html"
    path.write_bytes(page(document(places=[place for place in PLACES if place["name"] in kept])))
    return path


@pytest.mark.parametrize(("scheme", "rules"), [("light", ()), ("dark", ("color-contrast",))])
def test_the_rules_of_accessibility_hold(browser: Browser, county: Path, scheme: Any, rules: tuple[str, ...]) -> None:
    found = opened(browser, county, color_scheme=scheme)
    found.locator(".tools button").first.click()
    # three of each kind, opened: the rules take minutes over what one macro writes a hundred times
    found.evaluate("""() => {
      for (const some of ['.finding', '.gaps', 'tbody tr', '.readings > *', '.matrix td'])
        for (const parent of new Set([...document.querySelectorAll(some)].map((one) => one.parentElement)))
          [...parent.children].filter((one) => one.matches(some)).slice(3).forEach((one) => one.remove());
      document.querySelectorAll('details').forEach((one) => { one.open = true; });
    }""")
    assert broken_rules(found, *rules) == []


def test_the_rules_can_fail(browser: Browser, county: Path) -> None:
    found = opened(browser, county, "#problems")
    found.evaluate("() => { document.querySelector('h1').style.color = '#eee'; }")
    assert [rule for rule, _ in broken_rules(found, "color-contrast")] == ["color-contrast"]


def test_every_control_is_reached_by_the_keyboard_beginning_with_the_way_past_the_contents(
    browser: Browser, file: Path
) -> None:
    found = opened(browser, file)
    found.keyboard.press("Tab")
    assert found.evaluate("() => document.activeElement.getAttribute('href')") == "#main"
    seen = []
    for _ in range(14):
        found.keyboard.press("Tab")
        seen.append(found.evaluate("() => document.activeElement.tagName + document.activeElement.textContent.trim()"))
    assert seen[:2] == ["A总览", "A金华市"]
    assert "BUTTON打印" in seen
    assert any(one.startswith("INPUT") for one in seen)


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_no_window_scrolls_sideways_and_no_text_is_clipped(browser: Browser, long_names: Path, width: int) -> None:
    found = opened(browser, long_names, width=width)
    found.locator(".tools button").first.click()
    found.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
    assert found.evaluate(WIDER) <= 0
    assert found.evaluate(CLIPPED) == []
    assert found.evaluate(DRAWN_OUTSIDE) == []
    found.context.close()


def test_what_finds_clipped_text_and_missing_glyphs_finds_them(browser: Browser, file: Path) -> None:
    found = opened(browser, file)
    assert found.evaluate(NO_GLYPH) == []
    found.evaluate(
        "() => { const one = document.querySelector('h1'); one.textContent += '\\u{10FFFC}';"
        " one.style.cssText = 'overflow: hidden; white-space: nowrap; width: 9rem'; }"
    )
    assert found.evaluate(NO_GLYPH) == ["\U0010fffc"]
    assert len(found.evaluate(CLIPPED)) == 1


def test_printed_on_a4_it_is_what_is_shown_and_no_wider_than_the_sheet(
    browser: Browser, long_names: Path, tmp_path: Path
) -> None:
    program("pdftotext")
    found = opened(browser, long_names, f"#u-{WUCHENG}", width=703)  # A4 less the margins
    found.emulate_media(media="print")
    assert found.evaluate(WIDER) <= 0
    assert found.evaluate(CLIPPED) == []
    found.pdf(path=tmp_path / "unit.pdf", prefer_css_page_size=True)
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "unit.pdf", "-"], capture_output=True, check=True
    ).stdout.decode()
    plain = "".join(text.split())
    assert "合成数据" not in plain
    assert "指标判定" in plain
    assert "排查频次" in plain
    assert WUCHENG in plain
    assert "330703000000" not in plain  # the other county is not on the sheet
    assert "打印" not in plain.replace("打印时只打印已展开的清单", "")
    pages = text.count("\f")
    assert 2 <= pages <= 12


def test_the_colours_change_on_demand(browser: Browser, file: Path) -> None:
    found = opened(browser, file)
    before = found.evaluate("() => getComputedStyle(document.body).backgroundColor")
    found.locator(".tools button", has_text="深浅色").click()
    assert found.evaluate("() => getComputedStyle(document.body).backgroundColor") != before
