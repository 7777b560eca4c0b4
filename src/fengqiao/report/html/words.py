"""The words of the page that no other report needs."""

from __future__ import annotations

from fengqiao.errors import Text

SKIP = Text("跳到正文", "Skip to the content")
CONTENTS = Text("目录", "Contents")
OVERVIEW = Text("总览", "Overview")
EVERYTHING = Text("全部展开成一页", "Everything on one page")
THEME = Text("深浅色", "Light or dark")
PRINT = Text("打印", "Print")
ON_THIS_PAGE = Text("本页内容", "On this page")
SHADES = Text("颜色越深，离要求越远", "The deeper the colour, the further from what is required")
HATCHED = Text("斜纹：结果尚是一个区间", "Hatched: the result is still an interval")
QUALITATIVE_CLAUSES = Text("无数量要求的定性条款", "Clauses without a number")
COURSE = Text("走势", "Course")
COURSE_NOTE = Text(
    "各季度末和各时间节点按现在掌握的材料重新判定；虚线为要求，阴影为尚未查明的区间。",
    "Judged afresh at quarter ends and milestones by what is known now; dashed: what is required; shaded: not known.",
)
RESTS = Text("依据", "Rests on")
COUNTED = Text("已计入{}项，列出前{}项及所在单元格", "{} are counted; the first {} and the cells they stand in")
COUNTED_ALL = Text("已计入{}项及所在单元格", "{} are counted, in these cells")
STRIPS = Text("排查频次", "Screening, slot by slot")
STRIP_NOTE = Text(
    "每格为一个时段：蓝色为应排查的都已排查，橙色为有缺（越深缺得越多），斜纹为不明（未报，或只报次数、未报日期；蓝底斜纹为少数不明），空白为不应排查。",
    "Each cell is one slot: blue, all that were due were held; orange, some missed (deeper: more); hatched, some "
    "not known (few on blue; not reported, or a number without days); blank, none due.",
)
COVERED = Text("已排查", "Held")
MISSED = Text("缺", "Missed")
UNKNOWN = Text("不明", "Not known")
DUE = Text("应排查", "Due")
STRIP = Text("逐期", "Slot by slot")
NO_GAPS = Text("没有缺口。", "Nothing is missing.")
PRINT_NOTE = Text("打印时只打印已展开的清单。", "Only the lists that are open are printed.")
SEARCH = Text("查找", "Search")
SEARCH_HINT = Text("村、乡镇、代码、周次……", "village, township, code, week ...")
ALL_TARGETS = Text("全部指标", "all targets")
ALL_STATES = Text("全部情况", "all states")
FOUND = Text("找到 {} 项，共 {} 项", "{} of {} found")
CLEAR = Text("清除", "Clear")
SORT = Text("按此列排序", "sort by this column")
SEARCH_ALL = Text("在所有单位的缺口中查找", "Search what is missing in all units")
MORE_HITS = Text("只列出前 {} 项，请缩小范围。", "Only the first {} are listed: narrow the search.")
NOTHING_FOUND = Text("没有找到。", "Nothing found.")
DEFECTS_NONE = Text("没有发现数据问题。", "No problem was found in the data.")
EMPTY = Text("没有可以显示的判定。", "There is no verdict to show.")
MADE = Text("由 {} 生成", "Made by {}")
FINGERPRINT = Text("依据指纹", "Fingerprint of all it rests on")
AHEAD = Text("（尚未到期）", "(to come)")
IN_ALL = Text("合计", " in all")
MORE = Text("另有{}项，见 fengqiao gaps。", "{} more: fengqiao gaps.")
HITS = Text("找到 {} 项。", "{} found. ")
SLOT = Text(
    "{} {}（{} 至 {}）：应排查 {}，已排查 {}，缺 {}，不明 {}",
    "{} {} ({} to {}): due {}, held {}, missed {}, not known {}",
)
STRIP_LABEL = Text("{}逐期排查情况，用左右方向键逐期查看", "{}, slot by slot: move with the arrow keys")
ALL_KEPT = Text("应排查的都已排查的{}个单位", "{} units that missed nothing")
IN_WAN = Text("纵轴单位：万元", "in 10,000 yuan")
ERRORS_OF = Text("错误{}条，共{}条", "{} errors of {}")
EVERY_CHANGE = Text("逐项变化", "Every change")
