"""The report as a workbook that calculates: a file a sheet, all written from the top down.

`workbook` and `gap_workbook` are what others call. The same bytes for the same inputs; nothing from data is a formula.
"""

from __future__ import annotations

from fengqiao.report.xlsx.gaps import gap_workbook
from fengqiao.report.xlsx.scorecard import workbook

__all__ = ["gap_workbook", "workbook"]
