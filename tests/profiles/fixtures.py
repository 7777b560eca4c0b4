"""Workbooks shaped like those of real systems, with made-up content: the same seed writes the same cells."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from random import Random

import openpyxl

from tests.profiles.project import TOWNSHIPS

_EXPORT = """
案件编码 调委会 调解工作室 受理员 受理时间 案件来源 案件难度级别 纠纷类别 行政划分 有无死亡 主办调解员
协办调解员 调解时间 调解书编号 调解结果 调解协议金(元) 协议履行情况 当事人 协议形式 纠纷简要情况
以奖代补评定 案件属性 涉及特殊群体情况 涉及农民工纠纷情况 纠纷转化情况
"""
_KINDS = """
婚姻家庭 邻里 房产宅基地 合同 生产经营 损害赔偿 山林土地 征地拆迁 环境污染
劳动争议 旅游 消费 医疗 道路交通 物业 知识产权 互联网
"""
_CASE = "AJBM TWHBM TJYBM SLRQ JFLB AJLY AJNDJB TJLX TJJG SAJE SJRS TJRQ XYRQ"
EXPORT, KINDS, CASE = _EXPORT.split(), _KINDS.split(), _CASE.split()
ALIASES = {
    "案件编码": ("案件编码", "案件编号"),
    "受理员": ("受理员", "受理人", "受理人姓名"),
    "纠纷简要情况": ("纠纷简要情况", "纠纷描述", "简要情况"),
    "案件难度级别": ("案件难度级别", "难度级别"),
    "纠纷类别": ("纠纷类别", "纠纷类型"),
    "行政划分": ("行政划分", "乡镇", "街道", "所属区域"),
    "调解协议金(元)": ("调解协议金(元)", "涉及金额"),
}
NAMES = tuple(a + b for a in "赵钱孙李周吴郑" for b in ("明", "建国", "晓红", "军"))
SEPARATORS = ("，", ",", "、", " ")


def chance_of(seed: int) -> Random:
    """The chances of one seed."""
    return Random(seed)  # noqa: S311  repeatable is the point, and nothing is secret


def _people(chance: Random, most: int) -> str:
    names = chance.sample(NAMES, chance.randint(1, most))
    return chance.choice(SEPARATORS).join(names)


def export_rows(chance: Random, count: int) -> list[list[object]]:
    """Cases of the 25 columns, without headings."""
    rows: list[list[object]] = []
    for n in range(count):
        month, day = chance.randint(1, 11), chance.randint(1, 28)
        rows.append([
            f"ZJ2019{n:05d}",
            None,
            None,
            chance.choice(NAMES),
            chance.choice((f"2019年{month}月{day}日", f"2019-{month:02d}-{day:02d}", f"2019.{month}.{day}")),
            chance.choice(("当事人申请", "主动介入", "部门移送")),
            chance.choice(("简单", "一般", "疑难", "重大")),
            chance.choice(KINDS),
            chance.choice(list(TOWNSHIPS)),
            "无",
            _people(chance, 1),
            _people(chance, 4) if chance.random() < 0.7 else None,
            f"2019-{month + 1:02d}-{day:02d}",
            f"调字〔2019〕{n}号",
            chance.choice(("成功", "不成功", None)),
            chance.choice((None, f"{chance.randint(1, 90000)}.50", str(chance.randint(100, 5000)))),
            chance.choice(("已履行", "部分履行", "未履行")),
            _people(chance, 5),
            chance.choice(("口头", "书面")),
            "双方因琐事发生争执，经调解达成一致。",
            None,
            chance.choice(("新增", "存量")),
            "无",
            "否",
            "未转化",
        ])  # fmt: skip
    return rows


def export(path: Path, headings: Sequence[str] = EXPORT, *, seed: int = 1, count: int = 60) -> None:
    """A case export: a title row, the headings, the cases, a total row."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "案件"
    sheet.append(["人民调解案件信息导出表（合成数据）"])
    sheet.merge_cells(start_row=1, start_column=1, end_row=1, end_column=len(headings))
    sheet.append(list(headings))
    rows = export_rows(chance_of(seed), count)
    for row in rows:
        sheet.append(row)
    at = EXPORT.index("调解协议金(元)")
    total: list[object] = ["合计", *[None] * (len(headings) - 1)]
    total[at] = f"{sum(float(str(row[at])) for row in rows if row[at]):.2f}"
    sheet.append(total)
    book.save(path)


PAIRS = [*KINDS, "其他", "50人以下", "50-100人", "100-500人", "500人以上", "重大"]


