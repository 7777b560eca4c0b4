"""The sql adapter on real servers: the contract, what it reads, that it cannot write, and every way in which it ends."""  # noqa: E501

from __future__ import annotations

import socket
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fengqiao_adapters.sql import SqlAdapter, SqlOptions
from fengqiao_adapters.sql.connect import Source
from sqlalchemy.exc import DBAPIError

from fengqiao.errors import Problem
from fengqiao.plugin import Row, Table
from fengqiao.testing.adapter import AdapterContract, Sample
from tests.adapters.servers import KINDS, Server, server


@pytest.fixture(params=KINDS)
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Server]:
    with server(request.param, tmp_path) as one:
        yield one


def _found(db: Server, **options: Any) -> list[Table | Problem]:
    return list(SqlAdapter().tables(SqlOptions.model_validate(db.options | options), db.folder))


def _tables(db: Server, **options: Any) -> list[Table]:
    found = _found(db, **options)
    assert not [one for one in found if isinstance(one, Problem)], found
    return [one for one in found if isinstance(one, Table)]


def _rows(db: Server, table: str, **options: Any) -> list[Row | Problem]:
    (one,) = _tables(db, tables=[table], **options)
    return list(one.rows())


def _cells(db: Server, table: str, **options: Any) -> list[tuple[str, ...]]:
    rows = _rows(db, table, **options)
    assert [row for row in rows if isinstance(row, Problem)] == []
    return [row.cells for row in rows if isinstance(row, Row)]


def _clean(shown: object) -> None:
    for secret in ("se-cret-1", "127.0.0.1", "postgres:", "root", "://", "Traceback"):
        assert secret not in str(shown), shown


class _Contract(AdapterContract):
    kind = ""

    @pytest.fixture
    def adapter(self) -> SqlAdapter:
        return SqlAdapter()

    @pytest.fixture
    def sample(self, tmp_path: Path) -> Iterator[Sample]:
        with server(self.kind, tmp_path) as db:
            db.run(
                "CREATE TABLE a (id integer PRIMARY KEY, held date)",
                "CREATE VIEW b AS SELECT held FROM a",
                "CREATE TABLE c (id integer PRIMARY KEY)",
            )
            db.fill("INSERT INTO a VALUES (:id, '2019-03-05')", [{"id": i} for i in range(3)])
            (tmp_path / "broken.db").write_bytes(b"no database " * 400)
            broken = {
                "sqlite": {"url": "sqlite:///broken.db"},
                "postgresql": {"url": "postgresql://postgres:se-cret-1@127.0.0.1:5432/没有此库"},
                "mysql": {"url": "mysql://root@127.0.0.1:3306/没有此库"},
            }
            yield Sample(
                tmp_path,
                db.options,
                {(db.name, "a"): 4, (db.name, "b"): 4, (db.name, "c"): 1},
                db.options | {"tables": ["没有此表"]},
                broken[self.kind],
                ("se-cret-1", "127.0.0.1") if self.kind != "sqlite" else (),
            )


class TestSqliteContract(_Contract):
    kind = "sqlite"


class TestPostgresqlContract(_Contract):
    kind = "postgresql"


class TestMysqlContract(_Contract):
    kind = "mysql"


del _Contract


def test_values_become_text(db: Server) -> None:
    moment = "timestamp" if db.kind == "postgresql" else "datetime"
    db.run(f"CREATE TABLE t (i bigint, n numeric(12, 3), f double precision, s varchar(40), d date, m {moment})")
    values = "(-9007199254740993, {n}, 0.5, '３月，村', '2019-03-05', '2019-03-05 08:09:10')"
    db.run("INSERT INTO t (i, n, f, s, d, m) VALUES " + values.format(n="'12.50'" if db.kind == "sqlite" else "12.50"))  # noqa: S608  # the names are this test's own
    db.run("INSERT INTO t (s) VALUES ('')")
    written = "12.5" if db.kind == "sqlite" else "12.500"
    assert sorted(_cells(db, "t")) == sorted(
        [
            ("i", "n", "f", "s", "d", "m"),
            ("-9007199254740993", written, "0.5", "３月，村", "2019-03-05", "2019-03-05 08:09:10"),
            ("", "", "", "", "", ""),
        ]
    )


MIDNIGHT = {"mysql": "2019-03-05", "postgresql": "2019-03-05 00:00:00", "sqlite": "2019-03-05 00:00:00"}


