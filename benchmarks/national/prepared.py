"""What is measured upon: stores ordered as a load leaves them and as a log is, and the same rows for the peers."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import attrs
import duckdb
import pyarrow as pa
from pyarrow import parquet

from benchmarks.national.country import Country
from benchmarks.national.facts import Made
from benchmarks.national.peers.asked import due
from fengqiao.engine.sql.fill import fill
from fengqiao.engine.sql.said import Rule, tables
from fengqiao.model.places import Places

PEERS = ("studios", "posts", "screenings", "count_returns")


@attrs.frozen
class Prepared:
    """Where everything lies, and what it took to order it."""

    folder: Path
    seconds: float
    """Ordering every register and writing the store, as a load does at its end."""
    megabytes: float
    log_megabytes: float

    @property
    def villages(self) -> Path:
        """The peers' places; the counties lie beside it."""
        return self.folder / "villages.parquet"

    def store(self, order: str) -> Path:
        """The DuckDB file: `load` or `log`."""
        return self.folder / f"{order}.duckdb"

    def files(self, order: str) -> Path:
        """The parquet files of the same rows in the same order."""
        return self.folder / order


def prepare(country: Country, places: Places, made: Made, folder: Path, *, log: bool) -> Prepared:
    """Writes it all below a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    new = folder / "load.duckdb"
    start = time.perf_counter()
    fill(new, made.files, tables(made.dataset(places), Rule(places.digest)), folder=False, again=())
    seconds = time.perf_counter() - start
    country.save(folder / "country.json")
    _places(country, made, folder)
    _parquet(new, folder / "load")
    if log:
        _as_a_log(new, folder / "log.duckdb")
        _parquet(folder / "log.duckdb", folder / "log")
    size = (folder / "log.duckdb").stat().st_size / 1e6 if log else 0
    return Prepared(folder, seconds, new.stat().st_size / 1e6, size)


def _parquet(store: Path, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    with duckdb.connect(str(store), read_only=True, config={"threads": 2}) as connection:
        for register in PEERS:
            connection.execute(f"COPY {register} TO '{folder / register}.parquet' (FORMAT parquet)")


def _as_a_log(store: Path, path: Path) -> None:
    """The same facts, the screenings by their date."""
    path.unlink(missing_ok=True)
    config = {"threads": 2, "memory_limit": "2GB", "temp_directory": f"{path}.sorting"}
    with duckdb.connect(str(path), config=config) as connection:
        connection.execute(f"ATTACH '{store}' AS old (READ_ONLY)")
        names = connection.execute("SELECT table_name FROM duckdb_tables() WHERE database_name = 'old'").fetchall()
        for (name,) in names:
            order = "ORDER BY held_on, id" if name == "screenings" else ""
            connection.execute(f"CREATE TABLE {name} AS SELECT * FROM old.{name} {order}")


def _places(country: Country, made: Made, folder: Path) -> None:
    """The villages with their county, province and life, and who reported: what any of the peers would be given."""
    silent = {
        register: set(country.counties) - {r.unit for r in made.reported if r.register == register}
        for register in ("studios", "posts", "screenings")
    }
    codes = country.villages
    lives = [country.lives.get(code, (None, None)) for code in codes]
    spans = [due(*life) for life in lives]
    above = [code[:6] + "000000" for code in codes]
    table = pa.table(
        {
            "village": codes,
            "county": above,
            "province": [code[:2] + "0" * 10 for code in codes],
            "since": pa.array([one[0] for one in lives], pa.date32()),
            "until": pa.array([one[1] for one in lives], pa.date32()),
            "due": pa.array([len(span) for span in spans], pa.int64()),
            "due_bits": pa.array([((1 << len(span)) - 1) << span.start for span in spans], pa.int64()),
            **{f"spoke_{register}": [c not in silent[register] for c in above] for register in ("posts", "screenings")},
        }
    )
    parquet.write_table(table, folder / "villages.parquet")
    studios = [c not in silent["studios"] for c in country.counties]
    parquet.write_table(pa.table({"county": country.counties, "spoke_studios": studios}), folder / "counties.parquet")