def screening_return(
    path: Path,
    *,
    seed: int = 1,
    over: str = "调处数",
    months: int = 2,
    unit: str = "婺城区",
    slip: str = "",
    row52: str = "次数",
) -> None:
    """Monthly returns of screened disputes; `over` is the denominator of the success rate, `slip` a defect."""
    chance = chance_of(seed)
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for month in range(1, months + 1):
        sheet = book.create_sheet(f"2019年{month}月")
        sheet.append([f"矛盾纠纷排查情况表（2019年{month}月）（合成数据）"])
        sheet.append(
            [f"填报单位：{unit}", None, "上报状态：", "已上报", None, "上报日期：", f"2019-{month + 1:02d}-04"]
        )
        sheet.append(["项目", None, "行次", "本月数", None, None, None, "年度累计"])
        sheet.append([None, None, None, "县市区", "乡镇街道", "村居", "小计", None])
        for area in ("A3:B4", "C3:C4", "D3:G3", "H3:H4", "A1:H1"):
            sheet.merge_cells(area)
        bands = [[chance.randint(1, 9) for _ in range(3)] for _ in range(4)]
        screened = [sum(band[i] for band in bands) for i in range(3)]
        mediated = [n - chance.randint(0, 1) for n in screened]
        succeeded = [n - chance.randint(1, 2) for n in mediated]
        lines: list[tuple[str | None, str | None, list[int] | str]] = [
            ("排查数", None, screened),
            ("调处数", None, mediated),
        ]
        lines.append(("调处率", None, f"{100 * sum(mediated) / sum(screened):.1f}%"))
        lines.append(("成功数", None, succeeded))
        under = sum(mediated if over == "调处数" else screened)
        rate = 100 * sum(succeeded) / under
        lines.append(("成功率", None, f"{rate - 9 if slip == 'rate' else rate:.1f}%"))
        for kind in PAIRS:
            found = bands[PAIRS.index(kind) - 18] if kind in PAIRS[18:22] else [chance.randint(0, 3) for _ in range(3)]
            if slip == "bands" and kind == "50人以下":
                found = [n + 1 for n in found]
            lines += [(kind, "排查数", found), (None, "调处数", [max(0, n - 1) for n in found])]
        lines.append(("开展集中排查", row52, [1, chance.randint(3, 6), chance.randint(20, 60)]))
        for number, (group, item, values) in enumerate(lines, 1):
            sums = (
                [None, None, None, values, values]
                if isinstance(values, str)
                else [*values, sum(values) + (slip == "across" and number == 1), sum(values) * month]
            )
            sheet.append([group, item, number, *sums])
        for row in range(5, sheet.max_row + 1):
            if sheet.cell(row, 2).value is None:
                sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=2)
            elif sheet.cell(row, 1).value is None:
                sheet.merge_cells(start_row=row - 1, start_column=1, end_row=row, end_column=1)
        sheet.append(["填表人：赵明", None, "审核人：钱军"])
    book.save(path)


def province(path: Path, *, seed: int = 1) -> None:
    """Tables of a provincial database, one a sheet, that only make sense joined."""
    chance = chance_of(seed)
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    committees = [f"T{n:03d}" for n in range(1, 7)]
    tables: dict[str, list[list[object]]] = {
        "RMTJ_JWHJBXX": [["TWHBM", "TWHMC", "TWHLX", "HZTWHLX", "ZZTJYRS", "JZTJYRS", "CLRQ", "SUQY"]],
        "RMTJ_TJGZSJBQK": [["tjgzsbm", "sstwhbm", "tjgzsmc", "tjgzslx", "zztjyrs", "jztjyrs", "tjgzsslsj"]],
        "RMTJ_TJYJBXX": [["TJYBM", "XM", "SFZHM", "CSNY", "XL", "ZZMM", "ZJZ", "SFZFGMFW", "TWHBM", "TJGZSBM"]],
        "RMTJ_TJAJXX": [[*CASE]],
        "RMTJ_AJZTQK": [["TWHBM", "ND", "YF", "TJJFJS", "PCJFCS", "YFJFJS"]],
    }
    for n, own in enumerate(committees):
        place = list(TOWNSHIPS.values())[n % 3]
        tables["RMTJ_JWHJBXX"].append([own, f"第{n + 1}人民调解委员会", "2", None, 3, 1, f"201{n}-03-01", place])
        for month in range(1, 13):
            held = chance.randint(0, 5)
            tables["RMTJ_AJZTQK"].append([own, "2019", str(month), str(chance.randint(0, 9)), str(held), "1"])
    for n in range(3):
        tables["RMTJ_TJGZSJBQK"].append([f"G{n}", committees[n], f"{NAMES[n]}工作室", "1", 1, 0, "2018-12-01"])
    for n in range(20):
        studio = f"G{n % 3}" if chance.random() < 0.4 else None
        tables["RMTJ_TJYJBXX"].append([
            f"M{n:03d}", NAMES[n], f"330702{1950 + n}0101{n:03d}0", f"{1950 + n}-01", "大专", "群众",
            chance.choice(("专职", "兼职")), chance.choice(("是", "否")), chance.choice(committees), studio,
        ])  # fmt: skip
    for n in range(40):
        people = ",".join(f"M{m:03d}" for m in sorted(chance.sample(range(20), chance.randint(1, 3))))
        tables["RMTJ_TJAJXX"].append([
            f"A{n:04d}", chance.choice(committees), people, "20190305", chance.choice(KINDS), "当事人申请", "1",
            chance.choice("12"), chance.choice("12"), str(chance.randint(0, 9000)), str(chance.randint(2, 9)),
            "2019-03-09", "2019-03-10",
        ])  # fmt: skip
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(path)


def connector(path: Path, *, base: int, seed: int = 1, count: int = 60) -> None:
    """Cases of a connector whose kinds are coded from 1 (padded or not, as it comes) or from 0."""
    chance = chance_of(seed)
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "案件"
    sheet.append(["AJBM", "TWHMC", "SLRQ", "TJRQ", "JFLB", "AJZT", "TJJG", "SFSFQR"])
    for n in range(count):
        number = chance.randint(1, 10) + base - 1
        code = chance.choice((f"{number:02d}", str(number))) if base else str(number)
        town = chance.choice(list(TOWNSHIPS))
        state = chance.choice("12345678")
        name = chance.choice((f"{town}人民调解委员会", f"{town}调委会", town))
        done = state in "3457"
        sheet.append([
            f"D{n:04d}", name, "2019-03-05", "2019-03-20" if done else None, code, state,
            chance.choice(("成功", "不成功")) if done else None, "是" if state == "7" else "否",
        ])  # fmt: skip
    committees = book.create_sheet("调委会")
    committees.append(["TWHMC", "SUQY"])
    for town in TOWNSHIPS:
        committees.append([f"{town}人民调解委员会", town])
    book.save(path)