def test_a_moment_has_no_fractions_of_nothing(db: Server) -> None:
    moment = "timestamp(6)" if db.kind == "postgresql" else "datetime(6)"
    db.run(f"CREATE TABLE t (k integer PRIMARY KEY, m {moment})")
    moments = ["2019-03-05 00:00:00", "2019-03-05 08:09:10", "2019-03-05 08:09:10.5", None]
    db.fill("INSERT INTO t VALUES (:k, :m)", [{"k": k, "m": m} for k, m in enumerate(moments)])
    assert [m for _, m in _cells(db, "t")[1:]] == [MIDNIGHT[db.kind], *moments[1:3], ""]


def test_rows_come_by_the_primary_key(db: Server) -> None:
    db.run("CREATE TABLE t (v varchar(9), k integer PRIMARY KEY)")
    db.fill("INSERT INTO t VALUES (:v, :k)", [{"v": str(9 - k), "k": k} for k in (10, 2, 33, 1)])
    rows = _rows(db, "t", fetch=2)
    assert rows == [
        Row(0, ("v", "k")),
        Row(1, ("8", "1")),
        Row(2, ("7", "2")),
        Row(3, ("-1", "10")),
        Row(4, ("-24", "33")),
    ]


def test_without_a_key_texts_that_only_differ_in_capitals_have_one_order(db: Server) -> None:
    db.run("CREATE TABLE t (v varchar(9))")
    db.fill("INSERT INTO t VALUES (:v)", [{"v": v} for v in ("b", "A", "a", "B", "é", "e")])
    once = _cells(db, "t")
    assert once[1:] == [(v,) for v in sorted(["b", "A", "a", "B", "é", "e"], key=str.encode)]


def test_month_shards_and_views_are_found_by_a_pattern(db: Server) -> None:
    for name in ("CONFLICTRPT_2019_1", "CONFLICTRPT_2019_12", "OTHER"):
        db.run(f"CREATE TABLE {db.quoted(name)} (orgid integer PRIMARY KEY)")
    db.run(f"CREATE VIEW {db.quoted('CONFLICTRPT_2020_1')} AS SELECT orgid FROM {db.quoted('OTHER')}")  # noqa: S608  # the names are this test's own
    found = _tables(db, tables=["conflictrpt_*"])
    assert [t.sheet for t in found] == ["CONFLICTRPT_2019_1", "CONFLICTRPT_2019_12", "CONFLICTRPT_2020_1"]
    assert {t.file for t in found} == {db.name}


HOSTILE = ('t"; DROP TABLE 安全; --', "t`; DROP TABLE 安全; --", "o'brien %(x)s %s :y", "表 一", "select", "a.b")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_are_only_names(db: Server, name: str) -> None:
    def write(statement: str) -> None:
        with db.connect() as connection:
            cursor = connection.connection.cursor()
            cursor.execute(statement)
            cursor.close()
            connection.connection.commit()

    quote = "`" if db.kind == "mysql" else '"'
    quoted = quote + name.replace(quote, quote * 2) + quote
    write("CREATE TABLE 安全 (v integer PRIMARY KEY)")
    write(f"CREATE TABLE {quoted} ({quoted} varchar(9) PRIMARY KEY, 列 integer)")
    write(f"INSERT INTO {quoted} VALUES ('甲', 1)")  # noqa: S608  # the names are this test's own
    found = {t.sheet: [r.cells for r in t.rows() if isinstance(r, Row)] for t in _tables(db)}
    assert found == {name: [(name, "列"), ("甲", "1")], "安全": [("v",)]}


@pytest.mark.parametrize(
    "statement",
    ["INSERT INTO t VALUES (2)", "UPDATE t SET k = 5", "DELETE FROM t", "CREATE TABLE u (k integer)", "DROP TABLE t"],
)
def test_the_adapters_own_connection_cannot_write(db: Server, statement: str) -> None:
    db.run("CREATE TABLE t (k integer PRIMARY KEY)", "INSERT INTO t VALUES (1)")
    source = Source.of(SqlOptions.model_validate(db.options), db.folder)
    assert isinstance(source, Source)
    with source.engine.connect() as connection:
        if db.schema:
            connection.exec_driver_sql(
                f"USE {db.quoted(db.schema)}" if db.kind == "mysql" else f"SET search_path TO {db.quoted(db.schema)}"
            )
        with pytest.raises(DBAPIError, match=r"(?i)read.?only"):
            connection.exec_driver_sql(statement)
    db.run("INSERT INTO t VALUES (3)")  # the role itself may write
    assert _cells(db, "t") == [("k",), ("1",), ("3",)]


