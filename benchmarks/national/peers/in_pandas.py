"""pandas over parquet: whole columns in memory, groupby and nunique.

python -m benchmarks.national.peers.in_pandas FOLDER VILLAGES.parquet
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from benchmarks.national.peers.asked import DAY, FIRST, LAST, Answers, Tally, serve


def main(folder: Path, villages: Path) -> None:
    """Serves the three questions."""
    places = pd.read_parquet(villages.parent / "villages.parquet").set_index("village")
    counties = pd.read_parquet(villages.parent / "counties.parquet").set_index("county")
    for name in ("since", "until"):
        places[name] = pd.to_datetime(places[name])
    day, first, last = map(pd.Timestamp, (DAY, FIRST, LAST))

    def read(register: str, columns: list[str], days: tuple[str, ...] = ()) -> pd.DataFrame:
        found = pd.read_parquet(folder / f"{register}.parquet", columns=columns)
        for name in days:
            found[name] = pd.to_datetime(found[name])
        return found

    returns = read("count_returns", ["register", "at", "count"])

    def told(register: str) -> pd.Series:
        return returns[returns["register"] == register].set_index("at")["count"]

    def alive(frame: pd.DataFrame, since: str, until: str) -> pd.Series:
        return (frame[since].isna() | (frame[since] <= day)) & (frame[until].isna() | (frame[until] >= day))

    def studios() -> dict[str, Tally]:
        found = read("studios", ["division", "brand", "opened", "closed"], ("opened", "closed"))
        found = found[alive(found, "opened", "closed")]
        brand = found["brand"].eq(True).groupby(found["division"]).sum().reindex(counties.index, fill_value=0)
        perhaps = found["brand"].isna().groupby(found["division"]).sum().reindex(counties.index, fill_value=0)
        said = told("studios").reindex(counties.index)
        yes, may = said.fillna(brand), perhaps.where(said.isna(), 0)
        is_open = said.isna() & ~counties["spoke_studios"]
        return {
            code: (int(a), 0, 0, int(b), 0, bool(c))
            for code, a, b, c in zip(counties.index, yes, may, is_open, strict=True)
        }

    def mediators() -> dict[str, Tally]:
        found = read("posts", ["at", "person", "employment", "since", "until"], ("since", "until"))
        found = found[alive(found, "since", "until")]
        here = places[alive(places, "since", "until")]
        full, blank = found[found["employment"].eq("full_time")], found[found["employment"].isna()]
        sure = full.groupby("at")["person"].nunique().reindex(here.index, fill_value=0)
        perhaps = blank.groupby("at")["person"].nunique().reindex(here.index, fill_value=0)
        said = told("posts").reindex(here.index)
        yes = (said > 0) | (said.isna() & (sure > 0))
        unknown = said.isna() & (sure == 0) & ((perhaps > 0) | ~here["spoke_posts"])
        sums = pd.DataFrame({"yes": yes, "no": ~yes & ~unknown, "unknown": unknown}).groupby(here["province"]).sum()
        return {code: (int(a), int(b), int(c), 0, 0, False) for code, a, b, c in sums.itertuples()}

    def screenings() -> dict[str, Tally]:
        found = read("screenings", ["division", "held_on"], ("held_on",))
        found["division"] = found["division"].astype("category")
        found = found.join(places[["since", "until"]], on="division", how="inner")
        monday = found["held_on"].dt.to_period("W").dt.start_time
        inside = found["held_on"].between(first, last)
        due = (
            inside
            & (monday >= found["since"].fillna(first))
            & (monday + pd.Timedelta(days=6) <= found["until"].fillna(last))
        )
        weeks = monday[due].groupby(found["division"][due], observed=True).nunique()
        undated = found["held_on"].isna().groupby(found["division"], observed=True).sum()
        low = weeks.reindex(places.index, fill_value=0)
        may = undated.reindex(places.index, fill_value=0) + told("screenings").reindex(places.index).fillna(0)
        rest = places["due"] - low
        unknown = rest.where(~places["spoke_screenings"], may.clip(upper=rest))
        sums = pd.DataFrame({"yes": low, "no": rest - unknown, "unknown": unknown}).groupby(places["province"]).sum()
        return {code: (int(a), int(b), int(c), 0, 0, False) for code, a, b, c in sums.itertuples()}

    def run() -> Answers:
        return {"brand-studios": studios(), "village-mediators": mediators(), "weekly-screening": screenings()}

    serve(f"pandas {pd.__version__}", run)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
