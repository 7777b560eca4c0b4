"""Loading into a store: it means what reading means, goes on after a kill, and is done by one at a time."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import attrs
import pytest

import fengqiao
from fengqiao.boundary.rows import TableReader
from fengqiao.boundary.settings import Project
from fengqiao.engine.memory import MemoryEngine
from fengqiao.errors import Problem, ProjectError, UsageError
from fengqiao.model.source import Row
from fengqiao.plugin.load import load
from fengqiao.plugin.read import read
from fengqiao.plugin.stored import engine_of
from tests.cli.command import COMMAND, EXAMPLE
from tests.plugin.loading import held, project, same, write_project
from tests.profiles.project import read as read_workbooks
from tests.profiles.test_join import IDS, LAYOUT, book

ROWS, BATCH = 6000, 1024
KILLED = """
import sys
from fengqiao.plugin.load import load
load(sys.argv[1], sys.argv[2], batch=int(sys.argv[3]))
"""


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_project(tmp_path_factory.mktemp("long"), ROWS)


@pytest.fixture(scope="module")
def whole(long: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store of a load that nobody stopped."""
    into = tmp_path_factory.mktemp("whole") / "city.duckdb"
    load(long, into, batch=BATCH)
    return into


def stored(found: Project, into: Path) -> Project:
    return attrs.evolve(found, store=into)


# -- what it holds


def test_a_store_says_what_the_sources_say(long: Path, whole: Path) -> None:
    data = read(project(long))
    assert data.intake.refused > 20, "some rows of the fixture are wrong"
    assert {p.code for p in data.problems} >= {"cell.date", "row.id-twice", "table.total-differs"}
    assert len(data.facts["screenings"]) > 4 * BATCH
    same(data, read(stored(project(long), whole)))
    assert not list(whole.parent.glob("*.loading"))


def test_each_register_lies_in_the_order_of_division_and_date(whole: Path) -> None:
    found = held(whole)
    for register, day in (("screenings", 5), ("disputes", 6)):
        rows = [(row[1], row[day] or date.max) for row in found[register]]
        assert rows
        assert rows == sorted(rows)


def test_a_folder_of_parquet_holds_the_same(long: Path, whole: Path, tmp_path: Path) -> None:
    folder = tmp_path / "it's a city"
    load(long, folder, batch=BATCH)
    assert held(folder) == held(whole)
    same(read(project(long)), read(stored(project(long), folder)))
    load(long, folder, batch=BATCH)
    assert held(folder) == held(whole)


def test_the_example_is_judged_from_a_store_as_from_its_workbooks(tmp_path: Path) -> None:
    found = project(EXAMPLE / "fengqiao.toml")
    found = attrs.evolve(found, sources=found.sources[2:])  # a correction, returned reports, returns of counts
    pack, as_of = fengqiao.load_pack(found.pack), found.as_of
    assert as_of is not None
    load(found, tmp_path / "city.duckdb")
    data, kept = read(found), read(stored(found, tmp_path / "city.duckdb"))
    same(data, kept)
    one, other = (
        fengqiao.to_json(fengqiao.assess(pack, each, as_of=as_of, other_readings=False)) for each in (data, kept)
    )
    assert one == other


def test_the_engine_goes_by_size_unless_the_project_says_it(long: Path, whole: Path) -> None:
    found = stored(project(long), whole)
    data = read(found)
    assert engine_of(found, data) is MemoryEngine
    assert engine_of(attrs.evolve(found, store=None, engine="sql"), data) is MemoryEngine
    sql = engine_of(attrs.evolve(found, engine="sql"), data)
    many = data.evolve(intake=attrs.evolve(data.intake, facts=2_000_001))
    assert engine_of(found, many) is not MemoryEngine
    assert engine_of(attrs.evolve(found, engine="memory"), many) is MemoryEngine
    pack = fengqiao.load_pack(found.pack)
    one, other = (
        fengqiao.explain(pack, data, "village-screening", "婺城区", as_of=date(2019, 12, 31), engine=engine)
        for engine in (MemoryEngine, sql)
    )
    assert one.outcome == other.outcome