def test_bytes_are_told_once_a_column_and_no_row_is_lost(db: Server) -> None:
    kind = {"sqlite": "blob", "postgresql": "bytea", "mysql": "blob"}[db.kind]
    db.run(f"CREATE TABLE t (k integer PRIMARY KEY, photo {kind})")
    db.fill("INSERT INTO t VALUES (:k, :p)", [{"k": k, "p": None if k == 1 else b"\xff\xd8"} for k in (1, 2, 3)])
    rows = _rows(db, "t", fetch=1)
    (problem,) = [row for row in rows if isinstance(row, Problem)]
    assert [row.cells for row in rows if isinstance(row, Row)] == [("k", "photo"), ("1", ""), ("2", ""), ("3", "")]
    assert problem.line("en") == (
        f"{db.name}:t!B3: the column 'photo' holds bytes; from this row on such cells are taken as blank."
        " Read a view that turns it into text or leaves it out."
    )


def test_the_limit_of_rows_is_told_with_its_place(db: Server) -> None:
    db.run("CREATE TABLE t (k integer PRIMARY KEY)")
    db.fill("INSERT INTO t VALUES (:k)", [{"k": k} for k in range(5)])
    rows = _rows(db, "t", max_rows=3, fetch=2)
    assert [row.cells[0] for row in rows if isinstance(row, Row)] == ["k", "0", "1", "2"]
    assert isinstance(rows[-1], Problem)
    assert rows[-1].code == "sql.too-many-rows"
    assert str(rows[-1].where) == f"{db.name}:t!A5"
    assert not any(isinstance(row, Problem) for row in _rows(db, "t", max_rows=5))


def test_a_table_that_is_not_there_is_told_with_those_that_are(db: Server) -> None:
    db.run("CREATE TABLE t (k integer PRIMARY KEY)")
    problem, table = _found(db, tables=["RMTJ_*", "t"])
    assert isinstance(problem, Problem)
    assert isinstance(table, Table)
    assert problem.line("zh") == (
        f"{db.name}:RMTJ_*: 没有符合“RMTJ_*”的表或视图，现有：t。请核对 tables 和 schema，以及账号能否看到该表。"
    )


def test_a_table_dropped_after_it_was_found_is_told(db: Server) -> None:
    db.run("CREATE TABLE t (k integer PRIMARY KEY)")
    (table,) = _tables(db)
    db.run("DROP TABLE t")
    _, problem = table.rows()
    assert isinstance(problem, Problem)
    assert problem.code == "sql.unreadable"
    assert str(problem.where) == f"{db.name}:t!A2"
    _clean(problem)


@pytest.mark.parametrize("kind", ["postgresql", "mysql"])
def test_a_schema_that_is_not_there_is_told(kind: str, tmp_path: Path) -> None:
    with server(kind, tmp_path) as db:
        (problem,) = _found(db, schema="没有此模式")
    assert isinstance(problem, Problem)
    assert problem.line("zh") == (
        "test/没有此模式: 没有名为“没有此模式”的模式（schema）。请核对 schema，以及账号能否看到它。"
    )


KILL = {
    "postgresql": "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE application_name = 'doomed' AND pid <> pg_backend_pid()",
    "mysql": "SELECT id FROM information_schema.processlist WHERE db = 'test' AND id <> connection_id()"
    " AND info LIKE '%doomed%'",
}


@pytest.mark.parametrize("kind", ["postgresql", "mysql"])
def test_a_connection_lost_half_way_ends_with_its_place(kind: str, tmp_path: Path) -> None:
    with server(kind, tmp_path) as db:
        db.run("CREATE TABLE doomed (k integer PRIMARY KEY, v varchar(200))")
        db.fill("INSERT INTO doomed VALUES (:k, :v)", [{"k": k, "v": "长" * 200} for k in range(40_000)])
        url = db.url + ("?application_name=doomed" if kind == "postgresql" else "")
        (table,) = _tables(db, url=url, fetch=100)
        rows = table.rows()
        read = [next(rows) for _ in range(50)]
        with db.connect() as connection:
            found = connection.exec_driver_sql(KILL[kind].replace("%", "%%") if kind == "mysql" else KILL[kind]).all()
            assert len(found) == 1
            if kind == "mysql":
                connection.exec_driver_sql(f"KILL {found[0][0]}")
        read += list(rows)
    *kept, problem = read
    assert isinstance(problem, Problem)
    assert problem.code == "sql.lost"
    assert [row.number for row in kept if isinstance(row, Row)] == list(range(len(kept)))
    assert 50 <= len(kept) < 40_001
    assert str(problem.where) == f"{db.name}:doomed!A{len(kept) + 1}"
    _clean(problem)


SLOW = {
    "sqlite": "CREATE VIEW t AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c) SELECT x FROM c",
    "postgresql": "CREATE VIEW t AS SELECT 1 AS x, pg_sleep(30)::text AS y",
    "mysql": "CREATE VIEW t AS SELECT 1 AS x, SLEEP(30) AS y",
}


