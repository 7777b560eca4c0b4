"""The values of a project file, each of the type that it should be, and what is wrong with it at its line."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from fengqiao.boundary.nearest import nearest
from fengqiao.errors import Problem, Text, Where

_SECRET = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Values:
    """Decodes one project file; a value that is refused becomes a stand-in, and the file is refused at the end."""

    def __init__(self, path: Path, text: str, environ: Mapping[str, str]) -> None:
        self.path, self.lines, self.environ = path, text.splitlines(), environ
        self.problems: list[Problem] = []

    def deep(self, value: Any, key: str) -> Any:
        if isinstance(value, str):
            return self.filled(value, key)
        if isinstance(value, list):
            return [self.deep(one, key) for one in value]
        return {k: self.deep(v, k) for k, v in value.items()} if isinstance(value, dict) else value

    def filled(self, text: str, key: str) -> str:
        """A text with its ${NAME} filled in."""

        def fill(found: re.Match[str]) -> str:
            value = self.environ.get(found[1])
            if value is None:
                self.refuse(
                    key,
                    Text(f"环境变量 {found[1]} 没有设置", f"the environment variable {found[1]} is not set"),
                    Text(f"请先设置 {found[1]} 再运行", f"Set {found[1]} first"),
                )
            return value or ""

        return _SECRET.sub(fill, text)

    def text(self, raw: Mapping[str, Any], key: str) -> str | None:
        value = raw.get(key)
        if value is None or isinstance(value, str):
            return value
        self.refuse(
            key, Text(f"{key} 应为文字", f"{key} has to be a text"), Text(f'请写成 {key} = "…"', f'Write {key} = "..."')
        )
        return None

    def day(self, raw: Mapping[str, Any], key: str) -> date | None:
        value = raw.get(key)
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                pass
        elif value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        self.refuse(
            key,
            Text(f"{key} 应为日期", f"{key} has to be a date"),
            Text(f"请写成 {key} = 2019-12-31", f"Write {key} = 2019-12-31"),
        )
        return None

    def texts(self, raw: Mapping[str, Any], key: str) -> list[str]:
        value = raw.get(key, [])
        if isinstance(value, list) and all(isinstance(one, str) for one in value):
            return value
        self.refuse(
            key,
            Text(f"{key} 应为文字的列表", f"{key} has to be a list of texts"),
            Text(f'请写成 {key} = ["…"]', f'Write {key} = ["..."]'),
        )
        return []

    def mapping(self, raw: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = raw.get(key, {})
        if isinstance(value, dict):
            return value
        self.refuse(
            key, Text(f"{key} 应为一组键值", f"{key} has to be a table"), Text(f"请写成 [{key}]", f"Write [{key}]")
        )
        return {}

    def tables(self, raw: Mapping[str, Any], key: str, keys: Collection[str] | None) -> list[Mapping[str, Any]]:
        value = raw.get(key, [])
        if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
            self.refuse(
                key,
                Text(f"{key} 应为若干项", f"{key} has to be a list of tables"),
                Text(f"请写成 [[{key}]]", f"Write [[{key}]]"),
            )
            return []
        for one in value if keys else ():
            self.known(one, keys or (), key)
        return value

    # -- what is wrong

    def known(self, raw: Mapping[str, Any], keys: Collection[str], inside: str) -> None:
        for key in raw:
            if key not in keys:
                self.unknown(
                    key, key, keys, Text(f"键（{inside}）" if inside else "键", f"key of {inside}" if inside else "key")
                )

    def unknown(self, key: str, name: str, allowed: Collection[str], what: Text) -> None:
        near = nearest(name, allowed)
        self.refuse(
            key,
            Text(f"没有名为“{name}”的{what.zh}", f"there is no {what.en} named {name!r}"),
            Text(
                (f"是否为“{near}”？" if near else "") + f"可用：{'、'.join(allowed)}",
                (f"Did you mean {near!r}? " if near else "") + f"Allowed: {', '.join(allowed)}",
            ),
        )

    def refuse(self, key: str, what: Text, mend: Text) -> None:
        self.problems.append(Problem("project.value", Where(self.path.name, cell=self.line(key)), what, mend))

    def line(self, key: str) -> str | None:
        """The line and column where a key first stands; TOML readers do not tell."""
        for number, line in enumerate(self.lines, 1):
            found = re.search(rf'(?:^|[\s{{,\[."]){re.escape(key)}(?=["\s\].]*[=\]])', line)
            if found:
                return f"{number}:{found.start() + len(found[0]) - len(key) + 1}"
        return None