@pytest.mark.parametrize(
    "join", ['[join]\nposts = ["person", "name"]\ncommittees = ["id", "name"]\n', ""], ids=["joined", "apart"]
)
def test_joined_sources_and_what_was_reported_twice_mean_the_same(tmp_path: Path, join: str) -> None:
    people = [("张三", IDS[0], "城东街道", "C1", ""), ("李四", "", "城中街道", "", "专职")]
    book(tmp_path / "a.xlsx", people, [("C1", "交通调委会", "城东街道", "2015-01-01")])
    book(tmp_path / "b.xlsx", [("张 三", IDS[0], "城东街道", "C9", "专职")], [("C2", "交通调委会", "城东街道", "")])
    (tmp_path / "own.yaml").write_text(LAYOUT, encoding="utf-8")
    data = read_workbooks(tmp_path, "own.yaml", "a.xlsx", "b.xlsx", more=join)
    found = project(tmp_path / "project.toml")
    load(found, tmp_path / "city.duckdb", batch=1)
    same(data, read(stored(found, tmp_path / "city.duckdb")))


def test_a_sheet_that_two_sources_name_is_written_once(tmp_path: Path) -> None:
    path = write_project(tmp_path, 50)
    text = path.read_text(encoding="utf-8")
    path.write_text(text + text[text.index("[[sources]]") :], encoding="utf-8")
    load(path, tmp_path / "city.duckdb")
    rows = held(tmp_path / "city.duckdb")["screenings"]
    assert (
        len(rows)
        == len({row[0] for row in rows})
        == len(
            set(read(project(path)).facts["screenings"])
            and {fact.id for fact in read(project(path)).facts["screenings"]}
        )
    )


# -- a load that is stopped


class Counted:
    """How many rows are read into facts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.rows = 0
        plain = TableReader._batch

        def counting(reader: TableReader, rows: list[Row]) -> None:
            self.rows += len(rows)
            plain(reader, rows)

        monkeypatch.setattr(TableReader, "_batch", counting)


def entries(work: Path) -> list[Path]:
    return [path for path in work.rglob("0*.json") if path.exists()]


def kill(path: Path, into: Path, ready: object) -> bool:
    """Load in a process of its own and kill it once something is there; whether it still ran."""
    command = [sys.executable, "-c", KILLED, str(path), str(into), str(BATCH)]
    with subprocess.Popen(command) as running:
        while running.poll() is None and not ready():  # type: ignore[operator]  # a function of the caller's
            time.sleep(0.001)
        stopped = running.poll() is None
        running.send_signal(signal.SIGKILL)
    return stopped


@pytest.mark.parametrize("after", [1, 4, 9, "while the store is made"])
def test_a_load_that_is_killed_goes_on(
    long: Path, whole: Path, tmp_path: Path, after: int | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    into = tmp_path / "city.duckdb"
    work = tmp_path / "city.duckdb.loading"
    made = work / "making"
    ready = made.exists if isinstance(after, str) else lambda: len(entries(work)) >= after
    assert kill(long, into, ready), "it was over before it could be killed"
    assert not into.exists()
    kept = sum(json.loads(path.read_text(encoding="utf-8"))["taken"] for path in entries(work))
    assert kept >= BATCH // 2
    counted = Counted(monkeypatch)
    load(long, into, batch=BATCH)
    # what has a journal entry is not read again: only the batch that was under way, and nothing else twice
    assert counted.rows <= 2 * ROWS + 4 - kept
    assert held(into) == held(whole)
    assert not work.exists()


def test_a_file_that_was_changed_meanwhile_is_read_afresh(tmp_path: Path) -> None:
    path, into = write_project(tmp_path, 3000), tmp_path / "city.duckdb"
    assert kill(path, into, lambda: len(entries(tmp_path / "city.duckdb.loading")) >= 2)
    cases = tmp_path / "data" / "cases.csv"
    cases.write_text(cases.read_text(encoding="utf-8").replace("A1,", "B1,"), encoding="utf-8")
    load(path, into, batch=BATCH)
    same(read(project(path)), read(stored(project(path), into)))


def test_rows_without_a_hash_are_known_again_by_themselves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A database tells no sha256: rows that were passed over have to be the rows of then."""
    import fengqiao_adapters.csv as adapter

    path, into = write_project(tmp_path, 3000), tmp_path / "city.duckdb"
    plain = adapter._rows
    stop = {"at": 2600, "shift": 0}

    def rows(*given: object) -> Iterator[Row | Problem]:
        for row in plain(*given):  # type: ignore[arg-type]  # handed on
            if isinstance(row, Row) and row.number == stop["at"]:
                raise KeyboardInterrupt
            yield row if not stop["shift"] or row.number % 1000 != 7 else Row(row.number, (*row.cells[:2], "3"))  # type: ignore[union-attr]  # no Problem here

    monkeypatch.setattr(adapter, "_rows", rows)
    monkeypatch.setattr(adapter, "Table", lambda name, sheet, found, digest: plain_table(name, sheet, found))
    for shift in (0, 1):
        stop.update(at=2600, shift=0)
        with pytest.raises(KeyboardInterrupt):
            load(path, into, batch=BATCH)
        stop.update(at=-1, shift=shift)
        load(path, into, batch=BATCH)
        same(read(project(path)), read(stored(project(path), into)))


