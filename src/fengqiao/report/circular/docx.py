"""A circular as a Word file in the layout of GB/T 9704-2012; the same bytes for the same circular."""

from __future__ import annotations

from importlib.util import find_spec

from fengqiao.errors import MissingExtraError, Text
from fengqiao.report.circular.model import Circular
from fengqiao.report.still import still


def docx(circular: Circular) -> bytes:
    """The file. Raises MissingExtraError without python-docx."""
    if find_spec("docx") is None:
        raise MissingExtraError(
            Text(
                "未写入 circular.docx：缺少 python-docx。请安装后重新运行：pip install 'fengqiao[docx]'",
                "circular.docx was not written: it needs python-docx. Install it and run again: pip install "
                "'fengqiao[docx]'",
            )
        )
    from fengqiao.report.circular.writer import written

    return still(written(circular))
