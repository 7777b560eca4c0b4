"""What the author of an adapter or a pack imports: the adapter protocol, the hooks, the manager.

May import: fengqiao.boundary, fengqiao.engine, fengqiao.model, fengqiao.errors.
"""

from fengqiao.errors import Problem, Severity, Text, Where
from fengqiao.model.source import Row, cell_name
from fengqiao.plugin.adapter import Adapter, Merged, Options, Table
from fengqiao.plugin.files import digest, find, relative, unreadable
from fengqiao.plugin.hookspecs import hookimpl

__all__ = [
    "Adapter",
    "Merged",
    "Options",
    "Problem",
    "Row",
    "Severity",
    "Table",
    "Text",
    "Where",
    "cell_name",
    "digest",
    "find",
    "hookimpl",
    "relative",
    "unreadable",
]
