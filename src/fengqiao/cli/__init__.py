"""The command line: a thin skin over the library, and the only place that prints.

May import: everything.
"""

from fengqiao.cli.main import main

__all__ = ["main"]
