"""The adapter keeps the contract of all adapters."""

from pathlib import Path

import pytest
from fengqiao_fixed_width import FixedWidth

from fengqiao.testing.adapter import AdapterContract, Sample

COLUMNS = {"区划代码": (0, 12), "村": (12, 32), "日期": (32, 42)}
LINE = "330702001201" + "唐村村委会" + " " * 10 + "2019-03-05\n"


class TestFixedWidth(AdapterContract):
    """Everything that fengqiao asks of an adapter."""

    @pytest.fixture
    def adapter(self) -> FixedWidth:
        return FixedWidth()

    @pytest.fixture
    def sample(self, tmp_path: Path) -> Sample:
        (tmp_path / "dump.txt").write_bytes(LINE.encode("gb18030") * 2)
        (tmp_path / "broken.txt").write_bytes(b"\xff" * 42)
        (tmp_path / "many.txt").write_bytes(LINE.encode("gb18030") * 300_000)
        return Sample(
            folder=tmp_path,
            options={"path": "dump.txt", "columns": COLUMNS},
            rows={("dump.txt", None): 3},
            missing={"path": "no.txt", "columns": COLUMNS},
            broken={"path": "broken.txt", "columns": COLUMNS},
            many={"path": "many.txt", "columns": COLUMNS},
        )
