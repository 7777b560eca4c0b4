"""The rows of a sheet that a profile wants: those of its labels, without those that it leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from fengqiao.boundary.cells import blank, code_key, whole
from fengqiao.boundary.kept import retold, told
from fengqiao.boundary.layout import Layout, column_missing
from fengqiao.boundary.part import Context, Part
from fengqiao.boundary.profile import Headings, TableSpec, plain
from fengqiao.errors import Problem, Severity, Text, counted
from fengqiao.model.source import Row, spot

LABEL = Text("项目", "the label of a row")


class Picker:
    """Goes between an adapter's rows and the reader of a table; `close` tells what it met."""

    def __init__(self, spec: TableSpec, layout: Layout, context: Context) -> None:
        self.spec, self.layout, self.context = spec, layout, context
        self.problems: list[Problem] = []
        self._above: dict[int, str] = {}
        self._labels = self._label_columns(spec.rows.column) if spec.rows else []
        self._names = {plain(label): name for label, name in spec.rows.labels.items()} if spec.rows else {}
        self._met: set[str] = set()
        self._out = [
            (at, {code_key(code) for code in codes})
            for heading, codes in spec.leave_out.items()
            if (at := layout.column((heading,))) is not None
        ]
        self._left: list[int] = []
        self._sums = [
            (total, parts)
            for heading, headings in spec.across.items()
            if (total := layout.column((heading,))) is not None
            and None not in (parts := [layout.column((one,)) for one in headings])
        ]

    def _label_columns(self, headings: Headings) -> list[int]:
        """The columns under the label's heading: a merged heading stands over several."""
        for heading in headings:
            found = [at for at, text in self.layout.named.items() if text == plain(heading)]
            if found:
                return found
        self.problems.append(column_missing(self.context.source, self.layout, LABEL, headings))
        return []

    def rows(self, rows: Iterable[Row | Problem]) -> Iterable[Row | Problem]:
        """The rows that are wanted; all of them, untouched, where the profile asks for nothing of the kind."""
        if self.spec.rows or self._out or self._sums:
            return self._picked(rows)
        return rows

    def _picked(self, rows: Iterable[Row | Problem]) -> Iterator[Row | Problem]:
        for row in rows:
            if isinstance(row, Problem) or row.number < self.layout.first:
                yield row
                continue
            found = self._named(row) if self.spec.rows else row
            if found is None:
                continue
            if any(at < len(row.cells) and code_key(row.cells[at]) in codes for at, codes in self._out):
                self._left.append(row.number)
                continue
            self._add_up(row)
            yield found

    def _named(self, row: Row) -> Row | None:
        """The row with its name in place of its label; None where no one asks for it."""
        if not self._labels:
            return None
        *groups, last = self._labels
        texts = [row.cells[at] if at < len(row.cells) else "" for at in self._labels]
        for at, text in zip(groups, texts, strict=False):
            if text.strip():
                for below in groups[groups.index(at) :]:
                    self._above.pop(below, None)
                self._above[at] = text
        above = [self._above.get(at, "") for at in groups] if texts[-1].strip() else texts[:-1]
        label = "/".join(dict.fromkeys(text for one in (*above, texts[-1]) if (text := plain(one))))
        name = self._names.get(label)
        if name is None:
            return None
        self._met.add(name)
        cells = [*row.cells, *[""] * (last + 1 - len(row.cells))]
        for at in self._labels:
            cells[at] = name
        return Row(row.number, tuple(cells))

    def _add_up(self, row: Row) -> None:
        """Warns where the parts of a row do not make its printed sum."""
        for total, parts in self._sums:
            said = whole(row.cells[total]) if total < len(row.cells) else None
            read = [whole(row.cells[at]) if at is not None and at < len(row.cells) else None for at in parts]
            values = [value for value in read if isinstance(value, int)]
            if not isinstance(said, int) or len(values) < len(read):
                continue  # a blank or a rate adds up to nothing
            if sum(values) != said:
                shown = "+".join(map(str, values))
                self.problems.append(
                    Problem(
                        "table.parts",
                        self.context.source.where(spot(row.number, total), self.context.source.unit),
                        Text(
                            f"各项之和为 {shown}={sum(values)}，表中为 {said}", f"{shown} is {sum(values)}, not {said}"
                        ),
                        Text("请核对该行各项", "Check the numbers of the row"),
                        Severity.WARNING,
                    )
                )

    # -- what it met

    def state(self) -> dict[str, Any]:
        """What was met so far, as JSON."""
        return {
            "above": list(self._above.items()),
            "left": self._left,
            "met": sorted(self._met),
            "problems": [told(problem) for problem in self.problems],
        }

    def resume(self, state: Mapping[str, Any]) -> None:
        """Goes on where another picker of the same table stopped."""
        self._above = dict(map(tuple, state["above"]))
        self._left, self._met = list(state["left"]), set(state["met"])
        self.problems = [retold(one) for one in state["problems"]]

    def close(self, part: Part) -> None:
        """Hands over the problems; a label that is not there leaves its registers open."""
        if self._left:
            self.problems.append(self._left_out())
        lacking = self._lacking()
        if lacking is not None:
            self.problems.append(lacking)
            counted = {cell.counts.register for cell in self.spec.cells if cell.counts}
            for register in sorted({*self.spec.registers, *counted}):
                units = self.context.submission.units or self.context.roots
                part.open(register, units, self.context.window, lacking)
        part.problems += self.problems

    def _lacking(self) -> Problem | None:
        if self.spec.rows is None or not self._labels:
            return None
        labels = self.spec.rows.labels
        lacking = [label for label, name in labels.items() if name not in self._met]
        if not lacking or (self._met and not self.spec.rows.every):
            return None
        return Problem(
            "table.row-missing",
            self.context.source.where(spot(self.layout.row, self._labels[-1])),
            Text(
                f"没有“{'”“'.join(lacking)}”的行，其数字不明",
                f"there is no row {', '.join(map(repr, lacking))}: its numbers are unknown",
            ),
            Text(
                "请核对表样，或在版式文件的 rows 中补充这种写法",
                "Check the form, or add this spelling to rows in the profile",
            ),
            Severity.WARNING,
        )

    def _left_out(self) -> Problem:
        named = "、".join(heading for heading in self.spec.leave_out if not blank(heading))
        return Problem(
            "table.left-out",
            self.context.source.where(spot(self._left[0], self._out[0][0])),
            Text(
                f"按版式略去 {len(self._left)} 行（{named}）",
                f"{counted(len(self._left), 'rows are', 'row is')} left out as the profile says ({named})",
            ),
            Text("若应计入，请修改版式文件的 leave_out", "Change leave_out in the profile if they should count"),
            Severity.INFO,
        )
