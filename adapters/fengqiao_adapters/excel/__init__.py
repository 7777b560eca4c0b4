"""Workbooks: .xlsx, .xlsm, .xls and .ods, whatever the ending says; cells become the text that a reader sees."""

from fengqiao_adapters.excel.adapter import ExcelAdapter, ExcelOptions

__all__ = ["ExcelAdapter", "ExcelOptions"]
