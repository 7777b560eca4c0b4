"""JSON: a list of records in one text, or one record a line (ndjson)."""

from fengqiao_adapters.json.adapter import JsonAdapter, JsonOptions

__all__ = ["JsonAdapter", "JsonOptions"]
