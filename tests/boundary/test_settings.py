"""The project file: what is wrong is told at its line, and secrets are shown nowhere."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from fengqiao.boundary.settings import load_project
from fengqiao.errors import ProjectError
from fengqiao.plugin.manager import Manager

HEAD = 'pack = "p"\nplaces = [{edition = 2019-10-31, path = "places.csv"}]\n'
EDITION = "code,name,level,parent\n330700000000,金华市,city,\n330702000000,婺城区,county,330700000000\n"


def _write(folder: Path, text: str, edition: str = EDITION) -> Path:
    (folder / "places.csv").write_text(edition, encoding="utf-8")
    (folder / "project.toml").write_text(text, encoding="utf-8")
    return folder / "project.toml"


def _told(path: Path) -> list[str]:
    with pytest.raises(ProjectError) as raised:
        load_project(path, environ={})
    return [problem.line("en") for problem in raised.value.problems] or [raised.value.text.en]


def test_what_it_says_is_read(tmp_path: Path) -> None:
    text = (
        'as_of = 2019-12-31\nlang = "zh"\nscheme = "s"\ncarry = {posts = 92}\nsynthetic = true\n'
        + HEAD
        + '[readings]\nt = "r"\n[[sources]]\nadapter = "csv"\nprofile = "x"\npath = "*.csv"\n'
        + 'covers = {units = ["婺城区"], registers = ["posts"], from = 2019-01-01, until = 2019-12-31}\n'
    )
    project = load_project(_write(tmp_path, text), environ={})
    assert (project.as_of, project.lang, project.scheme, project.synthetic) == (date(2019, 12, 31), "zh", "s", True)
    assert project.carry == {"posts": timedelta(days=92)}
    assert project.readings == {"t": "r"}
    (source,) = project.sources
    assert (source.adapter, source.profile, source.options) == ("csv", "x", {"path": "*.csv"})
    assert (source.covers.units, source.covers.since) == (("330702000000",), date(2019, 1, 1))


def test_a_folder_of_schemes_comes_before_the_pack_and_one_takes_its_place(tmp_path: Path) -> None:
    (tmp_path / "ours").mkdir()
    for name in ("zz-ours", "county-example"):
        (tmp_path / "ours" / f"{name}.yaml").write_text(
            f"id: {name}\ntitle: {{zh: 本县办法, en: Ours}}\nlevel: county\nout_of: 5\nitems:\n"
            "  - {id: one, name: {zh: 一, en: One}, marks: 5, target: county-studios, award: full}\n",
            encoding="utf-8",
        )
    project = load_project(_write(tmp_path, 'schemes = "ours"\n' + HEAD), environ={})
    pack = Manager().pack("jinhua-2018-2020", project.schemes)
    assert list(pack.schemes)[:2] == ["county-example", "zz-ours"]
    assert pack.schemes["county-example"].title.en == "Ours"
    assert "huangshi-2020" in pack.schemes


WRONG = [
    (
        HEAD + 'schemes = "none"\n',
        "project.toml:3:1: there is no scheme (*.yaml) in the folder 'none'. Check the folder",
    ),
    (HEAD + 'pck = "x"\n', "project.toml:3:1: there is no key named 'pck'. Did you mean 'pack'? Allowed: pack, as_of,"),
    (HEAD + "as_of = 12\n", "project.toml:3:1: as_of has to be a date. Write as_of = 2019-12-31."),
    (HEAD + 'lang = "fr"\n', "project.toml:3:1: lang cannot be 'fr'. Allowed: zh, en."),
    (HEAD + "carry = {post = 3}\n", "project.toml:3:1: there is no register named 'post'. Did you mean 'posts'?"),
    (HEAD + '[[sources]]\npath = "x"\n', "project.toml:3:3: entry 1 of sources lacks adapter or profile."),
    (HEAD + 'identity_key = "${KEY}"\n', "project.toml:3:1: the environment variable KEY is not set. Set KEY first."),
    ('pack = "p"\n', "project.toml: no edition of the places is given."),
    (HEAD.replace("places.csv", "no.csv"), "no.csv: the file cannot be opened (there is no such file). Check the path"),
    (HEAD + "as_of = \n", "the project file project.toml is not valid TOML:"),
]


@pytest.mark.parametrize(("text", "line"), WRONG)
def test_a_mistake_is_told_at_its_line(tmp_path: Path, text: str, line: str) -> None:
    found = _told(_write(tmp_path, text))
    assert found[0].startswith(line), found


def test_a_line_of_an_edition_is_told(tmp_path: Path) -> None:
    assert _told(_write(tmp_path, HEAD, EDITION + "33070,坏,vilage,\n")) == [
        "places.csv:4:1: '33070' is not a division code of 12 digits. Correct the line."
    ]


def test_a_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match=r"no project file no\.toml\. Check the path"):
        load_project(tmp_path / "no.toml")


def test_a_secret_comes_from_the_environment_and_is_shown_nowhere(tmp_path: Path) -> None:
    text = HEAD + 'identity_key = "${KEY}"\n[[sources]]\nadapter = "a"\nprofile = "x"\nurl = "db://${PASS}@h"\n'
    project = load_project(_write(tmp_path, text), environ={"KEY": "hush-key", "PASS": "hush-pass"})
    assert project.sources[0].options["url"] == "db://hush-pass@h"
    assert "hush" not in repr(project) + repr(project.sources)


def test_identities_agree_between_runs_only_with_a_key(tmp_path: Path) -> None:
    keyed = [load_project(_write(tmp_path, HEAD + 'identity_key = "k"\n')).hasher.identity("1" * 18) for _ in range(2)]
    loose = [load_project(_write(tmp_path, HEAD)).hasher.identity("1" * 18) for _ in range(2)]
    assert keyed[0] == keyed[1]
    assert loose[0] != loose[1]


def test_who_issues_the_circular_is_read_and_a_wrong_key_told(tmp_path: Path) -> None:
    said = '[circular]\nissuer = "甲"\nissued = 2020-01-03\nreport_by = "2020-01-15"\n'
    letter = load_project(_write(tmp_path, HEAD + said), environ={}).letter
    assert (letter.issuer, letter.number, letter.issued, letter.report_by) == (
        "甲",
        None,
        date(2020, 1, 3),
        date(2020, 1, 15),
    )
    (line,) = _told(_write(tmp_path, HEAD + '[circular]\nisuer = "甲"\n'))
    assert "there is no key of circular named 'isuer'" in line
    assert "issuer" in line
