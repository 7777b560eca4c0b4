"""Writes the submissions of the nine counties: made-up people and figures (合成数据) on real places.

    python examples/jinhua/make_example.py [--seed 2018] [--out examples/jinhua/submissions]

The same seed gives the same bytes. Uses the standard library and openpyxl.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
os.environ["OPENPYXL_LXML"] = "False"  # with lxml the same cells are other bytes
sys.path.insert(0, str(HERE))  # the generator's own modules stand beside this file

from synthetic import defects  # noqa: E402
from synthetic.books import keep_books  # noqa: E402
from synthetic.characters import CHARACTERS, Character  # noqa: E402
from synthetic.ground import read_ground  # noqa: E402
from synthetic.layout_cover import correction_workbook, cover_workbook  # noqa: E402
from synthetic.layout_person import export_rows, person_workbook  # noqa: E402
from synthetic.layout_village import village_workbook  # noqa: E402
from synthetic.platform import platform_workbook, twins  # noqa: E402
from synthetic.records import Books  # noqa: E402
from synthetic.shards import attestation_rows, shard_rows  # noqa: E402
from synthetic.sheets import save, save_csv, save_ods  # noqa: E402

SEED = 2018
FOUND: list[tuple[str, defects.Defect]] = []
"""Every defect put in, with its file; the README lists them."""


def _note(file: str, found: list[defects.Defect]) -> None:
    FOUND.extend((file, one) for one in found)


def _person(books: Books, character: Character, out: Path) -> None:
    name = books.county.name
    export, logs = name == "义乌市", name == "东阳市"
    if logs:
        second, found = platform_workbook(books, character, twins(books))
        file = f"{name}-省平台名册导出(合成数据).xlsx"
        _note(file, found)
        save(second, out / file)
    book = person_workbook(books, character, logs=logs, export=export)
    file = f"{name}-人民调解工作台账(合成数据).xlsx"
    _note(file, {"婺城区": defects.wucheng, "义乌市": defects.yiwu, "东阳市": defects.dongyang}[name](book))
    save(book, out / file)
    if export:
        save_csv(out / f"{name}-案件导出(合成数据).csv", export_rows(books), encoding="utf-8-sig")
    if logs:
        for month, rows in shard_rows(books):
            save_csv(out / f"{name}-排查日志(合成数据)_{month[0]}_{month[1]}.csv", rows, encoding="gb18030")


def _village(books: Books, character: Character, out: Path) -> None:
    name = books.county.name
    book = village_workbook(books, character)
    file = f"{name}-矛盾纠纷排查和人民调解情况表(合成数据).xlsx"
    if name == "永康市":
        _note(file, defects.yongkang(book, books.county))
    else:
        _note(file, {"武义县": defects.wuyi, "浦江县": defects.pujiang}[name](book))
    save(book, out / file, made_by="WPS 表格" if name == "浦江县" else None)


def _cover(books: Books, character: Character, out: Path) -> None:
    name = books.county.name
    states = {"兰溪市": {"经费": "未上报"}, "金东区": {"纠纷": "已退回"}}.get(name, {})
    file = f"{name}-人民调解工作报表(合成数据).xlsx"
    if name == "金东区":
        # the first report forgot two studios; the correction has them all
        book = correction_workbook(books, character)
        save(book, out / f"{name}-工作室台账(更正)(合成数据).xlsx")
        lost = [room for room in books.studios if room.opened.year == 2019 and room.personal][:2]
        books.studios = [room for room in books.studios if room not in lost]
    # 兰溪市's trainings are an old .xls that was made once and is not generated (README)
    apart = {"兰溪市": "培训", "磐安县": "佐证"}.get(name, "")
    book = cover_workbook(books, character, states=states, apart=apart, kinds_from=0 if name == "兰溪市" else 1)
    if name in ("兰溪市", "金东区"):
        _note(file, {"兰溪市": defects.lanxi, "金东区": defects.jindong}[name](book))
    if name == "磐安县":
        save_ods(out / f"{name}-佐证(合成数据).ods", "佐证", attestation_rows(books))
    save(book, out / file)


def make(out: Path, seed: int = SEED) -> None:
    """Write every submission that is generated into a folder."""
    out.mkdir(parents=True, exist_ok=True)
    FOUND.clear()
    writers = {"person": _person, "village": _village, "cover": _cover}
    for index, county in enumerate(read_ground(HERE / "divisions")):
        character = CHARACTERS[county.code]
        writers[character.layout](keep_books(seed, county, index), character, out)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--out", type=Path, default=HERE / "submissions")
    parser.add_argument("--defects", action="store_true", help="print the table of defects for the README")
    options = parser.parse_args()
    make(options.out, options.seed)
    if options.defects:
        for file, one in FOUND:
            print(f"| {one.number} | {one.what} | {file} | {one.sheet} | {one.cell} |")
    else:
        print(f"{sum(1 for _ in options.out.iterdir())} files in {options.out} (合成数据)")


if __name__ == "__main__":
    main()
