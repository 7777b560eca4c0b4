"""Group, minimum data and subsidy: from the scheme to the JSON, the terminal and the workbook."""

from __future__ import annotations

import io
import json
from pathlib import Path

import attrs
import jsonschema
import openpyxl

import fengqiao
from fengqiao.boundary.schemefolder import load_scheme
from fengqiao.boundary.wire import schema
from fengqiao.report.compose import compose
from fengqiao.report.text import text
from fengqiao.report.xlsx import workbook
from tests.assess.test_road import DAY, JINDONG, PACK, WUCHENG, data, studios

SCHEME = f"""id: s
title: {{zh: 办法, en: Marks}}
level: county
out_of: 10
items:
  - {{id: one, name: {{zh: 一, en: One}}, marks: 6, measure: {{count: studios}}, at_least: 6, award: proportional}}
  - {{id: two, name: {{zh: 二, en: Two}}, marks: 4, award: given}}
given:
  - {{item: two, unit: "{WUCHENG}", marks: 4, by: 考核组, why: 现场考核}}
groups: [{{name: {{zh: 甲组, en: A}}, units: ["{WUCHENG}"]}}]
minimum_known: 70%
subsidy: {{per_mark: 500元, at_least: 6}}
"""


def test_group_minimum_data_and_subsidy_are_said_everywhere(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(SCHEME, encoding="utf-8")
    pack = attrs.evolve(PACK, schemes={"s": load_scheme(file, PACK)})
    found = fengqiao.assess(pack, data(studios=[*studios(WUCHENG, 6), *studios(JINDONG, 3)]), as_of=DAY)
    document = json.loads(fengqiao.to_json(found, "en"))
    jsonschema.validate(document, schema())
    wucheng, jindong = document["scorecards"]
    assert (wucheng["group"], wucheng["subsidy"]) == ("A", {"low": 500_000, "high": 500_000})
    assert "unranked" not in wucheng
    assert wucheng["rank"] == {"best": 1, "worst": 1}
    # 3 of 6 studios are 3 marks, and 4 were not given: 3 to 7, so that the subsidy may fall to nothing at its cliff
    assert jindong["subsidy"] == {"low": 0, "high": 350_000}
    assert jindong["unranked"].startswith("60.0% of the base is known, less than 70.0%")
    assert (jindong["rank"], jindong["group"]) == (None, "others")
    shown = compose(found, pack, "zh")
    said = ["婺城区：分组：甲组；按得分补助5,000.00元", "金东区：分组：其他；已知分值占60.0%，不足70.0%"]
    printed = text(shown, width=200)
    book = openpyxl.load_workbook(io.BytesIO(workbook(shown)))
    cells = "\n".join(str(cell) for row in book.worksheets[0].iter_rows(values_only=True) for cell in row if cell)
    for line in said:
        assert line in printed
        assert line in cells
