"""The city that is measured: real places, three years of made-up registers as rows of text, the same at every run."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import attrs

from fengqiao.boundary.personal import Hasher
from fengqiao.boundary.settings import Project, SourceSetting, load_project
from fengqiao.boundary.submission import Submission
from fengqiao.errors import Text
from fengqiao.model.places import Places
from fengqiao.model.snapshot import Snapshot
from fengqiao.model.source import Row, numbered
from fengqiao.plugin.adapter import Adapter, Options, Table
from fengqiao.plugin.hookspecs import hookimpl
from fengqiao.plugin.manager import Manager

HERE = Path(__file__).parent
EXAMPLE = HERE.parent / "examples" / "jinhua" / "fengqiao.toml"
CITY = "330700000000"
LISTED = date(2020, 6, 30)
"""The edition whose villages, townships and counties screen."""
FIRST, LAST = date(2018, 1, 1), date(2020, 12, 31)
WEEKS, FILLED, MEDIATORS = 156, 0.93, 1000
SCREENINGS = ("区划代码", "排查日期", "上报日期", "排查数", "登记数")
COMMITTEES = ("区划代码", "名称", "类型", "成立日期")
SYSTEMS = ("岗位责任", "纠纷登记", "纠纷排查", "统计分析", "工作例会", "信息反馈", "回访督促", "档案管理")
UNIFIED = ("统一名称", "统一印章", "统一标牌", "统一标识", "统一程序", "统一文书")
STUDIOS = ("区划代码", "工作室名称", "是否个人", "是否品牌", "设立日期")
POSTS = ("区划代码", "姓名", "身份证号", "所在调解组织", "专兼职", "政府购买服务", "任职日期")
Cells = tuple[str, ...]
Sheet = list[Cells]
Spell = Callable[..., str]


_ISO = {FIRST + timedelta(days=n): (FIRST + timedelta(days=n)).isoformat() for n in range(1200)}


def iso(day: date, chance: random.Random) -> str:
    """A date as the excel adapter hands it on: one text for every cell that holds the day."""
    return _ISO[day]


def spelt(day: date, chance: random.Random) -> str:
    """A date in one of the spellings that offices use."""
    return chance.choice(
        (
            day.isoformat(),
            f"{day.year}/{day.month}/{day.day}",
            f"{day.year}.{day.month:02}.{day.day:02}",
            f"{day.year}年{day.month}月{day.day}日",
            f"{day:%Y%m%d}",
            str((day - date(1899, 12, 30)).days),
        )
    )


@attrs.frozen
class City:
    """The places, and how many weeks are filled."""

    places: Places
    weeks: int = WEEKS

    @classmethod
    def load(cls, weeks: int = WEEKS) -> City:
        """The real divisions of the example."""
        return cls(load_project(EXAMPLE).places, weeks)

    @property
    def listed(self) -> Snapshot:
        """The divisions of the edition that screens."""
        return self.places.on(LISTED)

    @property
    def counties(self) -> list[str]:
        """The counties, by code."""
        return sorted(self.listed.of_kind("counties", CITY))

    def screenings(self, county: str, spell: Spell = iso) -> Iterator[Cells]:
        """One row a screening: villages weekly, townships monthly, the county quarterly, at 93% of the slots."""
        chance = random.Random(f"screenings {county}")
        hand = random.Random(f"spellings {county}")  # of its own, so that every spelling writes the same rows
        mondays = [FIRST + timedelta(weeks=week) for week in range(self.weeks)]
        months = [date(2018 + m // 12, m % 12 + 1, 1) for m in range(min(36, 1 + self.weeks // 4))]
        for unit in sorted(self.listed.of_kind("villages", county)):
            yield from _held(unit, mondays, 7, chance, partial(spell, chance=hand))
        for unit in sorted(self.listed.of_kind("townships", county)):
            yield from _held(unit, months, 28, chance, partial(spell, chance=hand))
        yield from _held(county, months[::3], 28, chance, partial(spell, chance=hand))

    def committees(self, county: str) -> Iterator[Cells]:
        """The standing committees of every place, and two of industries; the checklists filled."""
        kinds = (("villages", "村(社区)"), ("townships", "乡镇(街道)"))
        named = [(unit, word) for kind, word in kinds for unit in sorted(self.listed.of_kind(kind, county))]
        for unit, word in [*named, (county, "县(市、区)")]:
            name = f"{self.places.unit(unit).name}人民调解委员会"
            yield (unit, name, word, "2015-03-01", *("有" * 8), *("是" * 6))
        for word in ("交通事故", "医疗"):
            yield (county, f"{word}人民调解委员会", "行业性", "2016-05-01", *("有" * 8), *("是" * 6))

    def studios(self, county: str) -> Iterator[Cells]:
        """One studio a township, and ten more of the county."""
        for unit in sorted(self.listed.of_kind("townships", county)):
            yield (unit, _studio(self.places, unit), "是", "是", "2019-06-01")
        for number in range(1, 11):
            yield (county, f"第{number}品牌调解工作室", "是", "是", f"2018-{number + 1:02}-01")

    def posts(self, county: str) -> Iterator[Cells]:
        """The county's part of 1,000 mediators: two a township, one a township's studio, the rest in villages."""
        chance = random.Random(f"posts {county}")
        at = self.counties.index(county)
        wanted = MEDIATORS * (at + 1) // len(self.counties) - MEDIATORS * at // len(self.counties)
        townships = sorted(self.listed.of_kind("townships", county))
        villages = sorted(self.listed.of_kind("villages", county))
        stands = [(unit, f"{self.places.unit(unit).name}人民调解委员会") for unit in townships for _ in range(2)]
        stands += [(unit, _studio(self.places, unit)) for unit in townships]
        stands += [(unit, f"{self.places.unit(unit).name}人民调解委员会") for unit in chance.sample(villages, wanted)]
        for number, (unit, body) in enumerate(stands[:wanted]):
            since = FIRST + timedelta(days=chance.randrange(900))
            bought = "是" if chance.random() < 0.35 else "否"
            # no such number exists: its last sign is not the one that the others call for
            identity = f"{county[:6]}19000101{number:03}#"
            yield (unit, f"调解员{at}{number:03}", identity, body, "专职", bought, spelt(since, chance))

    def sheets(self, county: str) -> dict[str, Sheet]:
        """The four sheets of one county, parsed: their cells as text, below their headings."""
        return {
            "排查": [SCREENINGS, *self.screenings(county)],
            "调委会": [COMMITTEES + SYSTEMS + UNIFIED, *self.committees(county)],
            "工作室": [STUDIOS, *self.studios(county)],
            "调解员": [POSTS, *self.posts(county)],
        }


def _held(
    unit: str, begins: list[date], days: int, chance: random.Random, spell: Callable[[date], str]
) -> Iterator[Cells]:
    for begin in begins:
        if chance.random() < FILLED:
            held = begin + timedelta(days=chance.randrange(days))
            found = chance.choice((0, 0, 0, 0, 1, 1, 2, 3))
            told = held + timedelta(days=chance.randrange(4))
            # joined anew: the excel adapter shares the texts of dates and numbers, and no others
            yield (
                "".join(list(unit)),
                spell(held),
                spell(told),
                str(found),
                str(chance.randrange(found + 1)),
            )


def _studio(places: Places, unit: str) -> str:
    return f"{places.unit(unit).name}老娘舅调解工作室"


def rows(sheet: Sheet) -> Iterator[Row]:
    """A sheet's rows as an adapter hands them on: one at a time."""
    return numbered(sheet)


