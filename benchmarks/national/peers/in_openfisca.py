"""OpenFisca: villages are persons in provinces; each week is an input vector, each question a variable with a formula.

Its inputs are vectors, so the facts are first counted into them with numpy, which is part of the time.

python -m benchmarks.national.peers.in_openfisca FOLDER VILLAGES.parquet
"""

from __future__ import annotations

import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable
from pyarrow import compute, parquet

from benchmarks.national.peers.asked import DAY, FIRST, WEEKS, Answers, Tally, serve

Village = build_entity(key="village", plural="villages", label="A village", is_person=True)
Province = build_entity(
    key="province",
    plural="provinces",
    label="A province",
    roles=[{"key": "member", "plural": "members", "label": "In it"}],
)
YEAR = "2019"
COUNTED = ("sure_mediators", "doubtful_mediators", "told_mediators", "undated", "told_screenings", "due")


def variable(
    name: str, entity: Any, kind: type = int, formula: Any = None, period: DateUnit = DateUnit.YEAR
) -> type[Variable]:
    """A variable's class."""
    said: dict[str, Any] = {"value_type": kind, "entity": entity, "definition_period": period, "label": name}
    return type(name, (Variable,), said | ({"formula": formula} if formula else {}))


def _weeks_filled(village: Any, period: Any, parameters: Any) -> Any:
    return sum(village(f"week_{n}", period) & village(f"due_{n}", period) for n in range(WEEKS))


def _held(village: Any, period: Any, parameters: Any) -> Any:
    told, sure = village("told_mediators", period), village("sure_mediators", period)
    return village("alive", period) * np.where(told >= 0, told > 0, sure > 0)


def _perhaps(village: Any, period: Any, parameters: Any) -> Any:
    told, sure = village("told_mediators", period), village("sure_mediators", period)
    doubtful = (village("doubtful_mediators", period) > 0) | ~village("spoke_posts", period)
    return village("alive", period) * ((told < 0) & (sure == 0) & doubtful)


def _open_weeks(village: Any, period: Any, parameters: Any) -> Any:
    rest = village("due", period) - village("weeks_filled", period)
    may = village("undated", period) + village("told_screenings", period)
    return np.where(village("spoke_screenings", period), np.minimum(may, rest), rest)


def _summed(name: str) -> Any:
    return lambda province, period, parameters: province.sum(province.members(name, period))


FORMULAS = {"weeks_filled": _weeks_filled, "held": _held, "perhaps": _perhaps, "open_weeks": _open_weeks}
SUMS = ("weeks_filled", "open_weeks", "held", "perhaps", "alive", "due")


def system() -> TaxBenefitSystem:
    """Its variables."""
    made = TaxBenefitSystem([Village, Province])
    flags = ("alive", "spoke_posts", "spoke_screenings", *(f"{k}_{n}" for k in ("week", "due") for n in range(WEEKS)))
    for name in COUNTED:
        made.add_variable(variable(name, Village))
    for name in flags:
        made.add_variable(variable(name, Village, bool))
    for name, formula in FORMULAS.items():
        made.add_variable(variable(name, Village, int, formula))
    for name in SUMS:
        made.add_variable(variable(f"all_{name}", Province, int, _summed(name)))
    return made


def _simulated(rules: TaxBenefitSystem, province: Any, inputs: dict[str, Any]) -> dict[str, Any]:
    """The sums of each province, in order of the provinces."""
    size = len(province)
    builder = SimulationBuilder()
    builder.create_entities(rules)
    builder.declare_person_entity("village", np.arange(size))
    group = builder.declare_entity("province", np.unique(province))
    builder.join_with_persons(group, province, np.repeat("member", size))
    simulation = builder.build(rules)
    for name, values in inputs.items():
        simulation.set_input(name, YEAR, values)
    return {name: simulation.calculate(f"all_{name}", YEAR) for name in SUMS}


def _tally(yes: int, maybe: int, there: int) -> Tally:
    return int(yes), int(there - yes - maybe), int(maybe), 0, 0, False


