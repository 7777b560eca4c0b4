"""The pictures of docs/gallery.md, made again: `python -m tests.gallery DEMO_FOLDER` writes docs/gallery/*.png."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page

from tests.office import converted
from tests.programs import program
from tests.report.html.sample import chromium, opened

PICTURES = Path(__file__).parents[1] / "docs" / "gallery"
WUCHENG, WUYI = "330702000000", "330723000000"


def overview(browser: Browser, file: Path) -> Page:
    """The scoreboard and the ranks."""
    found = opened(browser, file)
    found.locator("#matrix-h").evaluate("one => scrollTo(0, one.offsetTop - 12)")
    return found


def county(browser: Browser, file: Path) -> Page:
    """The first verdicts of a county, the cells of the first one open."""
    found = opened(browser, file, f"#u-{WUYI}")
    found.locator(f"#f-{WUYI}-county-studios summary").click()
    found.locator(f"#u-{WUYI}").evaluate("one => scrollTo(0, one.offsetTop - 12)")
    return found


def strips(browser: Browser, file: Path) -> Page:
    """Weekly screening by township, the tip of the week of the Spring Festival shown."""
    found = opened(browser, file, f"#k-{WUCHENG}")
    found.locator(f"#k-{WUCHENG}").evaluate("one => scrollTo(0, one.offsetTop - 12)")
    strip = found.locator(f"#u-{WUCHENG} .strip").nth(5)
    box = strip.bounding_box()
    if box is None:
        raise AssertionError("the strip is not on the page")
    strip.hover(position={"x": box["width"] * 12.5 / 59, "y": 5})
    return found


def searched(browser: Browser, file: Path) -> Page:
    """What is missing, searched."""
    found = opened(browser, file, f"#g-{WUCHENG}")
    found.locator(f"#u-{WUCHENG} .filter input").fill("城东")
    found.wait_for_timeout(400)
    found.locator(f"#g-{WUCHENG}").evaluate("one => scrollTo(0, one.offsetTop - 12)")
    return found


def phone(browser: Browser, file: Path) -> Page:
    """A county on a phone, dark."""
    return opened(browser, file, f"#u-{WUYI}", width=390, color_scheme="dark")


HTML = {
    "html-overview": overview,
    "html-county": county,
    "html-strips": strips,
    "html-gaps": searched,
    "html-phone": phone,
}

OFFICE = {
    "xlsx-summary": ("scorecard.xlsx", 1),
    "xlsx-scorecard": ("scorecard.xlsx", 2),
    "circular-first": ("circular.docx", 1),
    "circular-annex": ("circular.docx", 9),
}
"""Pages of what LibreOffice prints, from 1."""


def printed(demo: Path) -> None:
    """Pages of the workbook and of the circular."""
    with tempfile.TemporaryDirectory() as folder:
        files = sorted({file for file, _ in OFFICE.values()})
        pages = dict(zip(files, converted(Path(folder), "pdf", *(demo / file for file in files)), strict=True))
        for name, (file, number) in OFFICE.items():
            command = [program("pdftoppm"), "-r", "64", "-f", str(number), "-singlefile", "-png", str(pages[file])]
            subprocess.run([*command, str(PICTURES / name)], check=True)


def main(demo: Path) -> None:
    """Write every picture of the page, the workbook and the circular."""
    PICTURES.mkdir(exist_ok=True)
    with chromium() as browser:
        for name, show in HTML.items():
            found = show(browser, demo / "scorecard.html")
            found.wait_for_timeout(300)
            found.screenshot(path=PICTURES / f"{name}.png")
            found.context.close()
    printed(demo)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
