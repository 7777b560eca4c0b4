"""Hand-written SQL on DuckDB: the usual COUNT(DISTINCT), or a bare scan of the columns that the questions read.

python -m benchmarks.national.peers.plain STORE VILLAGES.parquet distinct|scan
"""

from __future__ import annotations

import sys
from pathlib import Path

import duckdb

from benchmarks.national.peers.asked import DAY, FIRST, LAST, Answers, serve

STUDIOS = f"""
WITH sure AS (
  SELECT division, count(*) FILTER (brand) AS brands, count(*) FILTER (brand IS NULL) AS perhaps
  FROM studios WHERE opened <= DATE '{DAY}' AND (closed IS NULL OR closed >= DATE '{DAY}') GROUP BY division
), told AS (SELECT "at" AS place, "count" AS said FROM count_returns WHERE register = 'studios')
SELECT county, coalesce(said, brands, 0), 0, 0, CASE WHEN said IS NULL THEN coalesce(perhaps, 0) ELSE 0 END, 0,
  said IS NULL AND NOT spoke_studios
FROM counties LEFT JOIN sure ON division = county LEFT JOIN told ON place = county
"""
MEDIATORS = f"""
WITH here AS (
  SELECT "at" AS seat, count(DISTINCT person) FILTER (employment = 'full_time') AS sure,
    count(DISTINCT person) FILTER (employment IS NULL) AS perhaps
  FROM posts WHERE since <= DATE '{DAY}' AND (until IS NULL OR until >= DATE '{DAY}') GROUP BY "at"
), told AS (SELECT "at" AS place, "count" AS said FROM count_returns WHERE register = 'posts'),
each AS (
  SELECT province, CASE WHEN said IS NOT NULL THEN said > 0 WHEN sure > 0 THEN true
    WHEN perhaps > 0 OR NOT spoke_posts THEN NULL ELSE false END AS held
  FROM villages LEFT JOIN here ON seat = village LEFT JOIN told ON place = village
  WHERE (villages.since IS NULL OR villages.since <= DATE '{DAY}')
    AND (villages.until IS NULL OR villages.until >= DATE '{DAY}')
)
SELECT province, count(*) FILTER (held), count(*) FILTER (NOT held), count(*) FILTER (held IS NULL), 0, 0, false
FROM each GROUP BY province
"""
SCREENINGS = f"""
WITH filled AS (
  SELECT division, count(DISTINCT date_trunc('week', held_on)) FILTER (
      date_trunc('week', held_on) >= coalesce(since, DATE '{FIRST}')
      AND date_trunc('week', held_on) + INTERVAL 6 DAY <= coalesce(until, DATE '{LAST}')
      AND held_on BETWEEN DATE '{FIRST}' AND DATE '{LAST}') AS weeks,
    count(*) FILTER (held_on IS NULL) AS undated
  FROM screenings JOIN villages ON division = village GROUP BY division
), told AS (SELECT "at" AS place, "count" AS said FROM count_returns WHERE register = 'screenings'),
each AS (
  SELECT province, due, coalesce(weeks, 0) AS low,
    CASE WHEN spoke_screenings THEN least(coalesce(undated, 0) + coalesce(said, 0), due - coalesce(weeks, 0))
      ELSE due - coalesce(weeks, 0) END AS open
  FROM villages LEFT JOIN filled ON division = village LEFT JOIN told ON place = village
)
SELECT province, sum(low), sum(due - low - open), sum(open), 0, 0, false FROM each GROUP BY province
"""
QUESTIONS = {"brand-studios": STUDIOS, "village-mediators": MEDIATORS, "weekly-screening": SCREENINGS}
SCAN = """
SELECT (SELECT [sum(hash(division)), sum(held_on - DATE '2019-01-01')] FROM screenings),
  (SELECT [sum(hash("at")), sum(hash(person)), sum(hash(employment)), sum(hash(since)), sum(hash(until))] FROM posts),
  (SELECT [sum(hash(division)), sum(hash(brand)), sum(hash(opened)), sum(hash(closed))] FROM studios)
"""


def main(store: Path, villages: Path, what: str) -> None:
    """Serves one of the two."""
    connection = duckdb.connect(str(store), read_only=True, config={"threads": 2})
    for name in ("villages", "counties"):
        connection.execute(f"CREATE TEMP TABLE {name} AS FROM read_parquet('{villages.parent / name}.parquet')")

    def distinct() -> Answers:
        return {
            name: {
                code: (int(yes), int(no), int(unknown), int(may_yes), int(may_no), bool(is_open))
                for code, yes, no, unknown, may_yes, may_no, is_open in connection.execute(sql).fetchall()
            }
            for name, sql in QUESTIONS.items()
        }

    def scan() -> str:
        return str(connection.execute(SCAN).fetchall())

    serve(f"DuckDB {duckdb.__version__}", distinct if what == "distinct" else scan)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