def main(folder: Path, villages: Path) -> None:
    """Serves the three questions."""
    places = parquet.read_table(villages.parent / "villages.parquet")
    codes, province = places["village"], places["province"].to_numpy()
    counties = parquet.read_table(villages.parent / "counties.parquet")
    day = np.datetime64(DAY)
    rules = system()

    def at(found: Any, index: Any = codes) -> Any:
        return compute.fill_null(compute.index_in(found, value_set=index.combine_chunks()), -1).to_numpy()

    def alive(since: Any, until: Any) -> Any:
        since, until = since.to_numpy(), until.to_numpy()
        return (np.isnat(since) | (since <= day)) & (np.isnat(until) | (until >= day))

    def read(register: str, *columns: str) -> Any:
        return parquet.read_table(folder / f"{register}.parquet", columns=list(columns))

    def counted(where: Any, size: int) -> Any:
        return np.bincount(where[where >= 0], minlength=size)

    def returns(register: str, index: Any, blank: int) -> Any:
        found = read("count_returns", "register", "at", "count")
        found = found.filter(compute.equal(found["register"], register))
        told = np.full(len(index), blank)
        told[at(found["at"], index)] = found["count"].to_numpy()
        return told

    def studios() -> dict[str, Tally]:
        # counted outside: a studio is neither a person nor a group of its entities
        found = read("studios", "division", "brand", "opened", "closed")
        here, size = alive(found["opened"], found["closed"]), len(counties)
        where, brand = (
            at(found["division"], counties["county"]),
            compute.fill_null(found["brand"].cast("int8"), 2).to_numpy(),
        )
        sure, may = (counted(where[here & (brand == kind)], size) for kind in (1, 2))
        told = returns("studios", counties["county"], -1)
        spoke = counties["spoke_studios"].to_numpy()
        return {
            code: (int(said if said >= 0 else a), 0, 0, int(b if said < 0 else 0), 0, bool(said < 0 and not c))
            for code, said, a, b, c in zip(counties["county"].to_pylist(), told, sure, may, spoke, strict=True)
        }

    def run() -> Answers:
        size = len(codes)
        screened = read("screenings", "division", "held_on")
        where, held = at(screened["division"]), screened["held_on"].to_numpy()
        blank = np.isnat(held)
        week = (held - np.datetime64(FIRST)).astype("timedelta64[D]").astype(np.int64) // 7
        inside = (where >= 0) & ~blank & (week >= 0) & (week < WEEKS)
        weeks = np.zeros((WEEKS, size), bool)
        weeks[week[inside], where[inside]] = True
        posts = read("posts", "at", "employment", "since", "until")
        now, post = alive(posts["since"], posts["until"]), at(posts["at"])
        full = compute.fill_null(compute.equal(posts["employment"], "full_time"), False).to_numpy()
        unsaid = compute.is_null(posts["employment"]).to_numpy()
        inputs: dict[str, Any] = {
            "sure_mediators": counted(post[now & full], size),
            "doubtful_mediators": counted(post[now & unsaid], size),
            "told_mediators": returns("posts", codes, -1),
            "undated": counted(where[blank], size),
            "told_screenings": returns("screenings", codes, 0),
            "due": places["due"].to_numpy(),
            "alive": alive(places["since"], places["until"]),
            "spoke_posts": places["spoke_posts"].to_numpy(),
            "spoke_screenings": places["spoke_screenings"].to_numpy(),
        }
        bits = places["due_bits"].to_numpy()
        inputs |= {f"week_{n}": weeks[n] for n in range(WEEKS)}
        inputs |= {f"due_{n}": (bits >> n & 1).astype(bool) for n in range(WEEKS)}
        sums = _simulated(rules, province, inputs)
        names = [str(one) for one in np.unique(province)]
        mediators = {
            name: _tally(*(sums[key][i] for key in ("held", "perhaps", "alive"))) for i, name in enumerate(names)
        }
        slots = {
            name: _tally(*(sums[key][i] for key in ("weeks_filled", "open_weeks", "due")))
            for i, name in enumerate(names)
        }
        return {"brand-studios": studios(), "village-mediators": mediators, "weekly-screening": slots}

    serve(f"OpenFisca-Core {version('OpenFisca-Core')}", run)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
