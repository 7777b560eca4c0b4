"""A programme over whole numbers, solved by HiGHS. Floats stay in here: what comes out is rounded and checked again."""

from __future__ import annotations

from collections.abc import Mapping
from math import gcd
from typing import Any, Literal

import attrs

from fengqiao.errors import FengqiaoError, MissingExtraError, Text

Status = Literal["optimal", "infeasible", "limit"]
FREE = float("inf")


def _highs() -> Any:
    try:
        import highspy
    except ImportError as error:
        raise MissingExtraError(
            Text(
                "优化需要 highspy，请安装：pip install 'fengqiao[plan]'",
                "Optimising needs highspy. Install it: pip install 'fengqiao[plan]'",
            )
        ) from error
    return highspy


@attrs.frozen
class Solution:
    """Whole numbers for the columns, their exact cost, and a bound that no solution is below (both in cost units)."""

    status: Status
    values: tuple[int, ...] = ()
    cost: int = 0
    bound: int = 0


@attrs.define
class Programme:
    """Columns (whole numbers within bounds, with a cost) and rows (a weighted sum within bounds)."""

    costs: list[int] = attrs.field(factory=list)
    lows: list[float] = attrs.field(factory=list)
    highs: list[float] = attrs.field(factory=list)
    rows: list[tuple[float, float, tuple[tuple[int, int], ...]]] = attrs.field(factory=list)

    def column(self, high: float = FREE, *, low: int = 0, cost: int = 0) -> int:
        """A new column; its number."""
        self.costs.append(cost)
        self.lows.append(low)
        self.highs.append(high)
        return len(self.costs) - 1

    def row(self, terms: Mapping[int, int], *, low: float = -FREE, high: float = FREE) -> None:
        """The weighted sum of columns lies within low..high."""
        held = tuple((at, weight) for at, weight in terms.items() if weight)
        if held or low > 0 or high < 0:
            self.rows.append((low, high, held))

    def solve(self, *, gap: float = 0.0, seconds: float = FREE) -> Solution:
        """The least cost. `gap` is the share of the cost by which it may miss the best; 0 asks for the very best."""
        import numpy as np

        highspy = _highs()
        if any(not held for _, _, held in self.rows):
            return Solution("infeasible")
        scale = gcd(*self.costs) or 1
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.costs), len(self.rows)
        lp.col_cost_ = np.array([cost // scale for cost in self.costs], dtype=float)
        lp.col_lower_, lp.col_upper_ = np.array(self.lows, dtype=float), np.array(self.highs, dtype=float)
        lp.row_lower_ = np.array([low for low, _, _ in self.rows], dtype=float)
        lp.row_upper_ = np.array([high for _, high, _ in self.rows], dtype=float)
        starts = [0]
        for _, _, held in self.rows:
            starts.append(starts[-1] + len(held))
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.array(starts, dtype=np.int32)
        lp.a_matrix_.index_ = np.array([at for _, _, held in self.rows for at, _ in held], dtype=np.int32)
        lp.a_matrix_.value_ = np.array([weight for _, _, held in self.rows for _, weight in held], dtype=float)
        lp.integrality_ = [highspy.HighsVarType.kInteger] * len(self.costs)
        # the class below Highs: Highs itself sets up callbacks, and prints a banner before it can be told not to
        solver = highspy.Highs.__mro__[1]()
        solver.setOptionValue("output_flag", False)
        solver.setOptionValue("random_seed", 1)
        solver.setOptionValue("threads", 1)
        solver.setOptionValue("mip_rel_gap", gap)
        solver.setOptionValue("mip_abs_gap", 0.5 if not gap else 1e-6)
        solver.setOptionValue("mip_feasibility_tolerance", 1e-9)
        if seconds != FREE:
            solver.setOptionValue("time_limit", float(seconds))
        solver.passModel(lp)
        solver.run()
        status = solver.getModelStatus()
        if status in (highspy.HighsModelStatus.kInfeasible, highspy.HighsModelStatus.kUnboundedOrInfeasible):
            return Solution("infeasible")
        info = solver.getInfo()
        if info.primal_solution_status != 2:
            return Solution("limit")
        values = tuple(round(value) for value in solver.getSolution().col_value)
        self.check(values)
        cost = sum(cost * value for cost, value in zip(self.costs, values, strict=True))
        done = status == highspy.HighsModelStatus.kOptimal
        bound = min(cost, int(info.mip_dual_bound * scale)) if abs(info.mip_dual_bound) < FREE else 0
        if done and not gap:
            bound = cost
        return Solution("optimal" if done else "limit", values, cost, bound)

    def check(self, values: tuple[int, ...]) -> None:
        """Every row and bound again, in whole numbers. Raises FengqiaoError where rounding broke one."""
        broken = any(
            not low <= sum(weight * values[at] for at, weight in held) <= high for low, high, held in self.rows
        ) or any(not low <= value <= high for low, value, high in zip(self.lows, values, self.highs, strict=True))
        if broken:
            raise FengqiaoError(
                Text("求解结果取整后不满足约束，未采用", "the solver's answer does not hold in whole numbers: not used")
            )