class HeldOptions(Options):
    """Which county's sheets."""

    county: str


@attrs.frozen
class HeldAdapter(Adapter[HeldOptions]):
    """Hands on cells that are in memory already."""

    name = "held"
    title = Text("内存中的表", "tables held in memory")
    options = HeldOptions
    sheets: dict[str, dict[str, Sheet]]

    def tables(self, options: HeldOptions, folder: Path) -> Iterator[Table]:
        """Each sheet of the county."""
        for sheet, found in self.sheets[options.county].items():
            yield Table(f"{options.county}.xlsx", sheet, partial(rows, found))


@attrs.frozen
class HeldPlugin:
    """Brings the adapter."""

    sheets: dict[str, dict[str, Sheet]]

    @hookimpl
    def adapters(self) -> list[HeldAdapter]:
        """The one adapter."""
        return [HeldAdapter(self.sheets)]


def project(places: Places, counties: list[str]) -> Project:
    """A project in which every county says that it reported everything."""
    sources = tuple(
        SourceSetting(
            "held",
            "registers.yaml",
            {"county": county},
            Submission(units=(county,), since=date(2015, 1, 1), until=LAST, reported_on=date(2021, 1, 5)),
            index,
        )
        for index, county in enumerate(counties)
    )
    return Project(
        HERE / "fengqiao.toml",
        "jinhua-2018-2020",
        places,
        sources,
        as_of=LAST,
        synthetic=True,
        hasher=Hasher(b"synthetic"),
    )


def manager(sheets: dict[str, dict[str, Sheet]]) -> Manager:
    """The installed plugins, and the adapter of rows in memory."""
    return Manager({"benchmark": HeldPlugin(sheets)})
