"""A staffing plan from a file, by its ending: YAML, or a workbook through the adapter that reads workbooks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from fengqiao.boundary.planfile import from_entries, read_sheets, read_yaml
from fengqiao.errors import Problem, ProjectError, Text
from fengqiao.model.places import Places
from fengqiao.model.staffing import StaffingPlan
from fengqiao.plugin.manager import Manager


def read_plan(
    plan: StaffingPlan | str | Path | Mapping[str, Iterable[Mapping[str, Any]]],
    places: Places,
    manager: Manager | None = None,
) -> StaffingPlan:
    """A staffing plan from a YAML file, a workbook, or plain Python values by section (docs/planning.md).

    Raises ProjectError with every problem (file, sheet and cell, or line and column) when it cannot be used.
    """
    if isinstance(plan, StaffingPlan):
        return plan
    if isinstance(plan, Mapping):
        return from_entries(plan, places)
    path = Path(plan)
    if path.suffix.lower() in (".yaml", ".yml"):
        return read_yaml(path, places)
    adapter = (manager or Manager()).adapter("excel")
    if path.suffix.lower() not in adapter.suffixes:
        raise ProjectError(
            Text(
                f"{path.name}：计划文件应为 .yaml 或工作簿（.xlsx）。",
                f"{path.name}: a plan is a .yaml file or a workbook (.xlsx).",
            )
        )
    tables = list(adapter.tables(adapter.options.model_validate({"path": path.name}), path.resolve().parent))
    broken = [table for table in tables if isinstance(table, Problem)]
    if broken:
        raise ProjectError(broken[0].what, problems=tuple(broken))
    sheets = [(table.sheet or "", table.rows()) for table in tables if not isinstance(table, Problem)]
    return read_sheets(path.name, sheets, places)