def plain_table(name: str, sheet: str | None, rows: object) -> object:
    from fengqiao.plugin.adapter import Table

    return Table(name, sheet, rows)  # type: ignore[arg-type]  # handed on


def test_a_second_load_at_the_same_time_is_refused(long: Path, tmp_path: Path) -> None:
    into = tmp_path / "city.duckdb"
    said: list[str] = []

    def second(_: str) -> None:
        if said:
            return
        command = [COMMAND, "load", str(long), "--into", str(into), "--lang", "en"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        said.append(f"{done.returncode} {done.stderr}")
        with pytest.raises(UsageError) as refused:
            load(long, into)
        said.append(refused.value.text.zh)

    load(long, into, progress=second)
    assert said == [
        "2 Another fengqiao load is filling city.duckdb. Wait until it has ended.\n",
        "另一个 fengqiao load 正在装载 city.duckdb。请等它结束再运行。",
    ]
    assert into.exists()
    load(long, into)


# -- a store that does not fit


def test_a_store_of_other_rules_is_refused(long: Path, whole: Path) -> None:
    found = stored(project(long), whole)
    with pytest.raises(ProjectError, match=r"city.duckdb was loaded with another known_by. Load it again"):
        read(found, known_by=date(2019, 6, 30))
    with pytest.raises(ProjectError, match="loaded with another join"):
        read(attrs.evolve(found, join={"posts": ["name"]}))
    other = long.parent / "other.csv"
    other.write_text((long.parent / "places.csv").read_text(encoding="utf-8").replace("第200村", "甲村"), "utf-8")
    (long.parent / "other.toml").write_text(long.read_text("utf-8").replace("places.csv", "other.csv"), "utf-8")
    with pytest.raises(ProjectError, match="loaded with another places"):
        read(stored(project(long.parent / "other.toml"), whole))


def test_what_is_no_store_is_told(long: Path, tmp_path: Path) -> None:
    found = project(long)
    with pytest.raises(UsageError, match=r"There is no store a.duckdb. Make it with fengqiao load"):
        read(stored(found, tmp_path / "a.duckdb"))
    (tmp_path / "b.duckdb").write_text("not a database" * 1000, encoding="utf-8")
    with pytest.raises(UsageError, match=r"b.duckdb cannot be opened as a store \(IO Error"):
        read(stored(found, tmp_path / "b.duckdb"))
    (tmp_path / "c").mkdir()
    with pytest.raises(UsageError, match=r"no store of this version of fengqiao load \(it lacks about.format"):
        read(stored(found, tmp_path / "c"))
