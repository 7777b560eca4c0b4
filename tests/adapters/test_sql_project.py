"""A project whose source is a provincial database: what its joined tables say, recounted by plain SQL."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import fengqiao
from fengqiao.boundary.settings import load_project
from tests.adapters.servers import Server, server

TABLES = {
    "RMTJ_JWHJBXX": ("TWHBM", "TWHMC", "TWHLX", "CLRQ", "SUQY"),
    "RMTJ_TJGZSJBQK": ("tjgzsbm", "sstwhbm", "tjgzsmc", "tjgzsslsj"),
    "RMTJ_TJYJBXX": ("TJYBM", "XM", "ZJZ", "SFZFGMFW", "TWHBM"),
    "RMTJ_TJAJXX": ("AJBM", "TWHBM", "SLRQ", "TJRQ", "TJLX", "TJJG"),
    "RMTJ_AJZTQK": ("TWHBM", "ND", "YF", "TJJFJS", "PCJFCS"),
}
ROWS: dict[str, list[tuple[str, ...]]] = {
    "RMTJ_JWHJBXX": [(f"T{i}", f"第{i}调委会", "1", "2015-03-01", f"33070200{i}000") for i in (1, 2)],
    "RMTJ_TJGZSJBQK": [("G1", "T1", "老李工作室", "2018-12-01")],
    "RMTJ_TJYJBXX": [
        (f"M{i}", f"调解员{i}", "专职" if i % 3 else "兼职", "是" if i % 2 else "否", f"T{i % 2 + 1}") for i in range(9)
    ],
    "RMTJ_TJAJXX": [(f"A{i}", f"T{i % 2 + 1}", "2019-03-05", "2019-03-06", "1", str(i % 2 + 1)) for i in range(7)],
    "RMTJ_AJZTQK": [(f"T{i}", "2019", str(m), "3", str(m)) for i in (1, 2) for m in (1, 2, 12)],
}


@pytest.fixture(params=["sqlite", "postgresql"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    with server(request.param, tmp_path) as one:
        for table, columns in TABLES.items():
            listed = ", ".join(f"{one.quoted(column)} varchar(60)" for column in columns)
            one.run(f"CREATE TABLE {one.quoted(table)} ({listed})")
            marks = ", ".join(f":c{i}" for i in range(len(columns)))
            rows: list[dict[str, object]] = [{f"c{i}": value for i, value in enumerate(row)} for row in ROWS[table]]
            one.fill(f"INSERT INTO {one.quoted(table)} VALUES ({marks})", rows)  # noqa: S608  # the test's own names
        yield one


def test_a_province_is_read_joined_and_judged(db: Server, tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text(
        "code,name,level,parent\n330700000000,金华市,city,\n330702000000,婺城区,county,330700000000\n"
        "330702001000,城东街道,township,330702000000\n330702002000,城中街道,township,330702000000\n",
        encoding="utf-8",
    )
    (tmp_path / "project.toml").write_text(
        'pack = "jinhua-2018-2020"\nas_of = 2019-12-31\nsynthetic = true\n'
        'places = [{edition = 2018-10-31, path = "places.csv"}]\n[[sources]]\nadapter = "sql"\n'
        'profile = "rmtj-province"\nurl = "${FENGQIAO_DB}"\n'
        + (f'schema = "{db.schema}"\n' if db.schema else "")
        + 'covers = {units = ["330702000000"], from = 2018-11-08, until = 2019-12-31}\n',
        encoding="utf-8",
    )
    project = load_project(tmp_path / "project.toml", environ={"FENGQIAO_DB": db.url})
    data = fengqiao.read(project)
    errors = [p.line("en") for p in data.problems if p.severity.value == "error"]
    assert errors == []

    def counted(table: str, where: str = "1 = 1", what: str = "count(*)") -> int:
        with db.connect() as connection:
            return int(connection.exec_driver_sql(f"SELECT {what} FROM {db.quoted(table)} WHERE {where}").scalar_one())  # noqa: S608  # the same

    posts = data.facts["posts"]
    assert data.intake.rows == data.intake.facts == sum(counted(table) for table in TABLES)
    assert sum(p.employment == "full_time" for p in posts) == counted("RMTJ_TJYJBXX", "\"ZJZ\" = '专职'")  # type: ignore[attr-defined]
    assert sum(p.at == "T1" for p in posts) == counted("RMTJ_TJYJBXX", "\"TWHBM\" = 'T1'")  # type: ignore[attr-defined]
    assert sum(d.outcome == "success" for d in data.facts["disputes"]) == counted("RMTJ_TJAJXX", "\"TJJG\" = '1'")  # type: ignore[attr-defined]
    assert [s.committee for s in data.facts["studios"]] == ["T1"]  # type: ignore[attr-defined]
    returns = data.facts["count_returns"]
    assert sum(r.count for r in returns) == counted("RMTJ_AJZTQK", what='sum(CAST("PCJFCS" AS integer))')  # type: ignore[attr-defined]
    assert {(r.since, r.until) for r in returns} == {  # type: ignore[attr-defined]
        (date(2019, 1, 1), date(2019, 1, 31)),
        (date(2019, 2, 1), date(2019, 2, 28)),
        (date(2019, 12, 1), date(2019, 12, 31)),
    }
    assert fengqiao.assess(fengqiao.load_pack(project.pack), data, as_of=date(2019, 12, 31)).outcomes
