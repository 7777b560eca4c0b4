"""A made-up city small enough to be judged in a moment, as a document with all its details; a browser to open it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

import fengqiao
from fengqiao.assess.gaps import gaps
from fengqiao.engine.base import Engine
from fengqiao.engine.memory import MemoryEngine
from fengqiao.errors import Lang
from fengqiao.model.dataset import Dataset
from fengqiao.report.compose import compose
from fengqiao.report.detail import detail_of
from fengqiao.report.document import Document
from tests.programs import program

PACK = fengqiao.load_pack("jinhua-2018-2020")
DAY = date(2019, 12, 31)
CITY, WUCHENG, JINDONG = "330700000000", "330702000000", "330703000000"
VILLAGE = "330702001201"
PLACES: tuple[Mapping[str, str], ...] = (
    {"code": CITY, "name": "金华市"},
    {"code": WUCHENG, "name": "婺城区"},
    {"code": JINDONG, "name": "金东区"},
    {"code": "330702001000", "name": "城东街道"},
    {"code": "330702002000", "name": "城中街道"},
    {"code": "330703001000", "name": "多湖街道"},
    {"code": VILLAGE, "name": "唐村"},
    {"code": "330702001202", "name": "宋村"},
    {"code": "330702002201", "name": "元村"},
    {"code": "330703001201", "name": "明村"},
)
RECORDS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    "studios": [
        {"id": f"s{i}", "division": WUCHENG, "name": f"{i}号工作室", "personal": True, "brand": True, "opened": day}
        for i, day in enumerate([date(2018, 12, 1)] * 4 + [date(2019, 5, 6)] * 3, start=1)
    ],
    "screenings": [
        *({"id": f"w{n}", "division": VILLAGE, "held_on": date.fromisocalendar(2019, n, 3)} for n in range(1, 50)),
        *({"id": f"m{n}", "division": "330702001000", "held_on": date(2019, n, 20)} for n in range(1, 13)),
        *({"id": f"q{n}", "division": WUCHENG, "held_on": date(2019, 3 * n, 5)} for n in range(1, 5)),
    ],
}


def document(
    *,
    places: Sequence[Mapping[str, str]] = PLACES,
    records: Mapping[str, Sequence[Mapping[str, Any]]] = RECORDS,
    complete: bool = True,
    lang: Lang = "zh",
) -> Document:
    """The city judged on the day."""
    return judged(fengqiao.from_records(list(places), records, complete=complete), lang=lang)


def judged(data: Dataset, *, lang: Lang = "zh") -> Document:
    """A dataset as a document with every gap and detail."""
    readings = {target.id: target.default for target in PACK.targets.values()}
    made = MemoryEngine(data, PACK.calendar, PACK.fields)

    def engine(*_: object) -> Engine:
        return made

    return compose(
        fengqiao.assess(PACK, data, as_of=DAY, other_readings=False, engine=engine),
        PACK,
        lang,
        gaps=gaps(PACK, data, as_of=DAY, engine=engine),
        made_by="fengqiao 9.9",
        detail=detail_of(PACK, data, as_of=DAY, readings=readings, engine=engine),
    )


@contextmanager
def chromium() -> Iterator[Browser]:
    """Debian's Chromium, which looks for nothing on the network."""
    path = program("chromium", "chromium-browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=path,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()


def opened(
    browser: Browser, file: Path, place: str = "", *, width: int = 1280, log: list[str] | None = None, **context: Any
) -> Page:
    """The file in a window of its own; every request, and all that goes wrong in it, goes into the log."""
    page = browser.new_context(viewport={"width": width, "height": 900}, **context).new_page()
    if log is not None:
        page.on("request", lambda request: log.append(request.url))
        page.on("console", lambda said: log.append(said.text))
        page.on("pageerror", lambda error: log.append(str(error)))
    page.goto(file.as_uri() + place)
    return page
