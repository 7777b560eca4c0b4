"""What the author of an adapter or a pack imports: the adapter protocol, the hooks, the manager.

May import: fengqiao.boundary, fengqiao.engine, fengqiao.model, fengqiao.errors.
"""

from fengqiao.errors import Problem, Severity, Text, Where, counted
from fengqiao.model.source import Row, cell_name, numbered
from fengqiao.plugin.adapter import Adapter, Merged, Options, Table
from fengqiao.plugin.files import digest, find, relative, unreadable
from fengqiao.plugin.hookspecs import hookimpl
from fengqiao.plugin.records import Records, decode_json, decode_lines, find_in, lists_in

__all__ = [
    "Adapter",
    "Merged",
    "Options",
    "Problem",
    "Records",
    "Row",
    "Severity",
    "Table",
    "Text",
    "Where",
    "cell_name",
    "counted",
    "decode_json",
    "decode_lines",
    "digest",
    "find",
    "find_in",
    "hookimpl",
    "lists_in",
    "numbered",
    "relative",
    "unreadable",
]
