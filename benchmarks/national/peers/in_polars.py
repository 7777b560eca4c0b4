"""Polars over parquet: in its usual idiom (weeks truncated, n_unique), or with the days table (bits of a word or-ed).

python -m benchmarks.national.peers.in_polars FOLDER VILLAGES.parquet usual|days
"""

from __future__ import annotations

import sys
from datetime import timedelta
from pathlib import Path

import polars as pl

from benchmarks.national.peers.asked import DAY, FIRST, LAST, WEEKS, Answers, serve


def main(folder: Path, villages: Path, idiom: str) -> None:
    """Serves one of the two."""
    places, counties = (pl.read_parquet(villages.parent / f"{name}.parquet") for name in ("villages", "counties"))
    days = pl.DataFrame(
        {
            "held_on": [FIRST + timedelta(days=n) for n in range(7 * WEEKS)],
            "bit": [1 << n // 7 for n in range(7 * WEEKS)],
        },
        schema={"held_on": pl.Date, "bit": pl.Int64},
    )

    def read(register: str) -> pl.LazyFrame:
        return pl.scan_parquet(folder / f"{register}.parquet")

    def told(register: str) -> pl.LazyFrame:
        return read("count_returns").filter(pl.col("register") == register).select("at", said="count")

    def alive(since: str, until: str) -> pl.Expr:
        return (pl.col(since).is_null() | (pl.col(since) <= DAY)) & (pl.col(until).is_null() | (pl.col(until) >= DAY))

    def studios() -> pl.LazyFrame:
        sure = (
            read("studios")
            .filter(alive("opened", "closed"))
            .group_by("division")
            .agg(brands=pl.col("brand").sum().cast(pl.Int64), perhaps=pl.col("brand").is_null().sum().cast(pl.Int64))
        )
        found = counties.lazy().join(sure, left_on="county", right_on="division", how="left")
        found = found.join(told("studios"), left_on="county", right_on="at", how="left")
        blank = pl.col("said").is_null()
        return found.select(
            unit="county",
            yes=pl.coalesce("said", "brands", 0),
            no=0,
            unknown=0,
            may_yes=pl.when(blank).then(pl.col("perhaps").fill_null(0)).otherwise(0),
            open=blank & ~pl.col("spoke_studios"),
        )

    def mediators() -> pl.LazyFrame:
        kind = pl.col("employment")
        here = (
            read("posts")
            .filter(alive("since", "until"))
            .group_by("at")
            .agg(
                sure=pl.col("person").filter(kind == "full_time").n_unique(),
                perhaps=pl.col("person").filter(kind.is_null()).n_unique(),
            )
        )
        found = places.lazy().filter(alive("since", "until")).join(here, left_on="village", right_on="at", how="left")
        found = found.join(told("posts"), left_on="village", right_on="at", how="left")
        held = (
            pl.when(pl.col("said").is_not_null())
            .then(pl.col("said") > 0)
            .when(pl.col("sure") > 0)
            .then(True)
            .when((pl.col("perhaps") > 0) | ~pl.col("spoke_posts"))
            .then(None)
            .otherwise(False)
        )
        return (
            found.select("province", held=held)
            .group_by("province")
            .agg(
                yes=pl.col("held").sum().cast(pl.Int64),
                no=(~pl.col("held")).sum().cast(pl.Int64),
                unknown=pl.col("held").is_null().sum().cast(pl.Int64),
            )
            .select("yes", "no", "unknown", unit="province", may_yes=0, open=False)
        )

    def usual() -> pl.LazyFrame:
        monday = pl.col("held_on").dt.truncate("1w")
        due = (monday >= pl.col("since").fill_null(FIRST)) & (
            monday.dt.offset_by("6d") <= pl.col("until").fill_null(LAST)
        )
        inside = pl.col("held_on").is_between(FIRST, LAST)
        return (
            read("screenings")
            .join(places.lazy().select("village", "since", "until"), left_on="division", right_on="village")
            .group_by("division")
            .agg(weeks=monday.filter(due & inside).n_unique(), undated=pl.col("held_on").is_null().sum())
        )

    def with_days() -> pl.LazyFrame:
        per = (
            read("screenings")
            .select("division", "held_on")
            .join(days.lazy(), on="held_on", how="left")
            .group_by("division")
            .agg(bits=pl.col("bit").bitwise_or(), undated=pl.col("held_on").is_null().sum())
        )
        return per.join(places.lazy(), left_on="division", right_on="village").select(
            "division", "undated", weeks=(pl.col("bits").fill_null(0) & pl.col("due_bits")).bitwise_count_ones()
        )

    def screenings() -> pl.LazyFrame:
        filled = usual() if idiom == "usual" else with_days()
        found = places.lazy().join(filled, left_on="village", right_on="division", how="left")
        found = found.join(told("screenings"), left_on="village", right_on="at", how="left")
        low = pl.col("weeks").cast(pl.Int64).fill_null(0)
        rest = pl.col("due") - low
        may = pl.col("undated").cast(pl.Int64).fill_null(0) + pl.col("said").fill_null(0)
        open_ = pl.when("spoke_screenings").then(pl.min_horizontal(may, rest)).otherwise(rest)
        return (
            found.select("province", "due", low=low, open=open_)
            .group_by("province")
            .agg(
                yes=pl.col("low").sum(),
                no=(pl.col("due") - pl.col("low") - pl.col("open")).sum(),
                unknown=pl.col("open").sum(),
            )
            .select("yes", "no", "unknown", unit="province", may_yes=0, open=False)
        )

    def run() -> Answers:
        frames = pl.collect_all([studios(), mediators(), screenings()])
        names = ("brand-studios", "village-mediators", "weekly-screening")
        wanted = ("unit", "yes", "no", "unknown", "may_yes", "open")
        return {
            name: {
                unit: (int(yes), int(no), int(unknown), int(may), 0, bool(is_open))
                for unit, yes, no, unknown, may, is_open in frame.select(wanted).iter_rows()
            }
            for name, frame in zip(names, frames, strict=True)
        }

    serve(f"Polars {pl.__version__}", run)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
