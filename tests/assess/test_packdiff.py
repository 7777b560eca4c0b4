"""Every difference of two packs is named, with its direction, days and weight: one change of one pack a case."""

from __future__ import annotations

import json
import shutil
from functools import cache
from pathlib import Path

import fengqiao_rules
import pytest

from fengqiao.assess.difference import Difference, PackDiff
from fengqiao.assess.packdiff import diff
from fengqiao.boundary.packfile import load_pack
from fengqiao.model.target import RulePack
from fengqiao.report.packdiff import changelog, diff_json, diff_table

YI = Path(__file__).parent.parent / "rules" / "yi_city"
JINHUA = Path(fengqiao_rules.__file__).parent / "jinhua_2018_2020"
Change = tuple[str, str]
FULL = "where: {employment: full_time}"
QUARTERLY = "{adherence: screenings, by: counties, every: quarter}"


@cache
def loaded(base: Path) -> RulePack:
    """A pack as it stands."""
    return load_pack(base)


def changed(folder: Path, base: Path, *changes: Change, file: str = "pack.yaml") -> RulePack:
    """A pack with a few words of it changed."""
    shutil.copytree(base, folder / "pack")
    if (calendar := base.parent / "calendar_china.yaml").exists():
        shutil.copy(calendar, folder)
    path = folder / "pack" / file
    text = path.read_text(encoding="utf-8")
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return load_pack(folder / "pack")


def found(folder: Path, base: Path, *changes: Change, file: str = "pack.yaml") -> PackDiff:
    """What is different after a change."""
    return diff(loaded(base), changed(folder, base, *changes, file=file))


def said(one: Difference) -> str:
    """A difference in one line."""
    days = "" if one.since is None else f" {one.since}..{one.until or ''}"
    return f"{one.target}|{one.reading}|{one.part} {one.kind}{days}: {one.old.en} -> {one.new.en}"


def test_a_pack_does_not_differ_from_itself() -> None:
    pack = loaded(JINHUA)
    same = diff(pack, pack)
    assert (same.differences, same.impact, same.next_version, same.says_enough) == ((), "none", "1.0.0", True)


@pytest.mark.parametrize(
    ("change", "expected", "impact"),
    [
        (  # a threshold
            ("at_least: 10}", "at_least: 12}"),
            [
                "county-studios|in-being|threshold tightened 2019-12-31..: at least 10 studios -> at least 12 studios",
                "|opened-in-year|threshold tightened 2019-12-31..: at least 10 studios -> at least 12 studios",
            ],
            "major",
        ),
        (("at_least: 10}", "above: 10}"), ["tightened", "tightened"], "major"),
        (("at_least: 10}", "at_least: 9}"), ["loosened", "loosened"], "major"),
        (("at_least: 10}", "at_most: 10}"), ["threshold changed", "threshold changed"], "major"),
        (  # a date
            ("      2019-12-31: {at_least: 10}", "      2020-06-30: {at_least: 10}"),
            ["loosened 2019-12-31..2020-06-29: at least 10 studios -> at least 3 studios"] * 2,
            "major",
        ),
        (
            ("      2018-12-31: {at_least: 3}\n", ""),
            ["loosened 2018-12-31..2019-12-30: at least 3 studios -> none"] * 2,
            "major",
        ),
        (
            (
                "      2019-12-31: {at_least: 10}",
                "      2019-12-31: {at_least: 10, from: 2019-07-01, until: 2019-12-31}",
            ),
            ["period changed 2019-12-31..: —..— -> 2019-07-01..2019-12-31"] * 2,
            "major",
        ),
        (  # a threshold inside a measure
            (
                "placed: at, where: {employment: full_time}, at_least: 2}",
                "placed: at, where: {employment: full_time}, at_least: 3}",
            ),
            ["township-mediators|posted-at|inner-threshold tightened: at least 2 -> at least 3"],
            "major",
        ),
        (  # a measure that cannot be set against the old one
            (f"measure: {QUARTERLY}", f"measure: {QUARTERLY.replace('quarter', 'month')}"),
            [f"measure changed: {QUARTERLY} -> {QUARTERLY.replace('quarter', 'month')}"],
            "major",
        ),
        (  # levels
            ("    rolled_up_at: [city]\n", ""),
            ["level loosened: city rolled up -> none"] * 2,
            "major",
        ),
        (  # the default
            (
                "    default: shown\n    called: {zh: 只列示, en: shown only}\n    why:\n      zh: 原文",
                "    default: listed\n    called: {zh: 只列示, en: shown only}\n    why:\n      zh: 原文",
            ),
            ["default changed: shown -> listed", "reading added: none -> listed", "reading dropped: shown -> none"],
            "major",
        ),
        (("{zh: 例会, en: Meetings}", "{zh: 工作例会, en: Meetings}"), ["wording changed:  -> title"], "patch"),
    ],
    ids=lambda one: "" if isinstance(one, list | str) else one[0][:40],
)
def test_each_change_is_named(tmp_path: Path, change: Change, expected: list[str], impact: str) -> None:
    base = YI if "例会" in change[0] else JINHUA
    told = found(tmp_path, base, change)
    lines = [said(one) for one in told.differences]
    assert len(lines) == len(expected), lines
    assert [(line, part) for line, part in zip(lines, expected, strict=True) if part not in line] == []
    assert told.impact == impact


