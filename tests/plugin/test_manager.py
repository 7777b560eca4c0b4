"""Plugins: the built-in ones come in by the same door, and one that fails does not keep the others out."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fengqiao_adapters.csv import CsvAdapter

from fengqiao.errors import UsageError
from fengqiao.plugin import Adapter, hookimpl
from fengqiao.plugin.manager import Manager
from fengqiao.plugin.starter import init_project


def _plugin(**hooks: Any) -> SimpleNamespace:
    return SimpleNamespace(**{name: hookimpl(hook) for name, hook in hooks.items()})


def test_the_built_in_adapters_come_by_entry_points() -> None:
    manager = Manager()
    assert {"csv", "excel"} <= set(manager.adapters())
    assert manager.problems == ()
    assert str(manager.origin("adapters", "excel")).startswith("fengqiao ")


def test_without_entry_points_there_is_nothing() -> None:
    manager = Manager(installed=False)
    assert (manager.adapters(), manager.packs(), manager.profiles()) == ({}, [], [])


def test_a_plugin_that_fails_to_load_is_named_and_the_others_go_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "stranger-1.2.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: stranger\nVersion: 1.2\n", encoding="utf-8")
    (info / "entry_points.txt").write_text("[fengqiao]\nstrange = stranger_hooks\n", encoding="utf-8")
    (tmp_path / "stranger_hooks.py").write_text("raise RuntimeError('no licence')\n", encoding="utf-8")
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    manager = Manager()
    (problem,) = manager.problems
    assert problem.line("en") == (
        "strange: the plugin 'strange' (stranger 1.2) cannot be used: RuntimeError: no licence."
        " Update or remove the plugin; the others go on."
    )
    assert "csv" in manager.adapters()


def test_a_hook_that_fails_is_named_and_the_others_go_on() -> None:
    def broken() -> Iterable[Adapter[Any]]:
        raise ValueError("broken")

    manager = Manager(
        {"bad": _plugin(adapters=broken), "good": _plugin(adapters=lambda: [CsvAdapter()])}, installed=False
    )
    assert list(manager.adapters()) == ["csv"]
    assert [(problem.code, str(problem.where)) for problem in manager.problems] == [("plugin.failed", "bad")]


def test_a_name_belongs_to_one_plugin() -> None:
    plugin = _plugin(adapters=lambda: [CsvAdapter()])
    manager = Manager({"a": plugin, "b": _plugin(adapters=lambda: [CsvAdapter()])}, installed=False)
    assert str(manager.origin("adapters", "csv")) == "a"
    assert [problem.code for problem in manager.problems] == ["plugin.name-taken"]


def test_an_unknown_name_is_refused_with_the_nearest() -> None:
    with pytest.raises(UsageError, match="there is no adapter named 'exel'; did you mean 'excel'"):
        Manager().adapter("exel")


def test_managers_share_nothing() -> None:
    def packs() -> Mapping[str, Path]:
        return {"mine": Path("mine")}

    assert Manager({"a": _plugin(packs=packs)}, installed=False).packs() == ["mine"]
    assert Manager(installed=False).packs() == []


PROFILE = """profile: posts
tables:
  - register: posts
    header: {texts: [姓名, 专兼职]}
    fields: {name: 姓名}
"""


def test_a_first_project_file_names_the_profile_that_fits(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text(PROFILE, encoding="utf-8")
    (tmp_path / "区划-2019-10-31.csv").write_text(
        "code,name,level,parent\n330702000000,婺城区,county,\n", encoding="utf-8"
    )
    for month in (1, 2):
        (tmp_path / f"名册 2019-{month}.csv").write_text("姓名,专兼职\n甲,专职\n", encoding="utf-8")
    (tmp_path / "别的.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    text = init_project(tmp_path)
    assert 'places = [\n    {edition = 2019-10-31, path = "区划-2019-10-31.csv"},\n]' in text
    assert 'adapter = "csv"\nprofile = "p.yaml"\npath = "名册 *-*.csv"\n# covers' in text
    assert "#   别的.csv" in text


def test_an_empty_folder_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no file that can be read"):
        init_project(tmp_path)
