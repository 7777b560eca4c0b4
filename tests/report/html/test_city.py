"""The example city: 3,285 villages in a page that stays small, opens at once and is searched without waiting."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from fengqiao.plugin.manager import Manager
from fengqiao.plugin.read import read
from fengqiao.report.html.page import page
from tests.cli.command import fengqiao, write_project
from tests.report.html.sample import chromium, judged, opened

ROOT = Path(__file__).resolve().parents[3]
MISSING = {
    "zh": "未写入 scorecard.html：缺少 jinja2、altair 或 vl-convert。请安装后重新运行：pip install 'fengqiao[html]'",
    "en": "scorecard.html was not written: it needs jinja2, altair and vl-convert. Install them and run again: pip "
    "install 'fengqiao[html]'",
}


@pytest.mark.xdist_group("example")
def test_the_city_takes_less_than_three_megabytes_and_opens_at_once(tmp_path: Path) -> None:
    content = page(judged(read(ROOT / "examples/jinhua/fengqiao.toml", Manager())))
    assert len(content) < 3_000_000
    file = tmp_path / "scorecard.html"
    file.write_bytes(content)
    with chromium() as browser:
        found = opened(browser, file)
        timing = found.evaluate("() => performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
        assert timing < 8_000  # milliseconds: about 300 on an idle machine
        assert found.locator(".lacks tbody tr").count() > 3_285
        found.locator("#search-all input").fill("2019-W06")
        found.locator("#search-all tbody tr").first.wait_for(timeout=5_000)
        assert found.locator("#search-all tbody tr").count() == 100
        narrow = opened(browser, file, "#u-330782000000", width=390)
        assert narrow.evaluate("() => document.documentElement.scrollWidth") == 390


def test_the_command_writes_it_beside_the_workbook_and_says_so(tmp_path: Path) -> None:
    project = write_project(tmp_path / "project")
    ran = fengqiao("score", project, "--out", tmp_path / "out", cwd=tmp_path)
    assert ran.code == 0
    assert f"已写入 {tmp_path / 'out' / 'scorecard.html'}" in ran.errors
    assert b"<!doctype html>" in (tmp_path / "out" / "scorecard.html").read_bytes()


def test_the_same_bytes_in_another_time_zone_and_with_another_hash_seed(tmp_path: Path) -> None:
    project = write_project(tmp_path / "project")
    written = []
    for zone, seed in (("Asia/Shanghai", "1"), ("America/New_York", "2")):
        out = tmp_path / seed
        ran = fengqiao("score", project, "--out", out, cwd=tmp_path, TZ=zone, PYTHONHASHSEED=seed)
        assert ran.code == 0
        written.append((out / "scorecard.html").read_bytes())
    assert written[0] == written[1]


@pytest.mark.parametrize("lang", MISSING)
def test_without_the_extra_the_rest_is_written_and_a_line_says_what_to_install(lang: str, tmp_path: Path) -> None:
    project = write_project(tmp_path / "project")
    hidden = "import sys; sys.modules['altair'] = None; from fengqiao.cli import main; main()"
    ran = subprocess.run(
        [sys.executable, "-c", hidden, "score", str(project), "--out", str(tmp_path / "out"), "--lang", lang],
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 0
    assert MISSING[lang] in ran.stderr.decode().splitlines()
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "assessment.json",
        "circular.docx",
        "scorecard.xlsx",
    ]