NEW_TARGET = """  - id: news
    title: {zh: 新增, en: New}
    clause: 三
    quote: 鼓励各县总结经验。
    measure: {count: events}
    judged_at: [county]
    milestones:
      2021-06-30: {at_least: 1}
      2021-12-31: {at_least: 4}

contexts:"""


def test_a_new_target_is_named_with_each_of_its_thresholds(tmp_path: Path) -> None:
    told = found(tmp_path, YI, ("contexts:", NEW_TARGET))
    assert [said(one) for one in told.differences] == [
        "news||target added: none -> New",
        "news|as-written|threshold added 2021-06-30..: none -> at least 1",
        "news|as-written|threshold added 2021-12-31..: none -> at least 4",
    ]
    assert (told.impact, told.next_version) == ("minor", "0.1.1")


def test_a_dropped_target_is_named_with_each_of_its_thresholds(tmp_path: Path) -> None:
    new = changed(tmp_path, YI, ("contexts:", NEW_TARGET))
    told = diff(new, loaded(YI))
    assert [one.kind for one in told.differences] == ["dropped"] * 3
    assert (told.impact, told.next_version) == ("major", "0.2.0")


@pytest.mark.parametrize(
    ("file", "change", "part", "kind"),
    [
        ("pack.yaml", ("last: 2021-12-31}", "last: 2022-12-31}"), "plan", "changed"),
        ("pack.yaml", ("listed: yes_no", "listed: yes_no, open: yes_no"), "field", "added"),
        (
            "pack.yaml",
            ("  strict: {enterprise-committees: listed-too}", "  harsh: {enterprise-committees: listed-too}"),
            "reading-set",
            "added",
        ),
        ("pack.yaml", ("    qualitative: yes\n", ""), "qualitative", "changed"),
        ("scheme.yaml", ("marks: 4", "marks: 5"), "scheme", "changed"),
        ("source.txt", ("鼓励各县", "鼓励 各县"), "wording", "changed"),
    ],
)
def test_what_is_the_packs_own_is_named(tmp_path: Path, file: str, change: Change, part: str, kind: str) -> None:
    told = found(tmp_path, YI, change, file=file)
    assert (part, kind) in {(one.part, one.kind) for one in told.differences}


@pytest.mark.parametrize(
    ("version", "change", "wanted", "enough"),
    [
        ("1.0.0", ("at_least: 10}", "at_least: 12}"), "2.0.0", False),
        ("1.9.9", ("at_least: 10}", "at_least: 12}"), "2.0.0", False),
        ("2.0.0", ("at_least: 10}", "at_least: 12}"), "2.0.0", True),
        ("1.0.0", ("title: {zh: 换", "title: {zh: 换"), "1.0.0", True),
    ],
)
def test_the_version_is_held_to_the_change(
    tmp_path: Path, version: str, change: Change, wanted: str, enough: bool
) -> None:
    changes = [('version: "1.0.0"', f'version: "{version}"'), *([change] if "10}" in change[0] else [])]
    told = found(tmp_path, JINHUA, *changes)
    assert (told.next_version, told.says_enough) == (wanted, enough)


def test_another_pack_asks_for_no_version(tmp_path: Path) -> None:
    told = found(tmp_path, JINHUA, ("id: jinhua-2018-2020", "id: other"), ("at_least: 10}", "at_least: 12}"))
    assert (told.next_version, told.says_enough) == (None, True)


def test_the_table_the_json_and_the_changelog_say_the_same(tmp_path: Path) -> None:
    told = found(tmp_path, JINHUA, ("at_least: 10}", "at_least: 12}"))
    table = diff_table(told, "zh", width=120)
    assert "阈值收紧" in table
    assert "不少于10个" in table
    assert "版本号 1.0.0 过低，应不低于 2.0.0" in table
    content = json.loads(diff_json(told))
    assert content["impact"] == "major"
    assert content["differences"][0]["new"] == {"zh": "不少于12个", "en": "at least 12 studios"}
    assert content["differences"][0]["since"] == "2019-12-31"
    text = changelog(told, "en")
    assert "## 三(一)" in text
    assert (
        "reading `in-being`: threshold tightened (from 2019-12-31): at least 10 studios → at least 12 studios" in text
    )