def test_a_statement_that_takes_too_long_is_ended(db: Server) -> None:
    db.run(SLOW[db.kind])
    start = time.monotonic()
    (found,) = _found(db, statement_timeout=1)
    problem = found if isinstance(found, Problem) else list(found.rows())[-1]
    assert time.monotonic() - start < 15
    assert isinstance(problem, Problem), problem
    assert problem.code in ("sql.unreadable", "sql.lost")
    assert "it took longer than the time-out" in problem.what.en
    _clean(problem)


@pytest.fixture
def silent() -> Iterator[int]:
    """A port that takes connections and never says anything."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        held: list[socket.socket] = []

        def accept() -> None:
            try:
                while True:
                    held.append(listening.accept()[0])
            except OSError:
                return

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(5)
        for one in held:
            one.close()


@pytest.mark.parametrize("kind", ["postgresql", "mysql"])
def test_a_server_that_does_not_answer_is_told_in_time(kind: str, silent: int, tmp_path: Path) -> None:
    options = SqlOptions.model_validate({"url": f"{kind}://root:se-cret-1@127.0.0.1:{silent}/库", "connect_timeout": 2})
    start = time.monotonic()
    (problem,) = SqlAdapter().tables(options, tmp_path)
    assert time.monotonic() - start < 10
    assert isinstance(problem, Problem)
    assert (problem.code, str(problem.where)) == ("sql.unreachable", "库")
    _clean(problem)


@pytest.mark.parametrize("kind", ["postgresql", "mysql"])
def test_a_server_that_is_not_there_is_told(kind: str, tmp_path: Path) -> None:
    options = SqlOptions.model_validate({"url": f"{kind}://root:se-cret-1@127.0.0.1:9/库", "name": "省库"})
    (problem,) = SqlAdapter().tables(options, tmp_path)
    assert isinstance(problem, Problem)
    assert problem.line("zh").startswith("省库: 不能读取数据库：连不上服务器")
    _clean(problem)


@pytest.mark.parametrize(
    "url",
    ["", "没有", "postgresql://root:se-cret-1@127.0.0.1:port/库", "sqlite://", "sqlite:///:memory:"],
)
def test_an_address_that_is_none_is_told_and_not_shown(url: str, tmp_path: Path) -> None:
    (problem,) = SqlAdapter().tables(SqlOptions.model_validate({"url": url}), tmp_path)
    assert isinstance(problem, Problem)
    assert problem.code == "sql.address"
    assert "se-cret-1" not in str(problem)


@pytest.mark.parametrize(
    ("url", "module", "mend"),
    [
        ("postgresql://h/库", "psycopg", "Install it: pip install 'fengqiao[sql]'"),
        ("mariadb://h/库", "pymysql", "Install it: pip install 'fengqiao[sql]'"),
        ("oracle://h/库", "oracledb", "Install it: pip install oracledb"),
        ("mssql+pyodbc://h/库", "pyodbc", "Install it: pip install pyodbc"),
        ("nosuch://h/库", "nosuch", "Install the SQLAlchemy dialect and the driver of that database"),
    ],
)
def test_a_missing_driver_is_told_with_the_command(
    url: str, module: str, mend: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    (problem,) = SqlAdapter().tables(SqlOptions.model_validate({"url": url}), tmp_path)
    assert isinstance(problem, Problem)
    assert problem.line("en") == f"库: {module} is not installed. {mend}."


def test_a_reader_that_stops_half_way_leaves_no_session(tmp_path: Path) -> None:
    with server("postgresql", tmp_path) as db:
        db.run("CREATE TABLE t (k integer PRIMARY KEY)")
        db.fill("INSERT INTO t VALUES (:k)", [{"k": k} for k in range(500)])
        (table,) = _tables(db, url=db.url + "?application_name=half_way", fetch=10)
        rows = table.rows()
        assert [next(rows) for _ in range(30)][-1] == Row(29, ("28",))
        ask = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'half_way'"
        with db.connect() as connection:
            assert connection.exec_driver_sql(ask).scalar() == 1
            rows.close()  # type: ignore[attr-defined]  # a generator
            for _ in range(50):
                connection.rollback()
                if not connection.exec_driver_sql(ask).scalar():
                    break
                time.sleep(0.1)
            assert connection.exec_driver_sql(ask).scalar() == 0


def test_dates_that_python_does_not_have_are_text(tmp_path: Path) -> None:
    with server("postgresql", tmp_path) as db:
        db.run("CREATE TABLE t (k integer PRIMARY KEY, d date, j jsonb, a text[])")
        db.run("INSERT INTO t VALUES (1, 'infinity', '{\"村\": 1}', ARRAY['张', '李'])")
        assert _cells(db, "t") == [("k", "d", "j", "a"), ("1", "infinity", '{"村": 1}', "张、李")]
